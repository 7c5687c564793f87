package io.riskstream.validate.schema;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.riskstream.text.SourceFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;

/** Reads a schema file as JSON. Gson's own tree reader silently keeps the last of two equal keys; this one reports them. */
final class SchemaJson {
    /** The maximum number of digits of a number in a schema, before the point or after it. No event contains a number with more. */
    private static final int MAX_DIGITS = 1_000;

    private static final int MAX_DEPTH = 250;

    /** What Gson's reader says about most mistakes: advice for its callers. */
    private static final String ADVICE = "Use JsonReader.setStrictness(Strictness.LENIENT) to accept malformed JSON";

    private final SourceFile file;
    private final SchemaFaults faults;
    private int depth;

    private SchemaJson(SourceFile file, SchemaFaults faults) {
        this.file = file;
        this.faults = faults;
    }

    /** @throws SchemaException if the file is not JSON; other mistakes are added to {@code faults} */
    static JsonElement read(SourceFile file, SchemaFaults faults) {
        JsonReader reader = new JsonReader(new StringReader(file.text()));
        reader.setStrictness(Strictness.STRICT);
        SchemaJson json = new SchemaJson(file, faults);
        try {
            JsonElement read = json.value(reader, "");
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                faults.add(file.name(), "", "has content after its end");
            }
            return read;
        } catch (MalformedJsonException | EOFException e) {
            throw new SchemaException(file.name(), "not JSON: " + firstLine(e), e);
        } catch (IOException e) {
            throw new IllegalStateException("a string is always readable", e);
        }
    }

    private static String firstLine(Exception e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        String line = end < 0 ? message : message.substring(0, end);
        return line.replace(ADVICE, "unexpected text");
    }

    private JsonElement value(JsonReader reader, String pointer) throws IOException {
        if (depth == MAX_DEPTH) {
            throw new SchemaException(file.name(), "nested deeper than " + MAX_DEPTH + " objects and arrays", null);
        }
        depth++;
        JsonElement value = valueInside(reader, pointer);
        depth--;
        return value;
    }

    private JsonElement valueInside(JsonReader reader, String pointer) throws IOException {
        switch (reader.peek()) {
            case BEGIN_OBJECT -> {
                JsonObject object = new JsonObject();
                reader.beginObject();
                while (reader.hasNext()) {
                    String name = reader.nextName();
                    String inner = SchemaDocument.child(pointer, name);
                    if (object.has(name)) {
                        faults.add(file.name(), inner, "occurs twice; remove one");
                    }
                    object.add(name, value(reader, inner));
                }
                reader.endObject();
                return object;
            }
            case BEGIN_ARRAY -> {
                JsonArray array = new JsonArray();
                reader.beginArray();
                while (reader.hasNext()) {
                    array.add(value(reader, pointer + "/" + array.size()));
                }
                reader.endArray();
                return array;
            }
            case STRING -> {
                return new JsonPrimitive(reader.nextString());
            }
            case NUMBER -> {
                return new JsonPrimitive(number(reader.nextString(), pointer));
            }
            case BOOLEAN -> {
                return new JsonPrimitive(reader.nextBoolean());
            }
            default -> {
                reader.nextNull();
                return JsonNull.INSTANCE;
            }
        }
    }

    /** Removes trailing zeros: the library considers 2.50 and 2.5 different values in {@code enum} and {@code const}. */
    private BigDecimal number(String text, String pointer) {
        BigDecimal number;
        try {
            number = new BigDecimal(text);
        } catch (NumberFormatException e) { // the exponent is too large
            faults.add(file.name(), pointer, "is a number that no event can hold");
            return BigDecimal.ZERO;
        }
        if (Math.abs((long) number.scale()) > MAX_DIGITS || number.precision() > MAX_DIGITS) {
            faults.add(file.name(), pointer, "is a number of more than " + MAX_DIGITS + " digits");
            return BigDecimal.ZERO;
        }
        if (number.scale() <= 0) {
            return number;
        }
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
