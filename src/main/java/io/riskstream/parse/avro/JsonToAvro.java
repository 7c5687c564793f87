package io.riskstream.parse.avro;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.riskstream.text.Nearest;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Encodes JSON events in Avro's binary encoding, for test cases and local runs. It is the inverse of what {@link EventReader} reads: dates and times are
 * texts, bytes are texts in base64. A member that the JSON lacks gets the default of its field, or null. A value of a union is written with the first branch
 * that fits.
 */
public final class JsonToAvro {
    /** Deeper than any event: a record whose default contains the record itself has no end. */
    private static final int MAX_DEPTH = 255;

    private final AvroSchema schema;

    public JsonToAvro(AvroSchema schema) {
        this.schema = schema;
    }

    /**
     * Returns the encoding of an event, without any prefix.
     *
     * @throws IllegalArgumentException if the event does not fit the schema; the message names the member, not its value
     */
    public byte[] encode(JsonObject event) {
        BinaryOutput out = new BinaryOutput();
        write(schema.type(), event, "", out);
        return out.toByteArray();
    }

    private void write(AvroType type, JsonElement json, String path, BinaryOutput out) {
        if (out.depth() > MAX_DEPTH) {
            throw problem("", "is nested too deep, or a default of the schema contains itself");
        }
        if (type instanceof AvroType.Primitive primitive) {
            writePrimitive(primitive, json, path, out);
        } else if (type instanceof AvroType.Fixed fixed) {
            out.writeFixed(fixedBytes(fixed, json, path));
        } else if (type instanceof AvroType.Enumeration enumeration) {
            int index = enumeration.symbols().indexOf(text(json, type, path));
            if (index < 0) {
                throw problem(path, "is not a symbol of " + AvroType.describe(type));
            }
            out.writeLong(index);
        } else if (type instanceof AvroType.Array array) {
            writeArray(array, json, path, out);
        } else if (type instanceof AvroType.Dictionary dictionary) {
            writeDictionary(dictionary, json, path, out);
        } else if (type instanceof AvroType.Union union) {
            writeUnion(union, json, path, out);
        } else {
            writeStructure((AvroType.Structure) type, json, path, out);
        }
    }

    private void writeArray(AvroType.Array type, JsonElement json, String path, BinaryOutput out) {
        if (!(json instanceof JsonArray array)) {
            throw problem(path, type);
        }
        if (!array.isEmpty()) {
            out.writeLong(array.size());
            for (int i = 0; i < array.size(); i++) {
                write(type.element(), array.get(i), child(path, Integer.toString(i)), out);
            }
        }
        out.writeLong(0);
    }

    private void writeDictionary(AvroType.Dictionary type, JsonElement json, String path, BinaryOutput out) {
        if (!(json instanceof JsonObject object)) {
            throw problem(path, type);
        }
        if (!object.isEmpty()) {
            out.writeLong(object.size());
            for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
                out.writeString(entry.getKey());
                write(type.value(), entry.getValue(), child(path, entry.getKey()), out);
            }
        }
        out.writeLong(0);
    }

    private void writeStructure(AvroType.Structure type, JsonElement json, String path, BinaryOutput out) {
        if (!(json instanceof JsonObject object)) {
            throw problem(path, type);
        }
        out.enter();
        Set<String> names = type.members().stream().map(AvroType.Member::name).collect(Collectors.toSet());
        for (String name : object.keySet()) {
            if (!names.contains(name)) {
                throw problem(
                        child(path, name),
                        "is not a field of " + AvroType.describe(type)
                                + Nearest.suggestion(name, names)
                                        .map(hint -> "; " + hint)
                                        .orElse(""));
            }
        }
        for (AvroType.Member member : type.members()) {
            JsonElement value = object.get(member.name());
            if (value == null) {
                value = member.fallback().map(JsonParser::parseString).orElse(JsonNull.INSTANCE);
            }
            write(member.type(), value, child(path, member.name()), out);
        }
        out.leave();
    }

    private void writeUnion(AvroType.Union type, JsonElement json, String path, BinaryOutput out) {
        List<AvroType> branches = type.branches();
        IllegalArgumentException first = null;
        for (int i = 0; i < branches.size(); i++) {
            BinaryOutput attempt = new BinaryOutput(out.depth());
            try {
                write(branches.get(i), json, path, attempt);
            } catch (IllegalArgumentException e) {
                boolean likely = !(json instanceof JsonNull) && !isNull(branches.get(i));
                first = first == null && likely ? e : first;
                continue;
            }
            out.writeLong(i);
            out.writeFixed(attempt.toByteArray());
            return;
        }
        throw first != null && branches.size() <= 2 ? first : problem(path, type);
    }

    private static boolean isNull(AvroType type) {
        return type instanceof AvroType.Primitive primitive && primitive.kind() == AvroType.Kind.NULL;
    }

    private static void writePrimitive(AvroType.Primitive type, JsonElement json, String path, BinaryOutput out) {
        LogicalType meaning = type.meaning().type();
        switch (type.kind()) {
            case NULL -> {
                if (!json.isJsonNull()) {
                    throw problem(path, type);
                }
            }
            case BOOLEAN -> {
                if (!(json instanceof JsonPrimitive primitive) || !primitive.isBoolean()) {
                    throw problem(path, type);
                }
                out.writeBoolean(primitive.getAsBoolean());
            }
            case INT, LONG -> {
                boolean text = meaning.isTemporal() && isText(json);
                long value = text ? temporal(type, json.getAsString(), path) : whole(json, type, path);
                if (type.kind() == AvroType.Kind.INT && value != (int) value) {
                    throw problem(path, type);
                }
                out.writeLong(value);
            }
            case FLOAT -> out.writeFloat(number(json, type, path).floatValue());
            case DOUBLE -> out.writeDouble(number(json, type, path).doubleValue());
            case STRING -> out.writeString(text(json, type, path));
            case BYTES -> {
                if (meaning == LogicalType.DECIMAL) {
                    out.writeBytes(unscaled(type, type.meaning().scale(), json, path));
                } else if (meaning == LogicalType.BIG_DECIMAL) {
                    BigDecimal number = number(json, type, path);
                    BinaryOutput inner = new BinaryOutput();
                    inner.writeBytes(number.unscaledValue().toByteArray());
                    inner.writeLong(number.scale());
                    out.writeBytes(inner.toByteArray());
                } else {
                    out.writeBytes(base64(json, type, path));
                }
            }
        }
    }

    private static byte[] fixedBytes(AvroType.Fixed type, JsonElement json, String path) {
        byte[] bytes =
                switch (type.meaning().type()) {
                    case DECIMAL ->
                        BinaryOutput.extended(unscaled(type, type.meaning().scale(), json, path), type.size());
                    case UUID, DURATION ->
                        TemporalParser.fixed(type.meaning().type(), text(json, type, path))
                                .orElseThrow(() -> problem(path, type));
                    default -> base64(json, type, path);
                };
        if (bytes.length != type.size()) {
            throw problem(path, "does not have the " + type.size() + " bytes of " + AvroType.describe(type));
        }
        return bytes;
    }

    private static long temporal(AvroType.Primitive type, String text, String path) {
        return TemporalParser.value(type.meaning().type(), text).orElseThrow(() -> problem(path, type));
    }

    private static byte[] unscaled(AvroType type, int scale, JsonElement json, String path) {
        try {
            return number(json, type, path).setScale(scale).unscaledValue().toByteArray();
        } catch (ArithmeticException e) {
            throw problem(path, "has more than " + scale + " digits after the point, which the schema allows");
        }
    }

    private static byte[] base64(JsonElement json, AvroType type, String path) {
        try {
            return Base64.getDecoder().decode(text(json, type, path));
        } catch (IllegalArgumentException e) {
            throw problem(path, "is no base64 text, as " + AvroType.describe(type) + " needs");
        }
    }

    private static long whole(JsonElement json, AvroType type, String path) {
        try {
            return number(json, type, path).longValueExact();
        } catch (ArithmeticException e) {
            throw problem(path, type);
        }
    }

    private static BigDecimal number(JsonElement json, AvroType type, String path) {
        boolean decimalText = isText(json)
                && (type instanceof AvroType.Fixed
                        || type instanceof AvroType.Primitive primitive && primitive.kind() == AvroType.Kind.BYTES);
        if (!decimalText && !(json instanceof JsonPrimitive primitive && primitive.isNumber())) {
            throw problem(path, type);
        }
        try {
            return new BigDecimal(json.getAsString());
        } catch (NumberFormatException e) {
            throw problem(path, type);
        }
    }

    private static String text(JsonElement json, AvroType type, String path) {
        if (!isText(json)) {
            throw problem(path, type);
        }
        return json.getAsString();
    }

    private static boolean isText(JsonElement json) {
        return json instanceof JsonPrimitive primitive && primitive.isString();
    }

    private static String child(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static IllegalArgumentException problem(String path, AvroType expected) {
        return problem(path, "is missing or does not fit the Avro type " + AvroType.describe(expected));
    }

    private static IllegalArgumentException problem(String path, String message) {
        return new IllegalArgumentException((path.isEmpty() ? "the event" : "'" + path + "'") + " " + message);
    }
}
