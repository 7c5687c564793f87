package io.riskstream.enrich.cache;

/**
 * A reusable id of a record: a string, or characters written into this object, which become a string only on a cache miss. Not thread-safe: each
 * thread has its own.
 *
 * <p>An id of up to {@value #MAX_PACKED_LENGTH} Latin-1 characters, as most ids are, is packed into two longs. Its cache entry holds the same two
 * longs. A comparison then reads no string, whose object and bytes would cost two more waits for memory. For any other id, the two longs are its hash
 * and its length; if both are equal, the characters are compared.
 */
public final class PackedKey {
    /** Two longs hold this many bytes, and one byte for their number. */
    static final int MAX_PACKED_LENGTH = 15;

    private static final int HEAD_BYTES = 8;
    private static final int LENGTH_SHIFT = 56;
    /** Set in the tail of an id that is not packed; the tail of a packed id is never negative. */
    private static final long NOT_PACKED = 1L << 63;

    private static final int LATIN_1 = 0xff;

    // odd numbers in which half of the bits are set
    private static final long HEAD_MIX = 0xC2B2AE3D27D4EB4FL;
    private static final long TAIL_MIX = 0x9E3779B97F4A7C15L;

    private StringBuilder buffer;
    private CharSequence id = "";
    private long head;
    private long tail;
    private int hash;

    /** Sets the id to a string; returns this. */
    public PackedKey set(String newId) {
        return pack(newId);
    }

    /** Returns an empty buffer for the characters of the next id; {@link #setWritten} takes them over. */
    public StringBuilder clearBuffer() {
        if (buffer == null) {
            buffer = new StringBuilder(64);
        }
        buffer.setLength(0);
        return buffer;
    }

    /** Sets the id to the characters in the buffer; returns this. */
    public PackedKey setWritten() {
        return pack(buffer);
    }

    private PackedKey pack(CharSequence newId) {
        id = newId;
        if (!tryPack(newId)) {
            int h = 0;
            for (int i = 0; i < newId.length(); i++) {
                h = 31 * h + newId.charAt(i);
            }
            head = h;
            tail = NOT_PACKED | newId.length();
        }
        hash = hash(head, tail);
        return this;
    }

    private boolean tryPack(CharSequence newId) {
        int length = newId.length();
        if (length > MAX_PACKED_LENGTH) {
            return false;
        }
        long first = 0;
        long rest = 0;
        int all = 0;
        for (int i = length - 1; i >= 0; i--) {
            char c = newId.charAt(i);
            all |= c;
            if (i < HEAD_BYTES) {
                first = first << 8 | c;
            } else {
                rest = rest << 8 | c;
            }
        }
        head = first;
        tail = (long) length << LENGTH_SHIFT | rest;
        return all <= LATIN_1;
    }

    /** Mixes both halves of the product, so that every bit affects the low bits, which select the bucket. */
    private static int hash(long head, long tail) {
        long x = head ^ HEAD_MIX;
        long y = tail ^ TAIL_MIX;
        long mixed = x * y ^ Math.multiplyHigh(x, y);
        return (int) (mixed ^ mixed >>> 32);
    }

    /** True if {@link #head} and {@link #tail} contain the whole id. */
    boolean isPacked() {
        return tail >= 0;
    }

    /** Returns the first of the two longs. */
    long head() {
        return head;
    }

    /** Returns the second of the two longs. */
    long tail() {
        return tail;
    }

    /** Returns a hash that is the same for all keys and entries of an id. */
    public int hash() {
        return hash;
    }

    boolean contentEquals(String other) {
        return other.contentEquals(id);
    }

    /** Returns the id that is packed into these two longs. */
    static String unpack(long head, long tail) {
        char[] id = new char[(int) (tail >>> LENGTH_SHIFT)];
        for (int i = 0; i < id.length; i++) {
            long shifted = i < HEAD_BYTES ? head >>> 8 * i : tail >>> 8 * (i - HEAD_BYTES);
            id[i] = (char) (shifted & LATIN_1);
        }
        return new String(id);
    }

    /** Returns the id as a string. */
    @Override
    public String toString() {
        return id.toString();
    }
}
