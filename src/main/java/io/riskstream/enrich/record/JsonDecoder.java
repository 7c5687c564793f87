package io.riskstream.enrich.record;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.riskstream.event.Field;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import java.io.CharArrayReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Decodes records that are JSON objects. A record without any of the declared members is invalid, and so is a record without a declared member that has
 * it in another case: both are mistakes of the declaration or of the loader, which would otherwise look like missing values. Safe for many threads.
 */
public final class JsonDecoder implements RecordDecoder {
    private final Map<String, Integer> indexes = new HashMap<>();
    private final List<Field> fields;
    private final MemberNames members;
    /** The last decoded record; the next one shares the array of its value kinds if both are equal. */
    private volatile FieldValues previous = FieldValues.EMPTY;

    public JsonDecoder(List<Field> fields, List<String> members) {
        this.fields = fields;
        this.members = new MemberNames(members);
        for (int i = 0; i < members.size(); i++) {
            indexes.put(members.get(i), i);
        }
    }

    /** Returns the declared members of a record; skips all others. */
    @Override
    public FieldValues decode(byte[] record) throws InvalidRecordException {
        CharBuffer text = RecordValues.utf8(record);
        FieldValues values = new FieldValues(fields.size());
        List<String> undeclared = null;
        int declared = 0;
        try (JsonReader json =
                new JsonReader(new CharArrayReader(text.array(), text.arrayOffset(), text.remaining()))) {
            json.setStrictness(Strictness.STRICT);
            if (json.peek() != JsonToken.BEGIN_OBJECT) {
                throw new InvalidRecordException("it is not a JSON object");
            }
            json.beginObject();
            while (json.hasNext()) {
                String name = json.nextName();
                Integer index = indexes.get(name);
                if (index == null) {
                    json.skipValue();
                    undeclared = undeclared == null ? new ArrayList<>() : undeclared;
                    if (undeclared.size() < MemberNames.MAX) {
                        undeclared.add(name);
                    }
                } else {
                    read(json, values, index);
                    declared++;
                }
            }
            json.endObject();
            JsonToken unused = json.peek(); // throws if there is further content
        } catch (MalformedJsonException | EOFException e) {
            throw new InvalidRecordException("it is not valid JSON");
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory cannot fail", e);
        }
        if (declared < fields.size()) {
            members.check(values, undeclared == null ? List.of() : undeclared);
        }
        FieldValues compact = values.compact(previous);
        previous = compact;
        return compact;
    }

    private void read(JsonReader json, FieldValues values, int index) throws IOException, InvalidRecordException {
        if (values.isPresent(index)) {
            throw InvalidRecordException.of(fields.get(index), "occurs twice");
        }
        JsonToken token = json.peek();
        FieldType type = fields.get(index).type();
        if (token == JsonToken.NULL) {
            json.nextNull();
            values.setNull(index);
        } else if (type == FieldType.STRING && token == JsonToken.STRING) {
            values.setString(index, json.nextString());
        } else if (type == FieldType.BOOLEAN && token == JsonToken.BOOLEAN) {
            values.setBool(index, json.nextBoolean());
        } else if (type == FieldType.LONG && token == JsonToken.NUMBER) {
            values.setInteger(index, RecordValues.exactLong(json.nextString(), fields.get(index)));
        } else if (type == FieldType.DOUBLE && token == JsonToken.NUMBER) {
            values.setNumber(index, RecordValues.exactDouble(json.nextString(), fields.get(index)));
        } else {
            throw InvalidRecordException.of(
                    fields.get(index),
                    "is declared as " + type.name().toLowerCase(Locale.ROOT) + ", and its value is " + describe(token));
        }
    }

    private static String describe(JsonToken token) {
        return switch (token) {
            case STRING -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case BEGIN_ARRAY -> "a list";
            default -> "an object";
        };
    }
}
