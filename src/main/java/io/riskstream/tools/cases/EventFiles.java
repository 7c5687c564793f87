package io.riskstream.tools.cases;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.riskstream.parse.ParseAvro;
import io.riskstream.tools.flux.Pipeline;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads events and records from the content of files. */
public final class EventFiles {
    private EventFiles() {}

    /** Returns the content of a file as the bytes of an event, without the line break that editors add at the end of a text file. */
    public static byte[] event(byte[] content) {
        if (isBinary(content)) {
            return content;
        }
        int length = content.length;
        if (length > 0 && content[length - 1] == '\n') {
            length--;
            if (length > 0 && content[length - 1] == '\r') {
                length--;
            }
        }
        return Arrays.copyOf(content, length);
    }

    /** True if a byte is a control character that no text in UTF-8 or Latin-1 has: compressed events, Avro and UTF-16 have some. */
    private static boolean isBinary(byte[] content) {
        for (byte each : content) {
            if (each >= 0 && each < ' ' && each != '\t' && each != '\n' && each != '\r' && each != '\f') {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns an event as the parser of a pipeline reads it: a JSON object is encoded if the pipeline has one parser, and that reads Avro with a schema file.
     * Any other event is returned unchanged.
     *
     * @throws IllegalArgumentException if the JSON object does not fit the Avro schema
     */
    public static byte[] forPipeline(byte[] event, Pipeline pipeline) {
        List<ParseAvro> parsers = pipeline.components(ParseAvro.class);
        return parsers.size() == 1
                ? parsers.get(0)
                        .jsonEncoder()
                        .map(encoder -> encoder.apply(event))
                        .orElse(event)
                : event;
    }

    /**
     * Returns the records of a JSON object by key.
     *
     * @param content the content of the file
     * @throws IllegalArgumentException if the content is no JSON object; the message does not contain the name of the file
     */
    public static Map<String, byte[]> records(byte[] content) {
        JsonElement json;
        try {
            json = JsonParser.parseString(new String(content, StandardCharsets.UTF_8));
        } catch (JsonParseException e) {
            throw new IllegalArgumentException("not JSON: " + e.getMessage(), e);
        }
        if (!(json instanceof JsonObject object)) {
            throw new IllegalArgumentException("a JSON object is expected that maps keys to records");
        }
        Map<String, byte[]> records = new LinkedHashMap<>();
        object.entrySet().forEach(record -> records.put(record.getKey(), record(record.getValue())));
        return records;
    }

    /** Returns a record as a store holds it: a string unchanged, any other value as JSON. */
    static byte[] record(JsonElement record) {
        boolean text = record.isJsonPrimitive() && record.getAsJsonPrimitive().isString();
        return (text ? record.getAsString() : record.toString()).getBytes(StandardCharsets.UTF_8);
    }
}
