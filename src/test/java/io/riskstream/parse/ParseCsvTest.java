package io.riskstream.parse;

import static io.riskstream.parse.ParserTests.parse;
import static io.riskstream.parse.ParserTests.rejection;
import static io.riskstream.parse.ParserTests.type;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Rejection;
import io.riskstream.event.ValueKind;
import io.riskstream.stage.Stage;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParseCsvTest {
    private static final EventType TYPE = type(
            "policy:STRING",
            "loss:STRING",
            "amount:DOUBLE",
            "age:LONG",
            "fraud:BOOLEAN",
            "location.zip:STRING",
            "|",
            "state.premium:DOUBLE");
    private static final List<String> COLUMNS =
            List.of("policy", "loss", "amount", "age", "fraud", "location.zip", "hobby");

    private static Map<String, Object> options(Object... more) {
        Map<String, Object> options = new HashMap<>();
        options.put("columns", COLUMNS);
        options.put("missing", List.of("NA", "?"));
        options.put("dates", Map.of("loss", "M/d/yyyy"));
        for (int i = 0; i < more.length; i += 2) {
            options.put((String) more[i], more[i + 1]);
        }
        return options;
    }

    private final Stage stage = new ParseCsv(TYPE, options());

    private static Object value(Event event, String path) {
        return event.values().object(TYPE.slot(path));
    }

    @Test
    void setsDeclaredFieldsAndKeepsOtherColumnsAsStrings() {
        Event event = parse(stage, "521585,1/25/2015,71610.5,48,true,33109,007");

        assertEquals("521585", value(event, "policy"));
        assertEquals("2015-01-25", value(event, "loss"));
        assertEquals(71610.5, value(event, "amount"));
        assertEquals(48L, value(event, "age"));
        assertEquals(true, value(event, "fraud"));
        assertEquals("33109", value(event, "location.zip"));
        assertEquals(Map.of("hobby", "007"), event.undeclared());
    }

    @Test
    void nestsUndeclaredColumnsAsTheirDottedNamesDescribe() {
        Stage dotted = new ParseCsv(
                TYPE,
                Map.of("columns", List.of("policy", "location.zip", "location.city", "broker.office.id", "note")));
        Event event = parse(dotted, "1,33109,Miami,7,n");

        assertEquals("33109", value(event, "location.zip"));
        assertEquals(
                Map.of("location", Map.of("city", "Miami"), "broker", Map.of("office", Map.of("id", "7")), "note", "n"),
                event.undeclared());
        Map<?, ?> location = (Map<?, ?>) event.undeclared().get("location");
        assertThrows(UnsupportedOperationException.class, location::clear);
    }

    @Test
    void omitsMissingCellsAndKeepsAQuotedEmptyString() {
        Event event = parse(stage, "\"\",,NA,?,,\"NA\",");

        assertEquals("", value(event, "policy"));
        for (String path : List.of("loss", "amount", "age", "fraud", "location.zip")) {
            assertEquals(ValueKind.ABSENT, event.kind(TYPE.slot(path)), path);
        }
        assertEquals(Map.of(), event.undeclared());
    }

    @Test
    void readsQuotesSeparatorsAndLineEndsInsideQuotes() {
        Event event = parse(stage, "\"a, \"\"b\"\"\",1/2/2015,1,1,false,\"two\nlines\",\"x\r\ny\"\r\n");

        assertEquals("a, \"b\"", value(event, "policy"));
        assertEquals("two\nlines", value(event, "location.zip"));
        assertEquals(Map.of("hobby", "x\r\ny"), event.undeclared());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uFEFFp,,1,1,,z,h", "p,,1,1,,z,h\n", "\np,,1,1,,z,h\r\n\r\n"})
    void skipsAByteOrderMarkAndBlankLines(String text) {
        Event event = parse(stage, text);

        assertEquals("p", value(event, "policy"));
        assertEquals(Map.of("hobby", "h"), event.undeclared());
    }

    @ParameterizedTest
    @CsvSource({
        "amount, 12abc", "amount, NaN", "amount, Infinity", "amount, 0x10", "amount, 1e999", "amount, '1,5'",
                "amount, 5d", "amount, ' 5'",
        "amount, .", "amount, -", "amount, 1e", "age, 12.5", "age, 9223372036854775808", "age, x", "fraud, Y",
                "fraud, 1"
    })
    void keepsACellOfAnotherTypeAsAStringForValidation(String column, String cell) {
        String row = COLUMNS.stream()
                .map(name -> name.equals(column) ? "\"" + cell + "\"" : "")
                .collect(Collectors.joining(","));

        assertEquals(cell, value(parse(stage, row), column));
    }

    @ParameterizedTest
    @CsvSource({
        "amount, 5, 5.0",
        "amount, -.5, -0.5",
        "amount, +5., 5.0",
        "amount, 1E3, 1000.0",
        "age, 007, 7",
        "age, 3.0, 3",
        "fraud, TRUE, true"
    })
    void convertsACellToItsTypeIfPossible(String column, String cell, String expected) {
        String row =
                switch (column) {
                    case "amount" -> "p,," + cell + ",,,,";
                    case "age" -> "p,,," + cell + ",,,";
                    default -> "p,,,," + cell + ",,";
                };

        assertEquals(expected, String.valueOf(value(parse(stage, row), column)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2015-01-25", "13/1/2015", "2/30/2015", "1/25/15", "soon", "1/25/2015 "})
    void rejectsADateOfAnotherFormatAndNamesValueAndPattern(String cell) {
        Rejection rejection = rejection(stage, "p," + cell + ",1,1,,z,h");

        assertEquals("parse.date", rejection.code());
        assertEquals("loss", rejection.path());
        assertEquals("must be a date M/d/yyyy, not '" + cell + "'", rejection.message());
    }

    @ParameterizedTest
    @CsvSource({
        "'p,,1', 3 columns",
        "'p,,1,1,,z,h,x,y', 9 columns",
        "'p,,1,1,,z,h,', 8 columns",
        "'p,,1,200,1,,z,h', 8 columns",
        "p, 1 columns"
    })
    void rejectsAnotherNumberOfColumns(String row, String message) {
        Rejection rejection = rejection(stage, row);

        assertEquals("parse.columns", rejection.code());
        assertEquals("the record has " + message + ", and 7 are declared", rejection.message());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p,,1,1,,z,h\np,,1,1,,z,h",
                "p,,1,1,,z,h\n\np",
                "\"p,,1,1,,z,h",
                "p,,1,1,,z,\"h",
                "\"p\"x,,1,1,,z,h",
                "\n",
                "\r\n\r\n"
            })
    void rejectsTextThatIsNotExactlyOneRecord(String text) {
        assertEquals("parse.csv", rejection(stage, text).code());
    }

    @Test
    void rejectsInvalidUtf8() {
        assertEquals("parse.empty", rejection(stage, new byte[0]).code());
        assertEquals(
                "parse.utf8", rejection(stage, new byte[] {'a', (byte) 0xFF}).code());
        assertEquals(
                "parse.size",
                rejection(new ParseCsv(TYPE, options("maxBytes", 3)), "abcd").code());
    }

    @Test
    void setsIdKeyAndTimeFromColumns() {
        Event event = parse(
                new ParseCsv(TYPE, options("id", "policy", "key", "location.zip", "time", "loss")),
                "p7,1/25/2015,,,,33109,");

        assertEquals("p7", event.id());
        assertEquals("33109", event.key().orElseThrow());
        assertEquals(Instant.parse("2015-01-25T00:00:00Z"), event.time());
    }

    @Test
    void readsATimeWithLettersOfEitherCase() {
        ParseCsv parser =
                new ParseCsv(TYPE, Map.of("columns", List.of("policy", "loss"), "id", "policy", "time", "loss"));

        assertEquals(
                Instant.parse("2015-01-25T10:00:00Z"),
                parse(parser, "p7,2015-01-25t10:00:00z").time());
    }

    @Test
    void readsOtherSeparators() {
        Event event = parse(new ParseCsv(TYPE, options("separator", ";")), "a,b;1/1/2015;1.5;2;;z;h");

        assertEquals("a,b", value(event, "policy"));
        assertEquals(1.5, value(event, "amount"));
    }

    static List<List<Object>> wrongOptions() {
        return List.of(
                List.of("columns", List.of("a", "a"), "column 'a' occurs twice"),
                List.of("columns", List.of("a", ""), "column 2 has no name"),
                List.of("columns", List.of(), "'columns' contains no column"),
                List.of("columns", List.of("location"), "'location.zip' is inside 'location'"),
                List.of("columns", List.of("policy", "policy.a"), "'policy.a' is inside 'policy'"),
                List.of("columns", List.of("loss", "x..y"), "'x..y' is not a dotted path"),
                List.of("dates", Map.of("los", "M/d/yyyy"), "option 'dates': no column 'los'; did you mean 'loss'?"),
                List.of(
                        "dates",
                        Map.of("loss", "M/yyyy"),
                        "column 'loss': pattern 'M/yyyy' is not a pattern of a complete date"),
                List.of("dates", Map.of("loss", "bogus"), "column 'loss': pattern 'bogus': 'b' is not supported"),
                List.of("id", "polcy", "option 'id': no field 'polcy' in the event; did you mean 'policy'?"),
                List.of("separator", "ab", "must be one character"),
                List.of("separator", "\"", "must be one character"),
                List.of("seperator", ";", "unknown option 'seperator'; did you mean 'separator'?"));
    }

    @ParameterizedTest
    @MethodSource("wrongOptions")
    void rejectsAnInvalidOptionInItsConstructor(List<Object> wrong) {
        IllegalArgumentException exception = assertThrows(
                IllegalArgumentException.class, () -> new ParseCsv(TYPE, options(wrong.get(0), wrong.get(1))));

        assertTrue(exception.getMessage().contains((String) wrong.get(2)), exception.getMessage());
    }

    @Test
    void rejectsAnIdThatIsNotAColumn() {
        IllegalArgumentException exception = assertThrows(
                IllegalArgumentException.class,
                () -> new ParseCsv(TYPE, Map.of("columns", List.of("loss"), "id", "policy")));

        assertTrue(exception.getMessage().contains("option 'id': no column 'policy'"), exception.getMessage());
    }

    @Test
    void parsesTheSameAfterSerialization() throws Exception {
        Stage copy = ParserTests.serialized(new ParseCsv(TYPE, options("name", "read")));

        assertEquals("2015-01-25", value(parse(copy, "p,1/25/2015,,,,,"), "loss"));
        assertEquals("read", rejection(copy, "p").stage());
        assertEquals(
                List.of("policy", "loss", "amount", "age", "fraud", "location.zip"),
                copy.spec().writes());
    }
}
