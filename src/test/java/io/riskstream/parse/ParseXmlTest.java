package io.riskstream.parse;

import static io.riskstream.parse.ParserTests.event;
import static io.riskstream.parse.ParserTests.parse;
import static io.riskstream.parse.ParserTests.rejection;
import static io.riskstream.parse.ParserTests.serialized;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldType;
import io.riskstream.event.Item;
import io.riskstream.event.NullValue;
import io.riskstream.event.Rejection;
import io.riskstream.event.ValueKind;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParseXmlTest {
    private static final String ACORD = "http://www.ACORD.org/standards/PC_Surety/ACORD1/xml/";

    private static EventType type(Field... fields) {
        return new EventType(List.of(new ParserTests.Source("schema", List.of(fields), true)));
    }

    private static Field field(String path, FieldType type) {
        return new Field(path, type);
    }

    private static Field list(String path, Field... items) {
        return new Field(path, FieldType.LIST, List.of(items));
    }

    private static Stage stage(EventType type, Object... options) {
        Map<String, Object> map = new HashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            map.put((String) options[i], options[i + 1]);
        }
        return new ParseXml(type, map);
    }

    private static String message(EventType type, Object... options) {
        return assertThrows(IllegalArgumentException.class, () -> stage(type, options))
                .getMessage();
    }

    private static Object value(Event event, EventType type, String path) {
        int slot = type.slot(path);
        return event.isPresent(slot) ? event.values().object(slot) : "absent";
    }

    private static Object value(Item item, EventType type, String path) {
        return item.values().isPresent(type.slot(path)) ? item.values().object(type.slot(path)) : "absent";
    }

    // ---- A claim as insurers send it ----

    private static final EventType CLAIM = type(
            field("id", FieldType.STRING),
            field("policy", FieldType.STRING),
            field("loss.date", FieldType.STRING),
            field("loss.amount", FieldType.DOUBLE),
            field("loss.currency", FieldType.STRING),
            field("reportedBy", FieldType.STRING),
            field("injured", FieldType.BOOLEAN),
            list(
                    "parties",
                    field("role", FieldType.STRING),
                    field("surname", FieldType.STRING),
                    field("age", FieldType.LONG),
                    field("id", FieldType.STRING),
                    list("phones", field("number", FieldType.STRING))));

    private static final Map<String, String> MEMBERS = Map.ofEntries(
            Map.entry("id", "RqUID"),
            Map.entry("policy", "Policy/PolicyNumber"),
            Map.entry("loss.date", "ClaimsOccurrence/LossDt"),
            Map.entry("loss.amount", "ClaimsOccurrence/ProbableIncurredAmt/Amt"),
            Map.entry("loss.currency", "ClaimsOccurrence/ProbableIncurredAmt/Amt/@cur"),
            Map.entry("reportedBy", "/ACORD/SignonRq/ClientApp/Name"),
            Map.entry("injured", "ClaimsOccurrence/InjuryInd"),
            Map.entry("parties", "ClaimsParty"),
            Map.entry("parties.role", "ClaimsPartyInfo/ClaimsPartyRoleCd"),
            Map.entry("parties.surname", "GeneralPartyInfo/NameInfo/PersonName/Surname"),
            Map.entry("parties.age", "PersonInfo/Age"),
            Map.entry("parties.id", "@id"),
            Map.entry("parties.phones", "GeneralPartyInfo/Communications/PhoneInfo"),
            Map.entry("parties.phones.number", "PhoneNumber"));

    private static final String NOTIFICATION = """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- first notice of loss -->
            <ACORD xmlns="%s" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b">
              <SignonRq><ClientApp><Org>Broker</Org><Name>Portal</Name></ClientApp></SignonRq>
              <ClaimsSvcRq>
                <RqUID>other</RqUID>
                <ClaimsNotificationAddRq>
                  <RqUID> 4711 </RqUID>
                  <Policy id="P1"><PolicyNumber>PX-9</PolicyNumber><LOBCd>AUTOP</LOBCd></Policy>
                  <ClaimsOccurrence>
                    <LossDt>2026-11-20</LossDt>
                    <LossDesc><![CDATA[Rear-end <collision>]]> &amp; fire</LossDesc>
                    <ProbableIncurredAmt><Amt cur="USD">1250.50</Amt></ProbableIncurredAmt>
                    <InjuryInd>1</InjuryInd>
                  </ClaimsOccurrence>
                  <ClaimsParty id="N1">
                    <GeneralPartyInfo>
                      <NameInfo><PersonName><Surname>Doe</Surname><GivenName>Jane</GivenName></PersonName></NameInfo>
                      <Communications>
                        <PhoneInfo><PhoneNumber>1</PhoneNumber></PhoneInfo>
                        <PhoneInfo><PhoneNumber>2</PhoneNumber><PhoneTypeCd>Cell</PhoneTypeCd></PhoneInfo>
                      </Communications>
                    </GeneralPartyInfo>
                    <PersonInfo><Age>44</Age></PersonInfo>
                    <ClaimsPartyInfo><ClaimsPartyRoleCd>Insured</ClaimsPartyRoleCd></ClaimsPartyInfo>
                  </ClaimsParty>
                  <Remark>a</Remark>
                  <ClaimsParty id="N2">
                    <ClaimsPartyInfo><ClaimsPartyRoleCd>Claimant</ClaimsPartyRoleCd></ClaimsPartyInfo>
                  </ClaimsParty>
                  <Remark>b</Remark>
                </ClaimsNotificationAddRq>
              </ClaimsSvcRq>
            </ACORD>
            """.formatted(ACORD);

    private static Stage claims(Object... more) {
        Object[] options = new Object[more.length + 4];
        System.arraycopy(
                new Object[] {"root", "ACORD/ClaimsSvcRq/ClaimsNotificationAddRq", "members", MEMBERS},
                0,
                options,
                0,
                4);
        System.arraycopy(more, 0, options, 4, more.length);
        return stage(CLAIM, options);
    }

    @Test
    void readsANoticeOfLossWithItsParties() {
        Event event = parse(claims("id", "id", "time", "loss.date"), NOTIFICATION);
        assertEquals("4711", event.id());
        assertEquals(Instant.parse("2026-11-20T00:00:00Z"), event.time());
        assertEquals("PX-9", value(event, CLAIM, "policy"));
        assertEquals("2026-11-20", value(event, CLAIM, "loss.date"));
        assertEquals(1250.5, value(event, CLAIM, "loss.amount"));
        assertEquals("USD", value(event, CLAIM, "loss.currency"));
        assertEquals("Portal", value(event, CLAIM, "reportedBy"));
        assertEquals(true, value(event, CLAIM, "injured"));
        assertFalse(event.originalIsJson());

        List<Object> parties = event.list(CLAIM.slot("parties"));
        EventType party = CLAIM.itemType(CLAIM.slot("parties")).orElseThrow();
        assertEquals(2, parties.size());
        Item insured = assertInstanceOf(Item.class, parties.get(0));
        assertEquals("N1", value(insured, party, "id"));
        assertEquals("Insured", value(insured, party, "role"));
        assertEquals("Doe", value(insured, party, "surname"));
        assertEquals(44L, value(insured, party, "age"));
        EventType phone = party.itemType(party.slot("phones")).orElseThrow();
        List<Object> phones = insured.values().list(party.slot("phones"));
        assertEquals("1", value((Item) phones.get(0), phone, "number"));
        assertEquals("2", value((Item) phones.get(1), phone, "number"));
        assertEquals(Map.of("PhoneTypeCd", "Cell"), ((Item) phones.get(1)).undeclared());
        Item claimant = (Item) parties.get(1);
        assertEquals("Claimant", value(claimant, party, "role"));
        assertEquals("absent", value(claimant, party, "age"));
        assertEquals("absent", value(claimant, party, "phones"));
    }

    @Test
    void keepsUndeclaredMembersNestedAsTheyCame() {
        Event event = parse(claims(), NOTIFICATION);
        assertEquals(
                Map.of(
                        "Policy",
                        Map.of("@id", "P1", "LOBCd", "AUTOP"),
                        "ClaimsOccurrence",
                        Map.of("LossDesc", "Rear-end <collision> & fire"),
                        "Remark",
                        List.of("a", "b")),
                event.undeclared());
        EventType party = CLAIM.itemType(CLAIM.slot("parties")).orElseThrow();
        Item insured = (Item) event.list(CLAIM.slot("parties")).get(0);
        assertEquals(
                Map.of("GeneralPartyInfo", Map.of("NameInfo", Map.of("PersonName", Map.of("GivenName", "Jane")))),
                insured.undeclared());
        assertEquals(5, party.size());
    }

    @Test
    void aSerializedStageReadsTheSame() throws IOException, ClassNotFoundException {
        Stage stage = claims();
        Event event = parse(stage, NOTIFICATION);
        assertEquals(event.values(), parse(serialized(claims()), NOTIFICATION).values());
        assertEquals(event.values(), parse(stage, NOTIFICATION).values());
        stage.close();
    }

    @Test
    void everyTruncatedDocumentIsRejected() {
        Stage stage = claims();
        byte[] document = NOTIFICATION.strip().getBytes(StandardCharsets.UTF_8);
        for (int length = 1; length < document.length; length++) {
            Outcome outcome = stage.apply(event(java.util.Arrays.copyOf(document, length)));
            Outcome.Reject reject = assertInstanceOf(Outcome.Reject.class, outcome, "after " + length + " bytes");
            assertEquals("parse.xml", reject.rejections().get(0).code());
        }
        assertEquals("PX-9", value(parse(stage, NOTIFICATION), CLAIM, "policy"));
    }

    @Test
    void anyDamagedDocumentIsReadOrRejected() {
        Stage stage = claims();
        byte[] document = NOTIFICATION.getBytes(StandardCharsets.UTF_8);
        SplittableRandom random = new SplittableRandom(14);
        byte[] marks = "<>&;/!?[]'\"= \0\u0085x:@-".getBytes(StandardCharsets.UTF_8);
        int rejected = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = document.clone();
            for (int k = random.nextInt(1, 4); k > 0; k--) {
                damaged[random.nextInt(damaged.length)] =
                        random.nextInt(4) == 0 ? (byte) random.nextInt(256) : marks[random.nextInt(marks.length)];
            }
            rejected += stage.apply(event(damaged)) instanceof Outcome.Reject ? 1 : 0;
        }
        assertTrue(rejected > 10_000 && rejected < 20_000, rejected + " rejected");
        assertEquals("PX-9", value(parse(stage, NOTIFICATION), CLAIM, "policy"));
    }

    // ---- By name ----

    private static final EventType SIMPLE = type(
            field("id", FieldType.STRING),
            field("amount", FieldType.DOUBLE),
            field("count", FieldType.LONG),
            field("fire", FieldType.BOOLEAN),
            field("loss.zip", FieldType.STRING),
            field("other", FieldType.ANY),
            list("codes"));

    @Test
    void aFieldIsReadFromTheElementOrTheAttributeWithItsPath() {
        for (String document : List.of(
                "<c><id>1</id><amount>2</amount><loss><zip>01234</zip></loss></c>",
                "<c id='1' amount='2'><loss zip='01234'/></c>",
                "<x:c xmlns:x='urn:x' id='1'><x:amount>2.0</x:amount><x:loss><zip>01234</zip></x:loss></x:c>")) {
            Event event = parse(stage(SIMPLE), document);
            assertEquals("1", value(event, SIMPLE, "id"));
            assertEquals(2.0, value(event, SIMPLE, "amount"));
            assertEquals("01234", value(event, SIMPLE, "loss.zip"));
            assertEquals(Map.of(), event.undeclared());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "count, 3, 3, LONG",
        "count, 3.0, 3, LONG",
        "count, -12, -12, LONG",
        "count, 007, 7, LONG",
        "count, 3.5, 3.5, STRING",
        "count, 92233720368547758070, 92233720368547758070, STRING",
        "count, '', '', STRING",
        "amount, 2, 2.0, DOUBLE",
        "amount, 1e3, 1000.0, DOUBLE",
        "amount, '1,5', '1,5', STRING",
        "amount, NaN, NaN, STRING",
        "amount, INF, INF, STRING",
        "fire, true, true, BOOLEAN",
        "fire, 0, false, BOOLEAN",
        "fire, 1, true, BOOLEAN",
        "fire, Y, Y, STRING",
        "other, 12, 12, STRING",
        "id, 12, 12, STRING",
        "id, '', '', STRING",
        "id, '  a b  ', a b, STRING",
    })
    void aTextGetsTheDeclaredTypeOrStaysAText(String path, String text, String expected, ValueKind kind) {
        Event event = parse(stage(SIMPLE), "<c><" + path + ">\n " + text + "\t</" + path + "></c>");
        assertEquals(kind, event.kind(SIMPLE.slot(path)));
        assertEquals(expected, String.valueOf(value(event, SIMPLE, path)));
    }

    @Test
    void aCommentOrASectionDoesNotDivideAText() {
        Event event =
                parse(stage(SIMPLE), "<c><id>1<!-- x -->2 <?pi x?><![CDATA[3]]> </id><amount>4<!---->2</amount></c>");
        assertEquals("12 3", value(event, SIMPLE, "id"));
        assertEquals(42.0, value(event, SIMPLE, "amount"));
    }

    @Test
    void nilIsNullAndAMissingTextIsAbsent() {
        String xsi = "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'";
        Event event = parse(
                stage(SIMPLE, "missing", List.of("", "N/A")),
                "<c " + xsi
                        + " count='N/A'><id xsi:nil='true'/><amount/><loss><zip>N/A</zip></loss><u xsi:nil='1'/><v/></c>");
        assertEquals(NullValue.NULL, value(event, SIMPLE, "id"));
        for (String path : List.of("amount", "count", "loss.zip")) {
            assertEquals("absent", value(event, SIMPLE, path));
        }
        assertEquals(Map.of("u", NullValue.NULL), event.undeclared());
    }

    @Test
    void aNullElementDoesNotMakeTheNextValueNull() {
        Event event = parse(
                stage(SIMPLE),
                "<c xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'><u xsi:nil='true'/><loss zip='9'/><id>7</id></c>");
        assertEquals("9", value(event, SIMPLE, "loss.zip"));
        assertEquals("7", value(event, SIMPLE, "id"));
    }

    @Test
    void aNullElementWithATextIsNotOneValue() {
        Rejection rejection = rejection(
                stage(SIMPLE),
                "<c xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'><id xsi:nil='true'>7</id></c>");
        assertEquals("parse.key", rejection.code());
        assertEquals("id", rejection.path());
    }

    @Test
    void textsAroundAnInnerElementAreNotOneValue() {
        for (String id : List.of("12<b/>50", "12<b>x</b>50", "<a/>12<![CDATA[3]]><b/>50", "12<b/> <b/>50")) {
            Rejection rejection = rejection(stage(SIMPLE), "<c><id>" + id + "</id></c>");
            assertEquals("parse.key", rejection.code());
            assertEquals("id", rejection.path());
        }
        for (String id :
                List.of("1250<b/> ", " <b/>1250", "12<!-- c -->50", "12<?p i?>50", "12<![CDATA[50]]>", "1&#50;50")) {
            assertEquals("1250", value(parse(stage(SIMPLE), "<c><id>" + id + "</id></c>"), SIMPLE, "id"), id);
        }
    }

    // ---- Lists ----

    @Test
    void repeatedElementsAreAListAndOneIsAListOfOne() {
        Stage stage = stage(SIMPLE);
        assertEquals(
                List.of("a", "", "b"),
                value(parse(stage, "<c><codes>a</codes><codes/><id>1</id><codes> b </codes></c>"), SIMPLE, "codes"));
        assertEquals(List.of("a"), value(parse(stage, "<c><codes>a</codes></c>"), SIMPLE, "codes"));
        assertEquals("absent", value(parse(stage, "<c/>"), SIMPLE, "codes"));
    }

    @Test
    void anItemThatIsNotATextIsAMap() {
        Event event = parse(stage(SIMPLE), "<c><codes r='1'>a</codes><codes><x>1</x>t</codes></c>");
        assertEquals(List.of("a", Map.of("x", "1", "#text", "t")), value(event, SIMPLE, "codes"));
        assertEquals(Map.of("codes@r", "1"), event.undeclared());
    }

    @Test
    void aListOfNumbersDeclaresTheirType() {
        EventType type = type(list("a"), list("b.c"), list("d"));
        Stage stage = stage(
                type,
                "listTypes",
                Map.of("a", "double", "b.c", "long", "d", "boolean"),
                "members",
                Map.of("b.c", "B/C", "d", "D/@d"));
        Event event = parse(stage, "<e><a>1</a><a>x</a><B><C>2</C><C>2.5</C></B><D d='1'/></e>");
        assertEquals(List.of(1.0, "x"), value(event, type, "a"));
        assertEquals(List.of(2L, "2.5"), value(event, type, "b.c"));
        assertEquals(List.of(true), value(event, type, "d"));
    }

    @Test
    void anItemOfAListOfObjectsMayBeATextOrNull() {
        EventType type = type(list("p", field("x", FieldType.LONG)));
        Event event = parse(
                stage(type),
                "<e xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'><p>text</p><p/><p x='1'/><p xsi:nil='true'/></e>");
        List<Object> items = event.list(type.slot("p"));
        assertEquals("text", items.get(0));
        assertEquals(Map.of(), ((Item) items.get(1)).undeclared());
        assertEquals(1L, ((Item) items.get(2)).values().integer(0));
        assertEquals(NullValue.NULL, items.get(3));
    }

    @Test
    void theTextOfAnItemCanBeAField() {
        EventType type = type(list("p", field("kind", FieldType.STRING), field("value", FieldType.LONG)));
        Event event = parse(
                stage(type, "members", Map.of("p.kind", "@k", "p.value", "text()")), "<e><p k='a'>1</p><p>2</p></e>");
        Item first = (Item) event.list(0).get(0);
        assertEquals("a", first.values().string(0));
        assertEquals(1L, first.values().integer(1));
        assertEquals(2L, ((Item) event.list(0).get(1)).values().integer(1));
    }

    @Test
    void aListOfObjectsHasAtMostAThousandItems() {
        EventType type = type(list("p", field("x", FieldType.LONG)));
        String thousand = "<p><x>1</x></p>".repeat(1_000);
        Event event = parse(stage(type), "<c>" + thousand + "</c>");
        assertEquals(1_000, event.list(type.slot("p")).size());
        Rejection rejection = rejection(stage(type), "<c>" + thousand + "<p/></c>");
        assertEquals("parse.limit", rejection.code());
        assertEquals("p", rejection.path());
        assertTrue(rejection.message().contains("maxItems"), rejection.message());
        assertEquals(
                1_001,
                parse(stage(type, "maxItems", 1_001), "<c>" + thousand + "<p/></c>")
                        .list(type.slot("p"))
                        .size());
        String texts = "<codes>a</codes>".repeat(1_001);
        assertEquals(1_001, ((List<?>) value(parse(stage(SIMPLE), "<c>" + texts + "</c>"), SIMPLE, "codes")).size());
    }

    @Test
    void theListsOfAnEventHaveALimitInTotal() {
        EventType type = type(list("p", list("q", field("x", FieldType.LONG))));
        Stage stage = stage(type, "maxItems", 10);
        String full = "<p>" + "<q x='1'/>".repeat(9) + "</p>";
        assertEquals(10, parse(stage, "<c>" + full.repeat(10) + "</c>").list(0).size());
        String more = "<p>" + "<q x='1'/>".repeat(10) + "</p>";
        assertEquals(
                "parse.limit",
                rejection(stage, "<c>" + more.repeat(10) + "</c>").code());
        assertEquals(10, parse(stage, "<c>" + full.repeat(10) + "</c>").list(0).size());
    }

    // ---- Values that the fields cannot hold ----

    @Test
    void aSecondValueIsRejectedAndNeverReplacesTheFirst() {
        for (String document : List.of(
                "<c><id>1</id><id>2</id></c>",
                "<c id='1'><id>2</id></c>",
                "<c xmlns:a='urn:a'><id>1</id><a:id>2</a:id></c>",
                "<c><other>1</other><other>2</other></c>",
                "<c><loss><zip>1</zip></loss><loss><x>2</x></loss></c>")) {
            assertEquals("parse.key", rejection(stage(SIMPLE), document).code(), document);
        }
        assertEquals(
                "id", rejection(stage(SIMPLE), "<c><id>1</id><id>2</id></c>").path());
        assertEquals("loss", rejection(stage(SIMPLE), "<c><loss/><loss/></c>").path());
    }

    @Test
    void anObjectInPlaceOfAValueAndAValueInPlaceOfAnObjectAreKept() {
        Event event = parse(stage(SIMPLE), "<c><id><x>1</x></id><loss>here</loss></c>");
        assertEquals("absent", value(event, SIMPLE, "id"));
        assertEquals(Map.of("id", Map.of("x", "1"), "loss", "here"), event.undeclared());
        assertEquals(
                Map.of("loss", Map.of()), parse(stage(SIMPLE), "<c><loss/></c>").undeclared());
    }

    @Test
    void whatAValueHasBesideItsTextIsKeptBesideIt() {
        Event event = parse(stage(SIMPLE), "<c><id scheme='x'>1<b>2</b></id><loss>text<zip z='1'>3</zip></loss></c>");
        assertEquals("1", value(event, SIMPLE, "id"));
        assertEquals("3", value(event, SIMPLE, "loss.zip"));
        assertEquals(
                Map.of("id@scheme", "x", "id/b", "2", "loss", Map.of("#text", "text", "zip@z", "1")),
                event.undeclared());
    }

    @Test
    void anUndeclaredElementNeverHasThePathOfAField() {
        EventType type = type(field("Claim", FieldType.STRING), field("Loss.Date", FieldType.STRING));
        Stage stage = stage(type, "members", Map.of("Claim", "Claim/Id", "Loss.Date", "Dt"));
        Event event =
                parse(stage, "<e><Claim><Id>1</Id><x>2</x></Claim><Loss><Date>3</Date></Loss><Dt>4</Dt><y>5</y></e>");
        assertEquals("1", value(event, type, "Claim"));
        assertEquals("4", value(event, type, "Loss.Date"));
        assertEquals(Map.of("y", "5"), event.undeclared());
    }

    @Test
    void fieldsCanExchangeTheirNames() {
        EventType type = type(field("a", FieldType.STRING), field("b", FieldType.STRING));
        Event event = parse(stage(type, "members", Map.of("a", "b", "b", "a")), "<e><a>1</a><b>2</b></e>");
        assertEquals("2", value(event, type, "a"));
        assertEquals("1", value(event, type, "b"));
    }

    @Test
    void undeclaredMembersHaveTheirAttributesTextsAndLists() {
        Event event = parse(stage(SIMPLE), "<c k='0'>t<u a='1'>x<v>1</v><v>2</v><v><w/></v></u></c>");
        assertEquals(
                Map.of(
                        "@k",
                        "0",
                        "#text",
                        "t",
                        "u",
                        Map.of("@a", "1", "#text", "x", "v", List.of("1", "2", Map.of("w", "")))),
                event.undeclared());
        assertThrows(
                UnsupportedOperationException.class, () -> event.undeclared().put("x", "y"));
    }

    // ---- Namespaces and the root ----

    @Test
    void aPrefixMatchesItsNamespaceAlone() {
        EventType type = type(field("a", FieldType.STRING), field("b", FieldType.STRING), field("c", FieldType.STRING));
        Stage stage = stage(
                type, "namespaces", Map.of("n", "urn:n"), "members", Map.of("a", "n:A", "b", "A", "c", "n:A/@n:x"));
        Event event =
                parse(stage, "<e xmlns:p='urn:n'><p:A p:x='3' x='4'>1</p:A><A>2</A><p:U/><q:U xmlns:q='urn:q'/></e>");
        assertEquals("1", value(event, type, "a"));
        assertEquals("2", value(event, type, "b"));
        assertEquals("3", value(event, type, "c"));
        assertEquals(Map.of("n:A@x", "4", "n:U", "", "U", ""), event.undeclared());
    }

    @Test
    void theEmptyPrefixRestrictsNamesWithoutAPrefix() {
        Stage stage = stage(SIMPLE, "namespaces", Map.of("", "urn:n"));
        Event event = parse(stage, "<e xmlns='urn:n'><id>1</id><x:loss xmlns:x='urn:x'><zip>2</zip></x:loss></e>");
        assertEquals("1", value(event, SIMPLE, "id"));
        assertEquals("absent", value(event, SIMPLE, "loss.zip"));
    }

    @Test
    void theEventIsTheRootAndOccursOnce() {
        Stage stage = stage(SIMPLE, "root", "a/b");
        assertEquals("1", value(parse(stage, "<a><x/><id>0</id><b><id>1</id></b><b2/></a>"), SIMPLE, "id"));
        assertEquals(
                Map.of("y", "2"), parse(stage, "<a><x/><b><y>2</y></b></a>").undeclared());
        for (String document :
                List.of("<b><id>1</id></b>", "<a><c/></a>", "<a/>", "<a><b/><b/></a>", "<a><x><b/></x></a>")) {
            assertEquals("parse.root", rejection(stage, document).code(), document);
        }
        assertEquals(
                "the document element is 'b' without a namespace, not the first element of option 'root'",
                rejection(stage, "<b/>").message());
        assertEquals(
                "the document element is 'b' in namespace 'urn:" + "n".repeat(96)
                        + "...', not the first element of option 'root'",
                rejection(stage, "<b xmlns='urn:" + "n".repeat(97) + "'/>").message());
        Stage deep = stage(SIMPLE, "root", "a/b/c");
        assertEquals("1", value(parse(deep, "<a><b/><b><c id='1'/></b><b/></a>"), SIMPLE, "id"));
        assertEquals(
                "parse.root", rejection(deep, "<a><b><c/></b><b><c/></b></a>").code());
    }

    // ---- Documents that are not read ----

    @Test
    void noFileOrAddressIsReadAndNoEntityIsDefined() {
        String bomb = "<!DOCTYPE c [<!ENTITY a 'aaaaaaaaaa'>"
                + IntStream.rangeClosed(1, 20)
                        .mapToObj(i -> "<!ENTITY a" + i + " '" + ("&a" + (i == 1 ? "" : i - 1) + ";").repeat(10) + "'>")
                        .collect(Collectors.joining())
                + "]><c><id>&a20;</id></c>";
        for (String document : List.of(
                "<!DOCTYPE c [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><c><id>&x;</id></c>",
                "<!DOCTYPE c [<!ENTITY x SYSTEM 'http://127.0.0.1:1/x'>]><c><id>&x;</id></c>",
                "<!DOCTYPE c [<!ENTITY % x SYSTEM 'file:///etc/hostname'> %x;]><c/>",
                "<!DOCTYPE c SYSTEM 'http://127.0.0.1:1/x.dtd'><c><id>1</id></c>",
                "<!DOCTYPE c><c><id>1</id></c>",
                "<c><id>&x;</id></c>",
                "<c id='&x;'/>",
                bomb)) {
            assertEquals("parse.xml", rejection(stage(SIMPLE), document).code(), document);
        }
        Event event = parse(
                stage(SIMPLE),
                "<c xmlns:i='http://www.w3.org/2001/XInclude'><id>&lt;&#65;&apos;</id>"
                        + "<i:include href='file:///etc/hostname' parse='text'/></c>");
        assertEquals("<A'", value(event, SIMPLE, "id"));
        assertEquals(Map.of("include", Map.of("@href", "file:///etc/hostname", "@parse", "text")), event.undeclared());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\": \"1\"}",
                "1,2",
                "   ",
                "<c>",
                "<c></d>",
                "<c/><d/>",
                "<c/>x",
                "<c a='1' a='2'/>",
                "<x:c/>",
                "<c>\u0001</c>",
                "<c>&#xD800;</c>",
                "<c>]]></c>",
                "<c a=1/>",
                "<!-- only --> ",
                "<c><![CDATA[</c>"
            })
    void whatIsNotWellFormedIsRejectedWithoutItsContent(String document) {
        Rejection rejection = rejection(stage(SIMPLE), document);
        assertEquals("parse.xml", rejection.code());
        assertTrue(rejection.message().matches("the XML .*at line \\d+ column \\d+"), rejection.message());
    }

    @Test
    void theEncodingOfTheDeclarationIsReadStrictly() {
        for (String charset : List.of("UTF-8", "ISO-8859-1", "windows-1252", "UTF-16", "UTF-16LE", "UTF-16BE")) {
            byte[] document = ("<?xml version='1.0' encoding='" + charset + "'?><c><id>Zoë</id></c>")
                    .getBytes(Charset.forName(charset));
            Event event = event(document);
            Outcome outcome = stage(SIMPLE).apply(event);
            assertEquals(
                    "Zoë",
                    value(
                            event.with(assertInstanceOf(Outcome.Pass.class, outcome, charset)
                                    .patch()),
                            SIMPLE,
                            "id"));
        }
        byte[] mark = "\uFEFF<c><id>Zoë</id></c>".getBytes(StandardCharsets.UTF_8);
        assertInstanceOf(Outcome.Pass.class, stage(SIMPLE).apply(event(mark)));
    }

    @Test
    void invalidBytesAreRejectedInEveryEncoding() {
        byte[] latin = "<c><id>Zoë</id></c>".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals("parse.utf8", rejection(stage(SIMPLE), latin).code());
        byte[] sjis = "<?xml version='1.0' encoding='Shift_JIS'?><c><id>Zo\u00eb</id></c>"
                .getBytes(StandardCharsets.ISO_8859_1);
        assertEquals("parse.utf8", rejection(stage(SIMPLE), sjis).code());
        assertEquals(
                "parse.utf8",
                rejection(stage(SIMPLE), "<?xml version='1.0' encoding='nine'?><c/>")
                        .code());
        byte[] half =
                "<?xml version='1.0' encoding='UTF-16BE'?><c><id>\ud800</id></c>".getBytes(StandardCharsets.UTF_16BE);
        int position = new String(half, StandardCharsets.UTF_16BE).indexOf("<id>") + 4;
        half[2 * position] = (byte) 0xd8;
        half[2 * position + 1] = 0;
        assertEquals("parse.utf8", rejection(stage(SIMPLE), half).code());
    }

    @Test
    void limitsAreRejectionsThatNameTheOption() {
        Stage stage = stage(SIMPLE, "maxDepth", 4, "maxText", 10, "maxAttributes", 3, "maxBytes", 200_000);
        assertInstanceOf(Outcome.Pass.class, stage.apply(event("<c><a><a><a/></a></a></c>")));
        assertLimit(stage, "parse.depth", "maxDepth", "<c><a><a><a><a/></a></a></a></c>");
        assertLimit(stage, "parse.limit", "maxText", "<c><id>" + "x".repeat(11) + "</id></c>");
        assertLimit(stage, "parse.limit", "maxText", "<c><id>" + "x<!---->".repeat(11) + "</id></c>");
        assertLimit(stage, "parse.limit", "maxText", "<c id='" + "x".repeat(11) + "'/>");
        assertLimit(stage, "parse.limit", "maxText", "<c z='" + "x".repeat(11) + "'/>");
        assertLimit(stage, "parse.limit", "maxAttributes", "<c a='1' b='2' d='3' e='4'/>");
        assertLimit(stage, "parse.limit", "name", "<c><" + "x".repeat(257) + "/></c>");
        assertLimit(stage, "parse.limit", "name", "<c " + "x".repeat(257) + "='1'/>");
        assertLimit(stage, "parse.size", "maxBytes", "<c>" + " ".repeat(200_000) + "</c>");
        assertEquals("parse.empty", rejection(stage, "").code());
    }

    private static void assertLimit(Stage stage, String code, String named, String document) {
        Rejection rejection = rejection(stage, document);
        assertEquals(code, rejection.code());
        assertTrue(rejection.message().contains(named), rejection.message());
    }

    @Test
    void differentNamesAndNamespacesAreLimitedSinceEachCostsTimeForEachOther() {
        Stage stage = stage(SIMPLE);
        for (String form : List.of("<n%d/>", "<x n%d='1'/>", "<x xmlns:n%d='u'/>")) {
            String names = IntStream.range(0, 1_001)
                    .mapToObj(i -> String.format(form, i))
                    .collect(Collectors.joining());
            assertEquals("parse.limit", rejection(stage, "<c>" + names + "</c>").code());
            assertEquals(
                    "parse.limit",
                    rejection(stage(SIMPLE, "root", "c/d"), "<c>" + names + "</c>")
                            .code());
        }
        String nested = IntStream.range(0, 13)
                .mapToObj(i -> IntStream.range(0, 5)
                        .mapToObj(k -> " xmlns:p" + k + "='u" + i + "'")
                        .collect(Collectors.joining("", "<a", ">")))
                .collect(Collectors.joining());
        assertEquals("parse.limit", rejection(stage, nested + "</a>".repeat(13)).code());
        String repeated = "<a xmlns='u' xmlns:p='v'/>".repeat(2_000);
        assertInstanceOf(Outcome.Pass.class, stage.apply(event("<c>" + repeated + "</c>")));
    }

    // ---- Options ----

    @Test
    void aWrongOptionIsNamedWithTheNearestRightOne() {
        assertTrue(message(SIMPLE, "member", Map.of()).contains("members"));
        String unknown = message(SIMPLE, "members", Map.of("amont", "Amt"));
        assertTrue(unknown.contains("no field 'amont'") && unknown.contains("amount"), unknown);
        assertTrue(message(CLAIM, "members", Map.of("parties.rol", "x")).contains("parties.role"));
        assertTrue(message(SIMPLE, "members", Map.of("id", "a b")).contains("not a path"));
        assertTrue(message(SIMPLE, "members", Map.of("id", "a//b")).contains("not a path"));
        assertTrue(message(SIMPLE, "members", Map.of("id", "a/@b/c")).contains("not a path"));
        assertTrue(message(SIMPLE, "members", Map.of("id", "")).contains("not a path"));
        assertTrue(message(SIMPLE, "members", Map.of("id", "a[1]")).contains("not a path"));
        String prefix = message(SIMPLE, "members", Map.of("id", "acrod:x"), "namespaces", Map.of("acord", ACORD));
        assertTrue(prefix.contains("'acrod'") && prefix.contains("acord"), prefix);
        assertTrue(message(SIMPLE, "members", Map.of("id", "a", "amount", "a")).contains("same place"));
        assertTrue(message(SIMPLE, "members", Map.of("id", "/a/b")).contains("'root'"));
        assertTrue(
                message(SIMPLE, "root", "a/b", "members", Map.of("id", "/c/b")).contains("document's element"));
        assertTrue(message(SIMPLE, "root", "a/@b").contains("must name an element"));
        assertTrue(message(SIMPLE, "root", "").contains("not a path"));
        assertTrue(message(SIMPLE, "listTypes", Map.of("codes", "doubel")).contains("double"));
        assertTrue(message(SIMPLE, "listTypes", Map.of("code", "double")).contains("codes"));
        assertTrue(message(SIMPLE, "members", Map.of("codes", "x", "id", "x/y")).contains("list"));
        assertTrue(message(SIMPLE, "id", "idd").contains("id"));
        assertTrue(message(type(field("a b", FieldType.STRING))).contains("needs a path for field 'a b'"));
    }
}
