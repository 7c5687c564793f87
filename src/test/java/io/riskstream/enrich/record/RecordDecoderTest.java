package io.riskstream.enrich.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.enrich.Lookup;
import io.riskstream.event.FieldValues;
import io.riskstream.event.ValueKind;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RecordDecoderTest {
    private static final int TEXT = 0;
    private static final int COUNT = 1;
    private static final int RATE = 2;
    private static final int FLAG = 3;

    private final RecordDecoder decoder = new JsonDecoder(lookup().fields(), List.of("text", "count", "rate", "flag"));

    private static Lookup lookup() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("text", "string");
        fields.put("count", "long");
        fields.put("rate", "double");
        fields.put("flag", "boolean");
        return new Lookup(Map.of("name", "it", "key", "it", "fields", fields));
    }

    private FieldValues decode(String json) throws InvalidRecordException {
        return decoder.decode(json.getBytes(StandardCharsets.UTF_8));
    }

    private String messageFor(String json) {
        return assertThrows(InvalidRecordException.class, () -> decode(json)).getMessage();
    }

    @Test
    void readsDeclaredMembersAndSkipsOthers() throws InvalidRecordException {
        FieldValues record = decode(
                "{\"flag\":true,\"other\":{\"count\":[1,{\"a\":184467440737095516160}]},\"rate\":0.25,\"text\":\"köln\",\"count\":7}");
        assertEquals("köln", record.object(TEXT));
        assertEquals(7L, record.object(COUNT));
        assertEquals(0.25, record.object(RATE));
        assertEquals(true, record.object(FLAG));
    }

    @Test
    void leavesAMissingMemberAbsentAndKeepsNull() throws InvalidRecordException {
        FieldValues record = decode("{\"count\":null}");
        assertEquals(ValueKind.NULL, record.kind(COUNT));
        assertEquals(ValueKind.ABSENT, record.kind(RATE));
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "5.0, 5", "1e3, 1000", "-0, 0", "9223372036854775807, 9223372036854775807"})
    void readsAWholeNumberAsLong(String json, long expected) throws InvalidRecordException {
        assertEquals(expected, decode("{\"count\":" + json + "}").object(COUNT));
    }

    @ParameterizedTest
    @CsvSource({
        "5, 5",
        "0.1, 0.1",
        "1e300, 1e300",
        "9007199254740992, 9007199254740992",
        "100000000000000000000, 1e20",
        "184467440737095516160, 1.8446744073709552e20"
    })
    void readsARepresentableNumberAsDouble(String json, double expected) throws InvalidRecordException {
        assertEquals(expected, decode("{\"rate\":" + json + "}").object(RATE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.5", "9223372036854775808", "1e-999999999", "1e999999999", "\"5\"", "true", "[]", "{}"})
    void rejectsAValueThatIsNotALongAndNamesTheFieldWithoutTheValue(String json) {
        String message = messageFor("{\"count\":" + json + "}");
        assertTrue(message.startsWith("field 'it.count' is declared as long, and its value is "), message);
        assertFalse(message.contains("5") || message.contains("999"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9007199254740993", "9223372036854775807", "1e999", "\"0.5\"", "false"})
    void rejectsANumberThatADoubleCannotRepresent(String json) {
        String message = messageFor("{\"rate\":" + json + "}");
        assertTrue(message.startsWith("field 'it.rate' is declared as double, and its value is "), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"text\":1}", "{\"flag\":\"true\"}", "{\"flag\":0}", "{\"text\":[\"a\"]}"})
    void convertsNoOtherTypeToStringOrBoolean(String json) {
        assertTrue(messageFor(json).contains("is declared as"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"count\":1", "{\"count\":1]", "{'count':1}", "{\"count\":NaN}", "{count:1}"})
    void rejectsInvalidJson(String json) {
        assertEquals("it is not valid JSON", messageFor(json));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "\"county\"", "17"})
    void rejectsJsonThatIsNotAnObject(String json) {
        assertEquals("it is not a JSON object", messageFor(json));
    }

    @Test
    void rejectsADuplicateMember() {
        assertEquals("field 'it.count' occurs twice", messageFor("{\"count\":1,\"count\":1}"));
    }

    @Test
    void rejectsContentAfterTheObject() {
        assertEquals("it is not valid JSON", messageFor("{} {}"));
    }

    @Test
    void rejectsInvalidUtf8() {
        byte[] record = {'{', '"', 't', 'e', 'x', 't', '"', ':', '"', (byte) 0xff, '"', '}'};
        assertEquals(
                "it is not valid UTF-8",
                assertThrows(InvalidRecordException.class, () -> decoder.decode(record))
                        .getMessage());
    }
}
