package io.riskstream.tools.cases;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Events and records that are given in files. */
public final class EventFiles {
    private EventFiles() {}

    /** A file's content as an event's bytes: without the line break that ends the file, which editors add. */
    public static byte[] event(byte[] content) {
        int length = content.length;
        if (length > 0 && content[length - 1] == '\n') {
            length--;
            if (length > 0 && content[length - 1] == '\r') {
                length--;
            }
        }
        return Arrays.copyOf(content, length);
    }

    /**
     * Records by key, from a JSON object.
     *
     * @param content the file's
     * @throws IllegalArgumentException if it is no such thing; without the file's name
     */
    public static Map<String, byte[]> records(byte[] content) {
        JsonElement json;
        try {
            json = JsonParser.parseString(new String(content, StandardCharsets.UTF_8));
        } catch (JsonParseException e) {
            throw new IllegalArgumentException("not JSON: " + e.getMessage(), e);
        }
        if (!(json instanceof JsonObject object)) {
            throw new IllegalArgumentException("a JSON object is expected, from a record's key to the record");
        }
        Map<String, byte[]> records = new LinkedHashMap<>();
        object.entrySet().forEach(record -> records.put(record.getKey(), record(record.getValue())));
        return records;
    }

    /** A record as the store would hold it: a text as it is, anything else as JSON. */
    static byte[] record(JsonElement record) {
        boolean text = record.isJsonPrimitive() && record.getAsJsonPrimitive().isString();
        return (text ? record.getAsString() : record.toString()).getBytes(StandardCharsets.UTF_8);
    }
}
