package io.riskstream.history;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a history keeps of one version of an event. It takes 33 bytes, and 10 more for each counted value.
 *
 * @param event the {@linkplain EventHash hash} of the event's id
 * @param arrival the position of this version among all: greater than that of each version that arrived earlier
 * @param time when the event happened, in milliseconds since 1970
 * @param amount the amount; NaN if the event has none
 * @param values the counted values that the event has, each a tag, which identifies the field, and a hash of the value
 */
record HistoryEntry(long event, long arrival, long time, double amount, List<Value> values) {
    /** Later times last. Events of the same time have a fixed order, so that sums are the same to the last bit wherever they are computed. */
    static final Comparator<HistoryEntry> BY_TIME =
            Comparator.comparingLong(HistoryEntry::time).thenComparingLong(HistoryEntry::event);

    /** The hash of the value of one field. */
    record Value(short tag, long hash) {}

    private static final byte ENTRY = 1;
    private static final byte TRIMMED = 2;
    private static final int HEAD = 33;
    private static final int VALUE = 10;
    private static final int OFFSET_BITS = 20;
    private static final long MAX_TIMESTAMP = Long.MAX_VALUE >> OFFSET_BITS;

    /** The entries of events that are loaded from a file arrived before all others. */
    static final long LOADED = 0;

    /**
     * Returns the position of a record among all records: by its timestamp, and by its offset where timestamps are equal. A replay of the same record has the
     * same position.
     */
    static long arrival(long timestamp, long offset) {
        long millis = Math.max(0, Math.min(timestamp, MAX_TIMESTAMP));
        return millis << OFFSET_BITS | offset & (1L << OFFSET_BITS) - 1;
    }

    /** Returns the tag of a field whose values are counted. */
    static short tag(EventHash hash, String path) {
        return (short) hash.of(path);
    }

    /** True if both are versions of an event with the same time, amount and values. */
    boolean hasContentOf(HistoryEntry other) {
        return time == other.time && Double.compare(amount, other.amount) == 0 && values.equals(other.values);
    }

    /** Returns the id of this entry in its history: eight bytes that depend on the event's id and the arrival. */
    byte[] id() {
        return ByteBuffer.allocate(Long.BYTES).putLong(idBits()).array();
    }

    /** Returns the bytes of {@link #id} as a number. */
    long idBits() {
        // both are mixed, since arrivals of one event may differ in few bits
        return event ^ Long.rotateLeft(arrival * 0x9E3779B97F4A7C15L, 32);
    }

    byte[] encoded() {
        ByteBuffer bytes = ByteBuffer.allocate(HEAD + VALUE * values.size())
                .put(ENTRY)
                .putLong(event)
                .putLong(arrival)
                .putLong(time)
                .putDouble(amount);
        for (Value value : values) {
            bytes.putShort(value.tag()).putLong(value.hash());
        }
        return bytes.array();
    }

    /** Returns an entry that states that events up to a time, inclusive, may have been removed from the history. */
    static byte[] trimmed(long until) {
        return ByteBuffer.allocate(1 + Long.BYTES).put(TRIMMED).putLong(until).array();
    }

    /** Returns the id of {@link #trimmed}. */
    static byte[] trimmedId(long until) {
        return trimmed(until);
    }

    static boolean isTrimmed(byte[] encoded) {
        return encoded.length == 1 + Long.BYTES && encoded[0] == TRIMMED;
    }

    /** Returns the time in an entry that {@link #trimmed} made. */
    static long trimmedUntil(byte[] encoded) {
        return ByteBuffer.wrap(encoded).getLong(1);
    }

    /**
     * Reads an encoded entry.
     *
     * @throws IllegalArgumentException if it is none
     */
    static HistoryEntry decode(byte[] encoded) {
        int count = (encoded.length - HEAD) / VALUE;
        if (encoded.length < HEAD || encoded[0] != ENTRY || HEAD + count * VALUE != encoded.length) {
            throw new IllegalArgumentException("no entry of a history");
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(encoded, 1, encoded.length - 1);
            long event = bytes.getLong();
            long arrival = bytes.getLong();
            long time = bytes.getLong();
            double amount = bytes.getDouble();
            List<Value> values = count == 0 ? List.of() : new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                values.add(new Value(bytes.getShort(), bytes.getLong()));
            }
            return new HistoryEntry(event, arrival, time, amount, values);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("no entry of a history", e);
        }
    }

    /** Returns no values, which are personal data. */
    @Override
    public String toString() {
        return "HistoryEntry[" + Long.toHexString(event) + "]";
    }
}
