package io.riskstream.enrich;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.riskstream.Field;
import io.riskstream.FieldType;
import io.riskstream.FieldValues;
import java.io.CharArrayReader;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes a look-up's fields of a record's JSON. Safe for many threads. */
final class RecordDecoder {
    /** A record that is not what its look-up declares. The message names the field and the fault, never a value. */
    static final class RecordFault extends Exception {
        private static final long serialVersionUID = 1;

        RecordFault(String message) {
            super(message);
        }
    }

    /** Whole numbers of so few digits are the same as a double. */
    private static final int EXACT_DIGITS = 15;

    private final Map<String, Integer> indexes = new HashMap<>();
    private final List<Field> fields;

    RecordDecoder(Lookup lookup) {
        fields = lookup.fields();
        List<String> members = lookup.members();
        for (int i = 0; i < members.size(); i++) {
            indexes.put(members.get(i), i);
        }
    }

    /** The declared members of a record, frozen; the others are skipped. */
    FieldValues decode(byte[] record) throws RecordFault {
        CharBuffer text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(record));
        } catch (CharacterCodingException e) {
            throw new RecordFault("it is not UTF-8");
        }
        FieldValues values = new FieldValues(fields.size());
        try (JsonReader json =
                new JsonReader(new CharArrayReader(text.array(), text.arrayOffset(), text.remaining()))) {
            json.setStrictness(Strictness.STRICT);
            if (json.peek() != JsonToken.BEGIN_OBJECT) {
                throw new RecordFault("it is not a JSON object");
            }
            json.beginObject();
            while (json.hasNext()) {
                Integer index = indexes.get(json.nextName());
                if (index == null) {
                    json.skipValue();
                } else {
                    read(json, values, index);
                }
            }
            json.endObject();
            if (json.peek() != JsonToken.END_DOCUMENT) {
                throw new RecordFault("something follows the JSON object");
            }
        } catch (MalformedJsonException | EOFException e) {
            throw new RecordFault("it is not JSON");
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory", e);
        }
        return values.freeze();
    }

    private void read(JsonReader json, FieldValues values, int index) throws IOException, RecordFault {
        if (values.isPresent(index)) {
            throw fault(index, "stands in it twice");
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
            values.setInteger(index, exactLong(json.nextString(), index));
        } else if (type == FieldType.DOUBLE && token == JsonToken.NUMBER) {
            values.setNumber(index, exactDouble(json.nextString(), index));
        } else {
            throw fault(
                    index,
                    "is declared as " + type.name().toLowerCase(Locale.ROOT) + ", and is " + a(token) + " in it");
        }
    }

    private long exactLong(String number, int index) throws RecordFault {
        try {
            return Long.parseLong(number);
        } catch (NumberFormatException notWhole) {
            try {
                return new BigDecimal(number).longValueExact();
            } catch (ArithmeticException | NumberFormatException e) {
                throw fault(index, "is declared as long, and is a number in it that is no long");
            }
        }
    }

    private double exactDouble(String number, int index) throws RecordFault {
        double value = Double.parseDouble(number);
        boolean whole = number.indexOf('.') < 0 && number.indexOf('e') < 0 && number.indexOf('E') < 0;
        if (Double.isInfinite(value)
                || whole
                        && number.length() > EXACT_DIGITS
                        && new BigDecimal(number).compareTo(new BigDecimal(value)) != 0) {
            throw fault(index, "is declared as double, and is a number in it that no double can hold");
        }
        return value;
    }

    private RecordFault fault(int index, String message) {
        return new RecordFault("field '" + fields.get(index).path() + "' " + message);
    }

    private static String a(JsonToken token) {
        return switch (token) {
            case STRING -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case BEGIN_ARRAY -> "a list";
            default -> "an object";
        };
    }
}
