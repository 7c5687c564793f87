package io.riskstream.enrich.record;

import io.riskstream.event.Field;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.text.InvalidJsonException;
import io.riskstream.text.JsonTokens;
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
        JsonTokens json = new JsonTokens(RecordValues.utf8(record).toString());
        FieldValues values = new FieldValues(fields.size());
        List<String> undeclared = null;
        int declared = 0;
        try {
            if (json.peek() != JsonTokens.Kind.OBJECT) {
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
            json.end();
        } catch (InvalidJsonException e) {
            throw new InvalidRecordException("it is not valid JSON");
        }
        if (declared < fields.size()) {
            members.check(values, undeclared == null ? List.of() : undeclared);
        }
        FieldValues compact = values.compact(previous);
        previous = compact;
        return compact;
    }

    private void read(JsonTokens json, FieldValues values, int index)
            throws InvalidJsonException, InvalidRecordException {
        if (values.isPresent(index)) {
            throw InvalidRecordException.of(fields.get(index), "occurs twice");
        }
        JsonTokens.Kind token = json.peek();
        FieldType type = fields.get(index).type();
        if (token == JsonTokens.Kind.NULL) {
            json.nextNull();
            values.setNull(index);
        } else if (type == FieldType.STRING && token == JsonTokens.Kind.STRING) {
            values.setString(index, json.nextString());
        } else if (type == FieldType.BOOLEAN && token == JsonTokens.Kind.BOOLEAN) {
            values.setBool(index, json.nextBoolean());
        } else if (type == FieldType.LONG && token == JsonTokens.Kind.NUMBER) {
            values.setInteger(index, RecordValues.exactLong(json.nextNumber(), fields.get(index)));
        } else if (type == FieldType.DOUBLE && token == JsonTokens.Kind.NUMBER) {
            values.setNumber(index, RecordValues.exactDouble(json.nextNumber(), fields.get(index)));
        } else {
            throw InvalidRecordException.of(
                    fields.get(index),
                    "is declared as " + type.name().toLowerCase(Locale.ROOT) + ", and its value is " + describe(token));
        }
    }

    private static String describe(JsonTokens.Kind token) {
        return switch (token) {
            case STRING -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case LIST -> "a list";
            default -> "an object";
        };
    }
}
