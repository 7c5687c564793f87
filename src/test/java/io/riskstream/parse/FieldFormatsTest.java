package io.riskstream.parse;

import static io.riskstream.parse.ParserTests.parse;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import io.riskstream.event.Rejection;
import io.riskstream.event.ValueKind;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The option {@code formats} of the parsers: the converted value is the event's, and the original bytes stay. */
class FieldFormatsTest {
    private static final List<Field> FIELDS = List.of(
            new Field("id", FieldType.STRING),
            new Field("amount", FieldType.DOUBLE),
            new Field("insured", FieldType.BOOLEAN),
            new Field("loss", FieldType.STRING),
            new Field(
                    "lines",
                    FieldType.LIST,
                    List.of(new Field("part", FieldType.STRING), new Field("cost.net", FieldType.DOUBLE))));
    private static final EventType TYPE = new EventType(List.of(new ParserTests.Source("schema", FIELDS, true)));
    private static final Map<String, Object> COMMA = Map.of("type", "NUMBER", "decimal", ",");
    private static final Map<String, Object> DATE = Map.of("type", "DATE", "patterns", List.of("M/d/yyyy"));
    private static final Map<String, Object> FORMATS =
            Map.of("amount", COMMA, "insured", "YES_NO", "loss", DATE, "lines.cost.net", COMMA);

    private static Map<String, Object> options(Map<String, Object> formats, Object... more) {
        Map<String, Object> options = new HashMap<>(Map.of("formats", formats));
        for (int i = 0; i < more.length; i += 2) {
            options.put((String) more[i], more[i + 1]);
        }
        return options;
    }

    private static Stage csv(Map<String, Object> formats, Object... more) {
        Map<String, Object> options = options(formats, more);
        options.put("columns", List.of("id", "amount", "insured", "loss", "other.paid"));
        return new ParseCsv(TYPE, options);
    }

    private static Object value(Event event, String path) {
        return event.values().object(TYPE.slot(path));
    }

    private static Item item(Event event, int index) {
        return (Item) event.list(TYPE.slot("lines")).get(index);
    }

    private static List<Rejection> rejections(Stage stage, String text) {
        return assertInstanceOf(Outcome.Reject.class, stage.apply(ParserTests.event(text)))
                .rejections();
    }

    private static String failure(Map<String, Object> formats) {
        return assertThrows(IllegalArgumentException.class, () -> new ParseJson(TYPE, options(formats)))
                .getMessage();
    }

    @Test
    void convertsTextsInJsonAndKeepsTheOriginalBytes() {
        String json = "{\"amount\":\"1.234,56 \u20ac\",\"insured\":\"Y\",\"loss\":\"1/25/2015\"}";
        Event event = parse(new ParseJson(TYPE, options(FORMATS, "time", "loss")), json);

        assertEquals(1234.56, value(event, "amount"));
        assertEquals(true, value(event, "insured"));
        assertEquals("2015-01-25", value(event, "loss"));
        assertEquals(Instant.parse("2015-01-25T00:00:00Z"), event.time());
        assertArrayEquals(json.getBytes(StandardCharsets.UTF_8), event.original());
    }

    @Test
    void convertsTheFieldsOfTheItemsOfAList() {
        Stage stage = new ParseJson(TYPE, options(FORMATS));
        Event event =
                parse(stage, "{\"lines\":[{\"part\":\"a\",\"cost\":{\"net\":\"2.000\"}},{\"cost\":{\"net\":3}},5,{}]}");
        assertEquals("a", item(event, 0).values().object(0));
        assertEquals(2000.0, item(event, 0).values().object(1));
        assertEquals(3.0, item(event, 1).values().object(1));
        assertEquals(5L, event.list(TYPE.slot("lines")).get(2));
        assertFalse(item(event, 3).values().isPresent(1));
        Rejection rejection =
                rejections(stage, "{\"lines\":[{},{\"cost\":{\"net\":\"x\"}}]}").get(0);
        assertEquals("lines.1.cost.net", rejection.path());
    }

    @Test
    void leavesValuesAloneThatJsonWritesWithTheirType() {
        Event event =
                parse(new ParseJson(TYPE, options(FORMATS)), "{\"amount\":1.234,\"insured\":false,\"loss\":null}");

        assertEquals(1.234, value(event, "amount"));
        assertEquals(false, value(event, "insured"));
        assertEquals(ValueKind.NULL, event.kind(TYPE.slot("loss")));
        assertFalse(event.isPresent(TYPE.slot("lines")));
    }

    @Test
    void rejectsEveryValueThatIsNotInItsFormatAndNamesValueAndFormat() {
        List<Rejection> rejections = rejections(
                new ParseJson(TYPE, options(FORMATS)),
                "{\"amount\":\"1,234.56\",\"insured\":\"ja\",\"loss\":\"25/1/2015\"}");

        Map<String, String> byPath = new HashMap<>();
        rejections.forEach(rejection -> byPath.put(rejection.path(), rejection.code() + " " + rejection.message()));
        assertEquals(
                Map.of(
                        "amount", "parse.format must be a number such as 1.234,56, not '1,234.56'",
                        "insured", "parse.format must be one of 1, t, true, y, yes or 0, f, false, n, no, not 'ja'",
                        "loss", "parse.date must be a date M/d/yyyy, not '25/1/2015'"),
                byPath);
    }

    @Test
    void aDecimalCommaIsNotReadAsAPointBeforeItsFormatApplies() {
        assertEquals(1234.0, value(parse(csv(FORMATS_OF_CSV), "a,1.234,1,1/2/2015,"), "amount"));
        Stage xml = new ParseXml(TYPE, options(FORMATS));
        Event event = parse(
                xml,
                "<claim><amount>1.234</amount><insured>Yes</insured><lines><part>a</part><cost><net>1.000</net></cost></lines></claim>");
        assertEquals(1234.0, value(event, "amount"));
        assertEquals(true, value(event, "insured"));
        assertEquals(1000.0, item(event, 0).values().object(1));
        assertEquals("a", item(event, 0).values().object(0));
        Rejection rejection = rejections(
                        xml,
                        "<claim><lines><cost><net>1</net></cost></lines><lines><cost><net>x</net></cost></lines></claim>")
                .get(0);
        assertEquals("lines.1.cost.net", rejection.path());
        assertEquals("must be a number such as 1.234,56, not 'x'", rejection.message());
    }

    private static final Map<String, Object> FORMATS_OF_CSV =
            Map.of("amount", COMMA, "insured", "YES_NO", "loss", DATE);

    @Test
    void convertsColumnsThatAreNoFields() {
        Stage stage = csv(Map.of("other.paid", "NUMBER"));
        assertEquals(
                Map.of("other", Map.of("paid", 67349L)),
                parse(stage, "a,1,true,,\"$67,349\"").undeclared());
        Rejection rejection = rejections(stage, "a,1,true,,much").get(0);
        assertEquals("other.paid", rejection.path());
        assertEquals("must be a number such as 1,234.56, not 'much'", rejection.message());
    }

    @Test
    void readsCsvInAnotherCharacterSetAndWithAnotherQuote() {
        Stage stage = csv(Map.of(), "charset", "windows-1252", "quote", "'", "separator", ";");
        Event event = ParserTests.event("'M\u00fc;ller';1;;;".getBytes(Charset.forName("windows-1252")));
        Outcome.Pass pass = assertInstanceOf(Outcome.Pass.class, stage.apply(event));
        assertEquals("M\u00fc;ller", value(event.with(pass.patch()), "id"));
        Rejection rejection = ParserTests.rejection(stage, new byte[] {(byte) 0x81, ';'});
        assertEquals("parse.utf8", rejection.code());
        assertEquals("the event is not text in windows-1252 (option charset)", rejection.message());
    }

    @Test
    void namesTheSeparatorThatARecordSeemsToHaveAndAHeaderLine() {
        assertTrue(rejections(csv(Map.of()), "a;1;;;").get(0).message().endsWith("set separator: \";\""));
        assertEquals(
                "the event contains more than one CSV record; the first is a header line, which an event must not have",
                rejections(csv(Map.of()), "id,amount,insured,loss,other.paid\na,1,,,")
                        .get(0)
                        .message());
    }

    @Test
    void withoutFormatsAParserLeavesTheTexts() {
        ParseCsv parser = (ParseCsv) csv(FORMATS_OF_CSV);
        Event event = parse(parser.withoutFormats(), "a,1.234,1,1/2/2015,");
        assertEquals("1.234", value(event, "amount"));
        assertEquals("1", value(event, "insured"));
        assertEquals("1/2/2015", value(event, "loss"));
    }

    @Test
    void declaresTheCodesOfItsFormats() {
        assertTrue(csv(FORMATS_OF_CSV).spec().codes().containsAll(List.of("parse.format", "parse.date")));
        assertFalse(new ParseJson(TYPE, Map.of()).spec().codes().contains("parse.format"));
    }

    @Test
    void refusesAFormatForAnUnknownFieldOrAnotherType() {
        assertTrue(
                failure(Map.of("amout", "NUMBER")).contains("no field 'amout' in the event; did you mean 'amount'?"));
        assertTrue(
                failure(Map.of("lines.cost", "NUMBER")).contains("did you mean"), "an object of an item is no field");
        assertTrue(failure(Map.of("id", "NUMBER"))
                .contains("the schema declares 'id' as STRING, and the format gives LONG"));
        assertTrue(failure(Map.of("lines.cost.net", "YES_NO")).contains("as DOUBLE, and the format gives BOOLEAN"));
        assertTrue(failure(Map.of("amount", "NUMBR")).contains("format of 'amount': unknown type 'NUMBR'"));
        assertTrue(assertThrows(
                        IllegalArgumentException.class,
                        () -> csv(Map.of("loss", DATE), "dates", Map.of("loss", "M/d/yyyy")))
                .getMessage()
                .contains("column 'loss' is in both 'dates' and 'formats'"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> csv(Map.of(), "dates", Map.of("loss", "M/d/yy")))
                .getMessage()
                .contains("column 'loss': pattern 'M/d/yy': 'yy' is a year without its century"));
        assertEquals(
                "1990-01-05",
                value(
                        parse(
                                csv(
                                        Map.of(),
                                        "dates",
                                        Map.of("loss", List.of("M/d/yy", "yyyy-MM-dd")),
                                        "pivotYear",
                                        1930),
                                "a,1,,1/5/90,"),
                        "loss"));
    }

    @Test
    void convertsTheSameAfterSerialization() throws Exception {
        Stage copy = ParserTests.serialized(new ParseJson(TYPE, options(FORMATS)));
        assertEquals(1234.56, value(parse(copy, "{\"amount\":\"1.234,56\"}"), "amount"));
    }

    @Test
    void everyTypeOfFormatCanBeSentToAWorker() throws Exception {
        Map<String, Object> dateTime =
                Map.of("type", "DATE_TIME", "patterns", List.of("M/d/yyyy H:mm"), "zone", "America/New_York");
        Map<Object, List<String>> dates = Map.of(
                DATE,
                List.of("\"1/25/2015\"", "2015-01-25"),
                dateTime,
                List.of("\"1/25/2015 6:10\"", "2015-01-25T06:10:00-05:00"),
                "EXCEL_DATE",
                List.of("42029", "2015-01-25"),
                Map.of("type", "EXCEL_DATE_TIME", "zone", "America/New_York"),
                List.of("42029.75", "2015-01-25T18:00:00-05:00"),
                List.of("EXCEL_DATE", DATE),
                List.of("42029", "2015-01-25"),
                Map.of("type", "ZERO_PADDED", "length", 5),
                List.of("2134", "02134"));
        for (Map.Entry<Object, List<String>> date : dates.entrySet()) {
            Stage copy = ParserTests.serialized(new ParseJson(TYPE, options(Map.of("loss", date.getKey()))));
            assertEquals(
                    date.getValue().get(1),
                    value(parse(copy, "{\"loss\":" + date.getValue().get(0) + "}"), "loss"));
        }
        Stage copy = ParserTests.serialized(new ParseJson(TYPE, options(Map.of("amount", "PERCENT"))));
        assertEquals(0.125, value(parse(copy, "{\"amount\":\"12.5%\"}"), "amount"));
    }
}
