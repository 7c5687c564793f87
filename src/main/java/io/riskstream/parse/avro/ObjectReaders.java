package io.riskstream.parse.avro;

import io.riskstream.event.NullValue;
import io.riskstream.event.RejectionCode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Compiles readers of whole values: those that are not declared, and the elements of lists. */
final class ObjectReaders {
    private static final int MAX_INITIAL_CAPACITY = 64;

    private final boolean declared;
    private final IdentityHashMap<AvroType.Structure, ObjectReader> structures = new IdentityHashMap<>();

    /**
     * Creates a compiler.
     *
     * @param declared true for elements of declared lists, whose numbers are longs and doubles; false for values that no field declares, which keep their
     *     exact value
     */
    ObjectReaders(boolean declared) {
        this.declared = declared;
    }

    ObjectReader of(AvroType type) {
        if (type instanceof AvroType.Primitive primitive) {
            return primitive(primitive);
        } else if (type instanceof AvroType.Enumeration enumeration) {
            String[] symbols = enumeration.symbols().toArray(String[]::new);
            return in -> symbols[in.readIndex(symbols.length)];
        } else if (type instanceof AvroType.Fixed fixed) {
            return fixed(fixed);
        } else if (type instanceof AvroType.Array array) {
            ObjectReader element = of(array.element());
            return in -> list(in, element, false);
        } else if (type instanceof AvroType.Dictionary dictionary) {
            ObjectReader value = of(dictionary.value());
            return in -> map(in, value);
        } else if (type instanceof AvroType.Union union) {
            ObjectReader[] branches = union.branches().stream().map(this::of).toArray(ObjectReader[]::new);
            return in -> branches[in.readIndex(branches.length)].read(in);
        }
        return structure((AvroType.Structure) type);
    }

    private ObjectReader primitive(AvroType.Primitive type) {
        LogicalType meaning = type.meaning().type();
        return switch (type.kind()) {
            case NULL -> in -> NullValue.NULL;
            case BOOLEAN -> BinaryInput::readBoolean;
            case INT ->
                meaning.isTemporal() ? in -> temporal(meaning, in.readInt(), in) : in -> (Object) (long) in.readInt();
            case LONG ->
                meaning.isTemporal() ? in -> temporal(meaning, in.readLong(), in) : in -> (Object) in.readLong();
            case FLOAT -> in -> number(DecimalValue.shortest(in.readFloat()));
            case DOUBLE -> in -> number(in.readDouble());
            case STRING -> BinaryInput::readString;
            case BYTES ->
                switch (meaning) {
                    case DECIMAL ->
                        in -> decimal(in, in.readLength(), type.meaning().scale());
                    case BIG_DECIMAL -> this::bigDecimal;
                    default -> in -> base64(in, in.readLength());
                };
        };
    }

    private ObjectReader fixed(AvroType.Fixed type) {
        int size = type.size();
        return switch (type.meaning().type()) {
            case DECIMAL -> in -> decimal(in, size, type.meaning().scale());
            case UUID -> in -> new UUID(in.readBigEndian(8), in.readBigEndian(8)).toString();
            case DURATION ->
                in -> TemporalText.duration(
                        Integer.toUnsignedLong(in.readFixedInt()),
                        Integer.toUnsignedLong(in.readFixedInt()),
                        Integer.toUnsignedLong(in.readFixedInt()));
            default -> in -> base64(in, size);
        };
    }

    /** Returns bytes as text in base64, the form that JSON Schema names {@code contentEncoding: base64}. */
    private static String base64(BinaryInput in, int length) throws InvalidAvroException {
        return Base64.getEncoder().encodeToString(in.readBytes(length));
    }

    /** Returns a date or time as text; the number itself if no text can represent it, so that validation reports it. */
    private static Object temporal(LogicalType type, long value, BinaryInput in) {
        return TemporalText.of(type, value, in.scratch)
                .map(text -> (Object) text)
                .orElse(value);
    }

    private Object number(double number) throws InvalidAvroException {
        if (Double.isFinite(number)) {
            return number;
        }
        if (declared) {
            throw new InvalidAvroException(
                    RejectionCode.PARSE_NUMBER, "a number is infinite or NaN, which no field can hold");
        }
        return Double.toString(number); // JSON has no such number
    }

    private Object decimal(BinaryInput in, int length, int scale) throws InvalidAvroException {
        if (declared) {
            return DecimalValue.element(DecimalValue.read(in, length, scale));
        }
        return DecimalValue.isLimited(length, scale)
                ? DecimalValue.undeclared(DecimalValue.read(in, length, scale))
                : base64(in, length); // an undeclared member never makes an event unreadable
    }

    private Object bigDecimal(BinaryInput in) throws InvalidAvroException {
        BigDecimal number = DecimalValue.readWithScale(in);
        return declared ? DecimalValue.element(number) : DecimalValue.undeclared(number);
    }

    private static List<Object> list(BinaryInput in, ObjectReader element, boolean items) throws InvalidAvroException {
        in.enter();
        List<Object> list = new ArrayList<>();
        try {
            for (long left = in.readBlock(); left > 0; left = in.readBlock()) {
                for (; left > 0; left--) {
                    if (items) {
                        in.countItem(list.size());
                    }
                    in.count(1);
                    list.add(element.read(in));
                }
            }
        } catch (InvalidAvroException e) {
            throw e.inside(Integer.toString(list.size()));
        }
        in.leave();
        return list.isEmpty() ? List.of() : Collections.unmodifiableList(list);
    }

    /** Returns the reader of a declared list of objects. */
    static ObjectReader items(ObjectReader item) {
        return in -> list(in, item, true);
    }

    private static Map<String, Object> map(BinaryInput in, ObjectReader value) throws InvalidAvroException {
        in.enter();
        Map<String, Object> map = new LinkedHashMap<>();
        for (long left = in.readBlock(); left > 0; left = in.readBlock()) {
            for (; left > 0; left--) {
                in.count(1);
                String key = in.readString();
                try {
                    if (map.put(key, value.read(in)) != null) {
                        throw new InvalidAvroException(RejectionCode.PARSE_KEY, "a map contains a key twice");
                    }
                } catch (InvalidAvroException e) {
                    throw e.inside(key);
                }
            }
        }
        in.leave();
        return map.isEmpty() ? Map.of() : Collections.unmodifiableMap(map);
    }

    private ObjectReader structure(AvroType.Structure type) {
        ObjectReader known = structures.get(type);
        if (known != null) {
            return known;
        }
        String[] names = type.members().stream().map(AvroType.Member::name).toArray(String[]::new);
        ObjectReader[] readers = new ObjectReader[names.length];
        ObjectReader reader = in -> structure(in, names, readers);
        structures.put(type, reader); // before its members, since one may be of this type
        for (int i = 0; i < readers.length; i++) {
            readers[i] = of(type.members().get(i).type());
        }
        return reader;
    }

    private static Map<String, Object> structure(BinaryInput in, String[] names, ObjectReader[] readers)
            throws InvalidAvroException {
        in.enter();
        in.count(names.length);
        Map<String, Object> map = new LinkedHashMap<>(Math.min(MAX_INITIAL_CAPACITY, 2 * names.length));
        for (int i = 0; i < names.length; i++) {
            try {
                map.put(names[i], readers[i].read(in));
            } catch (InvalidAvroException e) {
                throw e.inside(names[i]);
            }
        }
        in.leave();
        return map.isEmpty() ? Map.of() : Collections.unmodifiableMap(map);
    }
}
