package io.riskstream.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTokensTest {
    /** Reads a whole text, and returns it in a compact form. */
    private static String read(JsonTokens json) throws InvalidJsonException {
        String value = value(json);
        json.end();
        return value;
    }

    private static String value(JsonTokens json) throws InvalidJsonException {
        switch (json.peek()) {
            case STRING -> {
                return '\'' + json.nextString() + '\'';
            }
            case NUMBER -> {
                return json.nextNumber();
            }
            case BOOLEAN -> {
                return String.valueOf(json.nextBoolean());
            }
            case NULL -> {
                json.nextNull();
                return "null";
            }
            case LIST -> {
                StringBuilder list = new StringBuilder("[");
                json.beginList();
                while (json.hasNext()) {
                    list.append(value(json)).append(' ');
                }
                json.endList();
                return list.append(']').toString();
            }
            default -> {
                StringBuilder object = new StringBuilder("{");
                json.beginObject();
                while (json.hasNext()) {
                    object.append(json.nextName())
                            .append(':')
                            .append(value(json))
                            .append(' ');
                }
                json.endObject();
                return object.append('}').toString();
            }
        }
    }

    @Test
    void readsEveryKindOfValue() throws InvalidJsonException {
        assertEquals(
                "{a:[1 -2.5e+3 0 {} [] ] b:{c:true d:false e:null :'x' } f:'\"\\/\b\f\n\r\tä😀\uD800' }",
                read(new JsonTokens(
                        " {\"a\" : [1, -2.5e+3,0,{ }, [ ]],\n\"b\":{\"c\":true,\"d\":false,\"e\":null,\"\":\"x\"},"
                                + "\"f\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\\uD83D\\uDE00\\ud800\"}\r\t")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"184467440737095516160", "18446744073709551616000.5e-1", "0.0", "-0", "1E5", "123e-400"})
    void readsNumbersOfAnySizeAsTheyAreWritten(String number) throws InvalidJsonException {
        assertEquals(number, read(new JsonTokens(number)));
        String longNumber = "9".repeat(5_000);
        assertEquals("[" + longNumber + " ]", read(new JsonTokens("[" + longNumber + "]")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\": {\"b\": [0, {\"c\": x}]}} | a.b.1.c | invalid JSON (RFC 8259) at line 1 column 23",
                "{\"a\": {'b'}} | a | invalid JSON (RFC 8259) at line 1 column 8",
                "{\"a\": [1, | a.1 | the JSON ends unexpectedly at line 1 column 10",
                "{\"a\": [1 2]} | a.0 | invalid JSON (RFC 8259) at line 1 column 10",
                "{\"a\": {\"b\": 1}, \"c\" 1} | c | invalid JSON (RFC 8259) at line 1 column 21",
                "{\"a\": tr | a | the JSON ends unexpectedly at line 1 column 9",
                "{\"a\": trap} | a | invalid JSON (RFC 8259) at line 1 column 9",
                "{\"a\": -} | a | invalid JSON (RFC 8259) at line 1 column 8",
                "{\"a\": 1.} | a | invalid JSON (RFC 8259) at line 1 column 9",
                "{\"a\": \"\\q\"} | a | invalid JSON (RFC 8259) at line 1 column 9",
                "{} {} | `` | invalid JSON (RFC 8259) at line 1 column 4",
                "`` | `` | the JSON ends unexpectedly at line 1 column 1"
            })
    void reportsPathAndPositionOfAnError(String text, String path, String message) {
        JsonTokens json = new JsonTokens(text);

        assertEquals(
                message,
                assertThrows(InvalidJsonException.class, () -> read(json)).getMessage());
        assertEquals(path, json.path());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "\"x]\"",
                "[]",
                "{}",
                "[[{\"a\": [1, {}]}, null], true]",
                "{\"a\": {\"b\": {}}, \"c\": [[]]}"
            })
    void skipsAValue(String value) throws InvalidJsonException {
        JsonTokens json = new JsonTokens("[" + value + ", 7]");
        json.beginList();
        json.hasNext();
        json.skipValue();
        json.hasNext();

        assertEquals("1", json.path());
        assertEquals("7", json.nextNumber());
        json.endList();
        json.end();
    }

    @Test
    void rejectsInvalidJsonInsideASkippedValue() {
        JsonTokens json = new JsonTokens("{\"a\": [1, {\"b\": [x]}]}");

        assertThrows(InvalidJsonException.class, json::skipValue);
        assertEquals("a.1.b.0", json.path());
    }

    @Test
    void countsLines() {
        JsonTokens json = new JsonTokens("{\n \"a\":\n  ?}");

        assertEquals(
                "invalid JSON (RFC 8259) at line 3 column 3",
                assertThrows(InvalidJsonException.class, () -> read(json)).getMessage());
    }
}
