package io.riskstream.parse.avro;

import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.NullValue;
import java.util.List;
import java.util.Map;

/** Compiles readers of scalar values into one slot. */
final class SlotReaders {
    private final ObjectReaders undeclared;
    private final ObjectReaders elements;

    SlotReaders(ObjectReaders undeclared, ObjectReaders elements) {
        this.undeclared = undeclared;
        this.elements = elements;
    }

    /** Returns the reader of a value into a slot. */
    MemberReader of(AvroType type, FieldType declared, int slot) {
        if (type instanceof AvroType.Primitive primitive) {
            return primitive(primitive, declared, slot);
        } else if (type instanceof AvroType.Enumeration enumeration) {
            String[] symbols = enumeration.symbols().toArray(String[]::new);
            return (in, values) -> {
                values.setString(slot, symbols[in.readIndex(symbols.length)]);
                return null;
            };
        } else if (type instanceof AvroType.Fixed fixed && fixed.meaning().type() == LogicalType.DECIMAL) {
            int scale = fixed.meaning().scale();
            return (in, values) -> {
                DecimalValue.put(in, fixed.size(), scale, declared, values, slot);
                return null;
            };
        } else if (type instanceof AvroType.Structure || type instanceof AvroType.Dictionary) {
            return object(undeclared.of(type), slot);
        }
        return any(elements.of(type), slot);
    }

    private MemberReader primitive(AvroType.Primitive type, FieldType declared, int slot) {
        LogicalType meaning = type.meaning().type();
        return switch (type.kind()) {
            case NULL ->
                (in, values) -> {
                    values.setNull(slot);
                    return null;
                };
            case BOOLEAN ->
                (in, values) -> {
                    values.setBool(slot, in.readBoolean());
                    return null;
                };
            case INT ->
                isText(meaning, declared)
                        ? (in, values) -> temporal(meaning, in.readInt(), in, values, slot)
                        : (in, values) -> {
                            DecimalValue.putWhole(in.readInt(), declared, values, slot);
                            return null;
                        };
            case LONG ->
                isText(meaning, declared)
                        ? (in, values) -> temporal(meaning, in.readLong(), in, values, slot)
                        : (in, values) -> {
                            DecimalValue.putWhole(in.readLong(), declared, values, slot);
                            return null;
                        };
            case FLOAT ->
                (in, values) -> {
                    DecimalValue.putNumber(DecimalValue.shortest(in.readFloat()), declared, values, slot);
                    return null;
                };
            case DOUBLE ->
                (in, values) -> {
                    DecimalValue.putNumber(in.readDouble(), declared, values, slot);
                    return null;
                };
            case STRING ->
                (in, values) -> {
                    values.setString(slot, in.readString());
                    return null;
                };
            case BYTES ->
                switch (meaning) {
                    case DECIMAL -> {
                        int scale = type.meaning().scale();
                        yield (in, values) -> {
                            DecimalValue.put(in, in.readLength(), scale, declared, values, slot);
                            return null;
                        };
                    }
                    case BIG_DECIMAL ->
                        (in, values) -> {
                            DecimalValue.put(DecimalValue.readWithScale(in), declared, values, slot);
                            return null;
                        };
                    default -> any(elements.of(type), slot);
                };
        };
    }

    /** True if a date or time is read as text; false if the field is an integer, and the value has its unit: milliseconds since 1970. */
    private static boolean isText(LogicalType meaning, FieldType declared) {
        return meaning.isTemporal() && !(meaning == LogicalType.TIMESTAMP_MILLIS && declared == FieldType.LONG);
    }

    private static Object temporal(LogicalType type, long value, BinaryInput in, FieldValues values, int slot) {
        TemporalText.of(type, value, in.scratch)
                .ifPresentOrElse(text -> values.setString(slot, text), () -> values.setInteger(slot, value));
        return null;
    }

    /** An object in place of a field: no slot can hold its members. */
    private static MemberReader object(ObjectReader reader, int slot) {
        return (in, values) -> {
            Map<?, ?> members = (Map<?, ?>) reader.read(in);
            if (!members.isEmpty()) {
                return members;
            }
            values.setEmptyObject(slot);
            return null;
        };
    }

    @SuppressWarnings("unchecked") // readers of lists return lists of objects
    private static MemberReader any(ObjectReader reader, int slot) {
        return (in, values) -> {
            Object value = reader.read(in);
            if (value instanceof String text) {
                values.setString(slot, text);
            } else if (value instanceof List<?> list) {
                values.setList(slot, (List<Object>) list);
            } else if (value instanceof Long number) {
                values.setInteger(slot, number);
            } else if (value instanceof Double number) {
                values.setNumber(slot, number);
            } else if (value instanceof Boolean bool) {
                values.setBool(slot, bool);
            } else if (value == NullValue.NULL) {
                values.setNull(slot);
            } else {
                return value;
            }
            return null;
        };
    }
}
