package io.riskstream.event;

import java.util.Arrays;
import java.util.List;

/**
 * Values by slot, numbers unboxed: what an event holds, what a patch adds, and what a look-up's record is in the near-cache.
 *
 * <p>Written by one thread until it is frozen, never again after that, and then safe to share. An event's values and a patch's are frozen.
 * The readers do not check the kind: ask {@link #kind} first where it is not known.
 */
public final class FieldValues {
    /** No values at all. */
    public static final FieldValues EMPTY = new FieldValues(0).freeze();

    private static final Object[] NO_OBJECTS = {};
    private static final ValueKind[] KINDS = ValueKind.values();
    private static final byte NULL = (byte) ValueKind.NULL.ordinal();
    private static final byte EMPTY_OBJECT = (byte) ValueKind.EMPTY_OBJECT.ordinal();
    private static final byte STRING = (byte) ValueKind.STRING.ordinal();
    private static final byte LONG = (byte) ValueKind.LONG.ordinal();
    private static final byte DOUBLE = (byte) ValueKind.DOUBLE.ordinal();
    private static final byte BOOLEAN = (byte) ValueKind.BOOLEAN.ordinal();
    private static final byte LIST = (byte) ValueKind.LIST.ordinal();

    private final byte[] kinds;
    private final long[] numbers;
    /** Empty if there are none in a record that is {@link #compact}. */
    private final Object[] objects;

    private boolean frozen;

    public FieldValues(int size) {
        this(new byte[size], new long[size], new Object[size]);
    }

    private FieldValues(byte[] kinds, long[] numbers, Object[] objects) {
        this.kinds = kinds;
        this.numbers = numbers;
        this.objects = objects;
    }

    public int size() {
        return kinds.length;
    }

    public ValueKind kind(int slot) {
        return KINDS[kinds[slot]];
    }

    public boolean isPresent(int slot) {
        return kinds[slot] != 0;
    }

    public String string(int slot) {
        return (String) objects[slot];
    }

    public long integer(int slot) {
        return numbers[slot];
    }

    /** The number in a slot of kind LONG or DOUBLE. A long beyond 2^53 is rounded. */
    public double number(int slot) {
        return kinds[slot] == LONG ? numbers[slot] : Double.longBitsToDouble(numbers[slot]);
    }

    public boolean bool(int slot) {
        return numbers[slot] != 0;
    }

    @SuppressWarnings("unchecked") // setList puts nothing else there
    public List<Object> list(int slot) {
        return (List<Object>) objects[slot];
    }

    /** The value as an object: String, Long, Double, Boolean, List, {@link NullValue#NULL}, or an empty map for {@link ValueKind#EMPTY_OBJECT}. Allocates; not for the hot path. */
    public Object object(int slot) {
        return switch (kind(slot)) {
            case ABSENT -> throw new IllegalStateException("slot " + slot + " is absent");
            case NULL -> NullValue.NULL;
            case EMPTY_OBJECT -> java.util.Map.of();
            case STRING, LIST -> objects[slot];
            case LONG -> numbers[slot];
            case DOUBLE -> number(slot);
            case BOOLEAN -> bool(slot);
        };
    }

    public void setNull(int slot) {
        set(slot, NULL, 0, null);
    }

    public void setEmptyObject(int slot) {
        set(slot, EMPTY_OBJECT, 0, null);
    }

    public void setString(int slot, String value) {
        set(slot, STRING, 0, value);
    }

    public void setInteger(int slot, long value) {
        set(slot, LONG, value, null);
    }

    public void setNumber(int slot, double value) {
        set(slot, DOUBLE, Double.doubleToRawLongBits(value), null);
    }

    public void setBool(int slot, boolean value) {
        set(slot, BOOLEAN, value ? 1 : 0, null);
    }

    /** Keeps the list itself, not a copy: it must be immutable, and so must what is in it. */
    public void setList(int slot, List<Object> value) {
        set(slot, LIST, 0, value);
    }

    private void set(int slot, byte kind, long number, Object object) {
        if (frozen) {
            throw new IllegalStateException("these values are frozen");
        }
        kinds[slot] = kind;
        numbers[slot] = number;
        objects[slot] = object;
    }

    /** Writes those values of {@code other} that are present, the first of them at {@code at}. */
    public void putAll(FieldValues other, int at) {
        if (frozen) {
            throw new IllegalStateException("these values are frozen");
        }
        for (int i = 0; i < other.kinds.length; i++) {
            if (other.kinds[i] != 0) {
                kinds[at + i] = other.kinds[i];
                numbers[at + i] = other.numbers[i];
            }
        }
        for (int i = 0; i < other.objects.length; i++) {
            if (other.kinds[i] != 0) {
                objects[at + i] = other.objects[i];
            }
        }
    }

    /**
     * The same values, frozen, in as little memory as they need: for records that are kept by the hundred thousand, and read far apart.
     *
     * @param model other values of the same slots; what tells their kinds is shared where it is alike
     */
    public FieldValues compact(FieldValues model) {
        byte[] sharedKinds = Arrays.equals(kinds, model.kinds) ? model.kinds : kinds;
        for (Object object : objects) {
            if (object != null) {
                return new FieldValues(sharedKinds, numbers, objects).freeze();
            }
        }
        return new FieldValues(sharedKinds, numbers, NO_OBJECTS).freeze();
    }

    /** From here on nothing can be written; returns this. */
    public FieldValues freeze() {
        // a record in the near-cache is frozen again and again, by many threads: what is not written stays in every
        // core's cache
        if (!frozen) {
            frozen = true;
        }
        return this;
    }

    /** A copy that can be written, with room for at least {@code size} slots. */
    public FieldValues copy(int size) {
        int length = Math.max(size, kinds.length);
        return new FieldValues(
                Arrays.copyOf(kinds, length), Arrays.copyOf(numbers, length), Arrays.copyOf(objects, length));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldValues that
                && Arrays.equals(kinds, that.kinds)
                && Arrays.equals(numbers, that.numbers)
                && holdsObjectsOf(that)
                && that.holdsObjectsOf(this);
    }

    private boolean holdsObjectsOf(FieldValues that) {
        for (int i = 0; i < that.objects.length; i++) {
            if (that.objects[i] != null && (objects.length == 0 || !that.objects[i].equals(objects[i]))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 31 * Arrays.hashCode(kinds) + Arrays.hashCode(numbers);
        for (Object object : objects) {
            hash = object == null ? hash : 31 * hash + object.hashCode();
        }
        return hash;
    }

    /** How many slots are filled; never the values, which are personal data. */
    @Override
    public String toString() {
        int present = 0;
        for (byte kind : kinds) {
            present += kind != 0 ? 1 : 0;
        }
        return "FieldValues[" + present + " of " + kinds.length + "]";
    }
}
