package io.riskstream.parse;

import static io.riskstream.parse.ParserTests.parse;
import static io.riskstream.parse.ParserTests.rejection;
import static io.riskstream.parse.ParserTests.type;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.ExactNumber;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Item;
import io.riskstream.event.NullValue;
import io.riskstream.event.Rejection;
import io.riskstream.event.RejectionCode;
import io.riskstream.event.ValueKind;
import io.riskstream.stage.Stage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParseJsonTest {
    private static final EventType TYPE = type(
            "id:STRING",
            "loss:STRING",
            "amount:DOUBLE",
            "floors:LONG",
            "elevated:BOOLEAN",
            "tags:LIST",
            "any:ANY",
            "location.zip:STRING",
            "location.point.lat:DOUBLE",
            "|",
            "county.density:DOUBLE");

    private final Stage stage = new ParseJson(TYPE, Map.of("maxBytes", 2000, "maxDepth", 5));

    private static Object value(Event event, String path) {
        return event.values().object(TYPE.slot(path));
    }

    @Test
    void setsDeclaredFieldsWithTheirTypes() {
        Event event = parse(stage, """
                {"id": "A1", "amount": 12.5, "floors": 2, "elevated": true, "tags": ["a", 1, 2.5, false, null, {"k": [1]}],
                 "location": {"zip": "33109", "point": {"lat": -80.25}}}""");

        assertEquals("A1", value(event, "id"));
        assertEquals(12.5, value(event, "amount"));
        assertEquals(2L, value(event, "floors"));
        assertEquals(true, value(event, "elevated"));
        assertEquals(
                List.of("a", 1L, 2.5, false, NullValue.NULL, Map.of("k", List.of(1L))), event.list(TYPE.slot("tags")));
        assertEquals("33109", value(event, "location.zip"));
        assertEquals(-80.25, value(event, "location.point.lat"));
        assertEquals(ValueKind.ABSENT, event.kind(TYPE.slot("any")));
        assertEquals(Map.of(), event.undeclared());
    }

    @Test
    void distinguishesNullFromAbsent() {
        Event event = parse(stage, "{\"id\": null, \"location\": {\"zip\": null}, \"other\": null}");

        assertEquals(ValueKind.NULL, event.kind(TYPE.slot("id")));
        assertEquals(ValueKind.NULL, event.kind(TYPE.slot("location.zip")));
        assertEquals(ValueKind.ABSENT, event.kind(TYPE.slot("amount")));
        assertEquals(Map.of("other", NullValue.NULL), event.undeclared());
    }

    @Test
    void keepsUndeclaredMembersNestedAsTheyCame() {
        Event event = parse(stage, """
                {"broker": {"name": "x", "office": {"floor": 3}, "none": {}}, "location": {"city": "Miami"}, "list": [1]}""");

        assertEquals(
                Map.of(
                        "broker",
                        Map.of("name", "x", "office", Map.of("floor", 3L), "none", Map.of()),
                        "location",
                        Map.of("city", "Miami"),
                        "list",
                        List.of(1L)),
                event.undeclared());
        assertEquals(Optional.of(3L), event.undeclared("broker.office.floor"));
        assertEquals(
                List.of("broker.name", "broker.office.floor", "broker.none", "location.city", "list"),
                List.copyOf(event.undeclaredByPath().keySet()));
        assertThrows(
                UnsupportedOperationException.class, () -> event.undeclared().put("x", "y"));
    }

    @Test
    void convertsANumberToItsDeclaredTypeOnlyWithoutLoss() {
        assertEquals(3.0, value(parse(stage, "{\"amount\": 3}"), "amount"));
        assertEquals(3L, value(parse(stage, "{\"floors\": 3.0}"), "floors"));
        assertEquals(1000L, value(parse(stage, "{\"floors\": 1e3}"), "floors"));
        assertEquals(3.5, value(parse(stage, "{\"floors\": 3.5}"), "floors"));
        assertEquals(9007199254740992.0, value(parse(stage, "{\"amount\": 9007199254740992}"), "amount"));
        assertEquals(9007199254740993L, value(parse(stage, "{\"amount\": 9007199254740993}"), "amount"));
        assertEquals(1e30, value(parse(stage, "{\"amount\": 1000000000000000000000000000000}"), "amount"));
        assertEquals(Long.MIN_VALUE, value(parse(stage, "{\"floors\": -9223372036854775808}"), "floors"));
        assertEquals(5L, value(parse(stage, "{\"id\": 5}"), "id"));
        assertEquals(5.0, value(parse(stage, "{\"any\": 5.0}"), "any"));
    }

    @Test
    void keepsAValueOfAnotherTypeForValidation() {
        Event event = parse(
                stage,
                "{\"id\": true, \"amount\": \"12\", \"floors\": [1], \"tags\": {\"a\": 1}, \"any\": {}, \"location\": 7}");

        assertEquals(true, value(event, "id"));
        assertEquals("12", value(event, "amount"));
        assertEquals(List.of(1L), value(event, "floors"));
        assertEquals(ValueKind.ABSENT, event.kind(TYPE.slot("tags")));
        assertEquals(ValueKind.EMPTY_OBJECT, event.kind(TYPE.slot("any")));
        assertEquals(Map.of("tags", Map.of("a", 1L), "location", 7L), event.undeclared());
    }

    @Test
    void keepsAnEmptyOrNullObjectThatHasDeclaredFields() {
        assertEquals(
                Map.of("location", Map.of()), parse(stage, "{\"location\": {}}").undeclared());
        assertEquals(
                Map.of("location", Map.of("point", NullValue.NULL)),
                parse(stage, "{\"location\": {\"point\": null}}").undeclared());
    }

    @Test
    void doesNotSetTheFieldOfALookUpFromTheEvent() {
        Event event = parse(stage, "{\"county\": {\"density\": 1.5}}");

        assertFalse(event.isPresent(TYPE.slot("county.density")));
        assertEquals(Map.of("county", Map.of("density", 1.5)), event.undeclared());
    }

    @Test
    void keepsNoStateBetweenEvents() {
        parse(stage, "{\"id\": \"A1\", \"broker\": {\"name\": \"x\"}}");
        Event next = parse(stage, "{\"floors\": 1, \"broker\": {\"name\": \"y\"}}");

        assertFalse(next.isPresent(TYPE.slot("id")));
        assertEquals(Map.of("broker", Map.of("name", "y")), next.undeclared());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // invalid JSON
                "{\"id\": \"A1\" | parse.json | id",
                "{\"location\": {\"zip\": \"331 | parse.json | location.zip",
                "{\"id\": | parse.json | id",
                "{\"amount\": NaN} | parse.json | amount",
                "{\"amount\": -Infinity} | parse.json | amount",
                "{\"amount\": 01} | parse.json | amount",
                "{\"elevated\": True} | parse.json | elevated",
                "{'id': 1} | parse.json | ``",
                "{\"id\": 'x'} | parse.json | id",
                "{\"id\": 1,} | parse.json | id",
                "{\"id\": 1} x | parse.json | ``",
                "{\"id\": 1}{} | parse.json | ``",
                "{\"id\": /* no */ 1} | parse.json | id",
                "{\"id\": \"\\x\"} | parse.json | id",
                "hello | parse.json | ``",
                "` ` | parse.json | ``",
                "[1, | parse.json | 1",
                // JSON that is not an object
                "[] | parse.object | ``",
                "[{\"id\": 1}] | parse.object | ``",
                "\"text\" | parse.object | ``",
                "1 | parse.object | ``",
                "null | parse.object | ``",
                // depth
                "{\"a\": {\"b\": {\"c\": {\"d\": {\"e\": {}}}}}} | parse.depth | a.b.c.d.e",
                "{\"tags\": [[[[[1]]]]]} | parse.depth | tags.0.0.0.0",
                "[[[[[[1]]]]]] | parse.depth | 0.0.0.0.0",
                // keys
                "{\"id\": 1, \"id\": 1} | parse.key | id",
                "{\"location\": {\"zip\": 1, \"zip\": null}} | parse.key | location.zip",
                "{\"location\": {}, \"location\": {\"zip\": 1}} | parse.key | location",
                "{\"x\": 1, \"x\": 1} | parse.key | x",
                "{\"x\": {\"a\": 1}, \"x\": {\"b\": 1}} | parse.key | x",
                "{\"x\": {\"a\": 1}, \"x\": 2} | parse.key | x",
                "{\"x\": 2, \"x\": {\"a\": 1}} | parse.key | x",
                "{\"tags\": [{\"a\": 1, \"a\": 2}]} | parse.key | tags.0.a",
                "{\"tags\": {\"a\": 1}, \"tags\": [1]} | parse.key | tags",
                "{\"location.zip\": 1} | parse.key | location.zip",
                "{\"location\": {\"point.lat\": 1}} | parse.key | location.point.lat",
                "{\"location.point\": {\"lat\": 1}} | parse.key | location.point",
                "{\"a.b\": 1, \"a.b\": 1} | parse.key | a.b",
                "{\"\": 1, \"\": 1} | parse.key | ``",
                // numbers
                "{\"amount\": 1e400} | parse.number | amount",
                "{\"floors\": 9223372036854775808} | parse.number | floors",
                "{\"floors\": 184467440737095516170} | parse.number | floors",
                "{\"any\": 9223372036854775808} | parse.number | any",
                "{\"tags\": [[12345678901234567890]]} | parse.number | tags.0.0",
                "{\"tags\": [0, 1e400]} | parse.number | tags.1",
            })
    void rejectsInvalidInputWithItsCodeAndPath(String text, String code, String path) {
        Rejection rejection = rejection(stage, text);

        assertEquals(code, rejection.code(), rejection.message());
        assertEquals(path, rejection.path());
        assertEquals("parse", rejection.stage());
    }

    @Test
    void reportsThePositionOfInvalidJsonWithoutItsContent() {
        Rejection rejection = rejection(stage, "{\"id\": \"A1\",\n \"amount\": secret}");

        assertTrue(rejection.message().contains("line 2 column"), rejection.message());
        assertFalse(rejection.message().contains("secret"));
        assertFalse(rejection(stage, "{\"id\": \"\\uSSNX\"}").message().contains("SSN"));
    }

    @Test
    void rejectsAnEmptyEvent() {
        assertEquals("parse.empty", rejection(stage, new byte[0]).code());
    }

    @Test
    void rejectsATooLargeEventBeforeReadingIt() {
        byte[] bytes = new byte[2001];
        Arrays.fill(bytes, (byte) '{');

        assertEquals("parse.size", rejection(stage, bytes).code());
        assertTrue(rejection(stage, bytes).message().contains("2001"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"80", "C0 80", "ED A0 80", "F5 80 80 80", "E2 82", "FF"})
    void rejectsInvalidUtf8WithItsPosition(String hex) {
        byte[] bad = new byte[hex.split(" ").length];
        for (int i = 0; i < bad.length; i++) {
            bad[i] = (byte) Integer.parseInt(hex.split(" ")[i], 16);
        }
        byte[] start = "{\"id\": \"".getBytes(StandardCharsets.UTF_8);
        byte[] bytes = Arrays.copyOf(start, start.length + bad.length + 2);
        System.arraycopy(bad, 0, bytes, start.length, bad.length);
        bytes[bytes.length - 2] = '"';
        bytes[bytes.length - 1] = '}';

        Rejection rejection = rejection(stage, bytes);

        assertEquals("parse.utf8", rejection.code());
        assertTrue(rejection.message().endsWith("at byte 8"), rejection.message());
    }

    @Test
    void acceptsAnyValidTextIncludingTheReplacementCharacterAndAByteOrderMark() {
        assertEquals("Zürich \uFFFD 洪水 🌊", value(parse(stage, "\uFEFF{\"id\": \"Zürich \uFFFD 洪水 🌊\"}"), "id"));
    }

    @Test
    void cutsThePathOfAVeryLongName() {
        String name = "x".repeat(900);

        assertEquals(
                203,
                rejection(stage, "{\"" + name + "\": 1, \"" + name + "\": 1}")
                        .path()
                        .length());
    }

    @Test
    void setsIdKeyAndTimeFromFields() {
        Stage named = new ParseJson(TYPE, Map.of("id", "id", "key", "location.zip", "time", "loss"));
        Event event = parse(named, """
                {"id": "A1", "location": {"zip": 33109}, "loss": "2005-08-28T01:00:00+01:00"}""");

        assertEquals("A1", event.id());
        assertEquals(Optional.of("33109"), event.key());
        assertEquals(Instant.parse("2005-08-28T00:00:00Z"), event.time());
        assertEquals(
                Instant.parse("2005-08-28T00:00:00Z"),
                parse(named, "{\"loss\": \"2005-08-28\"}").time());
        assertEquals(
                Instant.parse("2005-08-28T00:00:00Z"),
                parse(named, "{\"loss\": \"2005-08-28t00:00:00z\"}").time());
        assertEquals(Instant.ofEpochMilli(5), parse(named, "{\"loss\": 5}").time());
        assertEquals(Instant.ofEpochMilli(5), parse(named, "{\"loss\": 5.0}").time());
    }

    @Test
    void keepsIdKeyAndTimeIfTheFieldsHaveNoUsableValue() {
        Stage named = new ParseJson(TYPE, Map.of("id", "id", "key", "location.zip", "time", "loss"));
        Event event = parse(named, "{\"id\": null, \"loss\": \"yesterday\"}");

        assertEquals("claims-0@7", event.id());
        assertEquals(Optional.empty(), event.key());
        assertEquals(Instant.ofEpochMilli(ParserTests.TIMESTAMP), event.time());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "time | los | option 'time': no field 'los' in the event; did you mean 'loss'?",
                "id | county.density | option 'id': no field 'county.density' in the event",
                "kee | id | unknown option 'kee'; did you mean 'key'?",
                "maxDepth | 0 | option 'maxDepth' must be between 1 and 255"
            })
    void rejectsAnInvalidOptionInItsConstructor(String option, String value, String message) {
        Object argument = value.equals("0") ? (Object) 0 : value;
        IllegalArgumentException exception =
                assertThrows(IllegalArgumentException.class, () -> new ParseJson(TYPE, Map.of(option, argument)));

        assertTrue(exception.getMessage().startsWith("parse json: " + message), exception.getMessage());
    }

    @Test
    void rejectsAMissingEventType() {
        assertThrows(IllegalArgumentException.class, () -> new ParseJson(null, Map.of()));
    }

    @Test
    void parsesTheSameAfterSerialization() throws Exception {
        Stage copy = ParserTests.serialized(new ParseJson(TYPE, Map.of("name", "read", "id", "id")));

        assertEquals("A1", parse(copy, "{\"id\": \"A1\"}").id());
        assertEquals("read", rejection(copy, "[]").stage());
        assertEquals("read", copy.spec().name());
        assertFalse(copy.spec().writes().contains("county.density"));
    }

    @Test
    void keepsAnyKeyThatIsNotDeclared() {
        Event event = parse(
                stage,
                "{\"@odata.type\": \"#claim\", \"\": {\"\": [{\"a.b\": 1}]}, \".\": 2, \"location\": {\"zip\": \"1\", \"x.y\": 3},"
                        + " \"county.density\": 4, \"tags\": [{\"k.l\": 5}], \"location.x\": 6}");

        assertEquals(
                Map.of(
                        "@odata.type",
                        "#claim",
                        "",
                        Map.of("", List.of(Map.of("a.b", 1L))),
                        ".",
                        2L,
                        "location",
                        Map.of("x.y", 3L),
                        "county.density",
                        4L,
                        "location.x",
                        6L),
                event.undeclared());
        assertEquals(List.of(Map.of("k.l", 5L)), value(event, "tags"));
        assertEquals("1", value(event, "location.zip"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9223372036854775808",
                "-9223372036854775809",
                "184467440737095516160",
                "1e400",
                "-1E+400",
                "1e-400",
                "1e99999999999",
                "0.1000000000000000055511151231257827",
                "9007199254740993.0"
            })
    void keepsEveryNumberThatIsNotDeclaredExactly(String number) {
        Event event = parse(
                stage,
                "{\"x\": " + number + ", \"y\": {\"z\": [" + number + "]}, \"tags\": [{\"a\": " + number + "}]}");

        ExactNumber exact = new ExactNumber(number);
        assertEquals(Map.of("x", exact, "y", Map.of("z", List.of(exact))), event.undeclared());
        assertEquals(List.of(Map.of("a", exact)), value(event, "tags"));
    }

    @Test
    void keepsAnUndeclaredNumberAsALongOrADoubleIfItIsOne() {
        assertEquals(
                Map.of("x", List.of(9223372036854775807L, 0.1, 1e22, 0.30000000000000004, 5e-324, 0.0, 12.50)),
                parse(stage, "{\"x\": [9223372036854775807, 0.1, 1e22, 0.30000000000000004, 4.9e-324, 0e-999, 12.50]}")
                        .undeclared());
    }

    @Test
    void readsAWholeNumberBeyond64BitsInAListOnlyIfItIsADouble() {
        assertEquals(
                List.of(1.8446744073709552e20), value(parse(stage, "{\"tags\": [184467440737095516160]}"), "tags"));
    }

    @Test
    void limitsTheLengthOfANumberAnywhere() {
        Rejection rejection = rejection(stage, "{\"x\": [0." + "1".repeat(1_000) + "]}");

        assertEquals(RejectionCode.PARSE_NUMBER, rejection.code());
        assertEquals("x.0", rejection.path());
    }

    @Test
    void readsTheObjectsOfAListIntoItems() {
        EventType type = ParserTests.withItems("id:STRING");
        EventType lineType = type.itemType(type.slot("lines")).orElseThrow();
        EventType paymentType = lineType.itemType(lineType.slot("payments")).orElseThrow();
        Event event = parse(new ParseJson(type, Map.of()), """
                {"id": "A", "lines": [
                  {"amount": 12, "cover": {"code": "wind", "limit": 5}, "a.b": 18446744073709551616,
                   "payments": [{"paid": 3, "to": {"id": 9007199254740993.0}}]},
                  {}, {"codes": [1], "amount": {"usd": 1}}, "text", null, [{"amount": 1}]]}""");

        List<Object> lines = event.list(type.slot("lines"));
        Item first = (Item) lines.get(0);
        assertEquals(12.0, first.values().number(lineType.slot("amount")));
        assertEquals("wind", first.values().string(lineType.slot("cover.code")));
        assertEquals(
                Map.of("cover", Map.of("limit", 5L), "a.b", new ExactNumber("18446744073709551616")),
                first.undeclared());
        Item payment = (Item) first.values().list(lineType.slot("payments")).get(0);
        assertEquals(9007199254740993L, payment.values().integer(paymentType.slot("to.id")));
        assertEquals(new Item(new FieldValues(lineType.size()), Map.of()), lines.get(1));
        assertEquals(Map.of("amount", Map.of("usd", 1L)), ((Item) lines.get(2)).undeclared());
        assertEquals(List.of("text", NullValue.NULL, List.of(Map.of("amount", 1L))), lines.subList(3, 6));
        assertEquals(Map.of(), event.undeclared());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"lines\": [{}, {\"amount\": 1e999}]} | parse.number | lines.1.amount",
                "{\"lines\": [{\"payments\": [{}, {\"to\": {\"id\": 99999999999999999999}}]}]} | parse.number | lines.0.payments.1.to.id",
                "{\"lines\": [{}, {\"amount\": 1, \"amount\": 1}]} | parse.key | lines.1.amount",
                "{\"lines\": [{\"cover.code\": 1}]} | parse.key | lines.0.cover.code",
                "{\"lines\": [{\"x\": 1, \"x\": 1}]} | parse.key | lines.0.x",
                "{\"lines\": [{}, {}, {}, {}]} | parse.limit | lines.3",
                "{\"lines\": [1, 2, 3, 4]} | parse.limit | lines.3",
                "{\"lines\": [{\"payments\": [{}, {}, {}, {}]}]} | parse.limit | lines.0.payments.3",
                "{\"lines\": [{}, {\"amount\": x}]} | parse.json | lines.1.amount"
            })
    void namesThePathInsideAnItem(String text, String code, String path) {
        Rejection rejection = rejection(new ParseJson(ParserTests.withItems(), Map.of("maxItems", 3)), text);

        assertEquals(code, rejection.code(), rejection.message());
        assertEquals(path, rejection.path());
    }

    @Test
    void limitsTheItemsOfAllListsOfAnEvent() {
        Stage stage = new ParseJson(ParserTests.withItems(), Map.of("maxItems", 20));
        String payments = "{\"payments\": [" + "{},".repeat(18) + "{}]}";

        parse(stage, "{\"lines\": [" + String.join(",", Collections.nCopies(10, payments)) + "]}");
        assertEquals(
                RejectionCode.PARSE_LIMIT,
                rejection(stage, "{\"lines\": [" + String.join(",", Collections.nCopies(11, payments)) + "]}")
                        .code());
    }

    /** Paths that repeat the keys of the enclosing objects would need 500 MB for this event of 139 KB. */
    @Test
    void keepsLongKeysAroundManyMembersOnce() {
        Stage roomy = new ParseJson(TYPE, Map.of());
        String members =
                IntStream.range(0, 5_000).mapToObj(i -> "\"k" + i + "\":1").collect(Collectors.joining(","));
        String key = "x".repeat(100_000);

        Event event = parse(roomy, "{\"" + key + "\":{" + members + "}}");

        assertEquals(5_000, ((Map<?, ?>) event.undeclared().get(key)).size());
    }
}
