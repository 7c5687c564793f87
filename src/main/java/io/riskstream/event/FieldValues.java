package io.riskstream.event;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Values by slot, with unboxed numbers: the fields of an event, of a patch, or of a look-up's record in the near-cache.
 *
 * <p>One thread writes the values until they are frozen. Frozen values never change, so any thread may read them. The values of events and patches
 * are frozen. The reading methods do not check the kind: call {@link #kind} first if it is not known.
 */
public final class FieldValues {
    /** Values without slots. */
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
    /** Empty if {@link #compact} found no object in the record. */
    private final Object[] objects;

    private boolean frozen;

    /** Creates writable values of which every slot is absent. */
    public FieldValues(int size) {
        this(new byte[size], new long[size], new Object[size]);
    }

    private FieldValues(byte[] kinds, long[] numbers, Object[] objects) {
        this.kinds = kinds;
        this.numbers = numbers;
        this.objects = objects;
    }

    /** Returns the number of slots. */
    public int size() {
        return kinds.length;
    }

    /** Returns the kind of the value in a slot. */
    public ValueKind kind(int slot) {
        return KINDS[kinds[slot]];
    }

    /** True unless the slot is {@link ValueKind#ABSENT}. */
    public boolean isPresent(int slot) {
        return kinds[slot] != 0;
    }

    /** True unless the slot is {@link ValueKind#ABSENT} or {@link ValueKind#NULL}. */
    public boolean hasValue(int slot) {
        return kinds[slot] > NULL;
    }

    /** Returns the value of a slot of kind STRING. */
    public String string(int slot) {
        return (String) objects[slot];
    }

    /** Returns the value of a slot of kind LONG. */
    public long integer(int slot) {
        return numbers[slot];
    }

    /** Returns the value of a slot of kind LONG or DOUBLE. A long beyond 2^53 is rounded. */
    public double number(int slot) {
        return kinds[slot] == LONG ? numbers[slot] : Double.longBitsToDouble(numbers[slot]);
    }

    /** Returns the value of a slot of kind BOOLEAN. */
    public boolean bool(int slot) {
        return numbers[slot] != 0;
    }

    /** Returns the value of a slot of kind LIST. */
    @SuppressWarnings("unchecked") // only setList writes slots of this kind
    public List<Object> list(int slot) {
        return (List<Object>) objects[slot];
    }

    /**
     * Returns the value as an object: String, Long, Double, Boolean, List, {@link NullValue#NULL}, or an empty map for {@link
     * ValueKind#EMPTY_OBJECT}. It allocates, so it is not for the hot path.
     *
     * @throws IllegalStateException if the slot is absent
     */
    public Object object(int slot) {
        return switch (kind(slot)) {
            case ABSENT -> throw new IllegalStateException("slot " + slot + " is absent");
            case NULL -> NullValue.NULL;
            case EMPTY_OBJECT -> Map.of();
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

    /** Sets a list. The list is kept, not copied, so it and its elements must be immutable. */
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

    /** Writes the present values of {@code other}; its first slot goes to the slot {@code firstSlot}. */
    public void putAll(FieldValues other, int firstSlot) {
        if (frozen) {
            throw new IllegalStateException("these values are frozen");
        }
        for (int i = 0; i < other.kinds.length; i++) {
            if (other.kinds[i] != 0) {
                kinds[firstSlot + i] = other.kinds[i];
                numbers[firstSlot + i] = other.numbers[i];
            }
        }
        for (int i = 0; i < other.objects.length; i++) {
            if (other.kinds[i] != 0) {
                objects[firstSlot + i] = other.objects[i];
            }
        }
    }

    /**
     * Returns the same values, frozen and without unused memory: for the near-cache, which keeps hundreds of thousands of records.
     *
     * @param model other values of the same slots; the array of kinds is shared if both are equal
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

    /** Makes these values read-only, and returns them. */
    public FieldValues freeze() {
        // many threads freeze a record of the near-cache again: without a write, its cache line stays shared by all
        // cores
        if (!frozen) {
            frozen = true;
        }
        return this;
    }

    /**
     * Returns about how much heap these values take, in bytes: arrays and texts, for a JVM with compressed references. Lists count with their own size
     * only. It reads each text once, so it is not for the hot path.
     */
    public long heapBytes() {
        long bytes = 24 + padded(16 + kinds.length) + 16 + 8L * numbers.length + padded(16 + 4 * objects.length);
        for (Object object : objects) {
            if (object instanceof String text) {
                bytes += heapBytes(text);
            } else if (object instanceof List<?> list) {
                bytes += padded(24 + 4 * list.size());
            }
        }
        return bytes;
    }

    /** Returns about how much heap a text takes, in bytes: the JVM keeps a text of Latin-1 characters in one byte each, others in two. */
    public static long heapBytes(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) > '\u00ff') {
                return 24 + padded(16 + 2L * length);
            }
        }
        return 24 + padded(16 + (long) length);
    }

    private static long padded(long bytes) {
        return (bytes + 7) & ~7;
    }

    /** True if these values are read-only. */
    public boolean isFrozen() {
        return frozen;
    }

    /** Returns a writable copy with at least {@code size} slots. */
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
                && hasObjectsOf(that)
                && that.hasObjectsOf(this);
    }

    private boolean hasObjectsOf(FieldValues that) {
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

    /** Returns how many slots have a value, never the values, which are personal data. */
    @Override
    public String toString() {
        int present = 0;
        for (byte kind : kinds) {
            present += kind != 0 ? 1 : 0;
        }
        return "FieldValues[" + present + " of " + kinds.length + "]";
    }
}
