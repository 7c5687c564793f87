package io.riskstream.enrich.cache;

/**
 * An id to look for: a string, or a text written where the last one stood, of which no string is made until it is missed. One thread's.
 *
 * <p>An id of up to {@value #SHORT} Latin-1 characters, as most are, is packed into two numbers, and its record holds the same two: to compare them
 * touches no string, whose object and whose bytes would be two more waits for memory. The two numbers of any other id are its hash and its length,
 * and tell ids apart as far as those do; where they are equal, the texts are compared.
 */
public final class PackedKey {
    /** So many bytes, and one for their number, are two longs. */
    static final int SHORT = 15;

    private static final int IN_HEAD = 8;
    private static final int LENGTH_AT = 56;
    /** In the tail of an id that is not packed; a packed one's is never negative. */
    private static final long NOT_PACKED = 1L << 63;

    private static final int LATIN_1 = 0xff;

    // any odd numbers whose bits are half ones
    private static final long WITH_HEAD = 0xC2B2AE3D27D4EB4FL;
    private static final long WITH_TAIL = 0x9E3779B97F4A7C15L;

    private StringBuilder written;
    private CharSequence text = "";
    private long head;
    private long tail;
    private int hash;

    /** Takes a string; returns this. */
    public PackedKey of(String id) {
        return take(id);
    }

    /** A text to write, emptied; {@link #ready} takes it. */
    public StringBuilder clear() {
        if (written == null) {
            written = new StringBuilder(64);
        }
        written.setLength(0);
        return written;
    }

    /** Takes what was written; returns this. */
    public PackedKey ready() {
        return take(written);
    }

    private PackedKey take(CharSequence id) {
        text = id;
        if (!pack(id)) {
            int h = 0;
            for (int i = 0; i < id.length(); i++) {
                h = 31 * h + id.charAt(i);
            }
            head = h;
            tail = NOT_PACKED | id.length();
        }
        hash = hash(head, tail);
        return this;
    }

    private boolean pack(CharSequence id) {
        int length = id.length();
        if (length > SHORT) {
            return false;
        }
        long first = 0;
        long rest = 0;
        int all = 0;
        for (int i = length - 1; i >= 0; i--) {
            char c = id.charAt(i);
            all |= c;
            if (i < IN_HEAD) {
                first = first << 8 | c;
            } else {
                rest = rest << 8 | c;
            }
        }
        head = first;
        tail = (long) length << LENGTH_AT | rest;
        return all <= LATIN_1;
    }

    /** Both halves of the product of both: every bit has a say in the low ones, which choose the place. */
    private static int hash(long head, long tail) {
        long x = head ^ WITH_HEAD;
        long y = tail ^ WITH_TAIL;
        long mixed = x * y ^ Math.multiplyHigh(x, y);
        return (int) (mixed ^ mixed >>> 32);
    }

    /** Whether {@link #head} and {@link #tail} are the whole id. */
    boolean isPacked() {
        return tail >= 0;
    }

    /** The first of the two numbers. */
    long head() {
        return head;
    }

    /** The second. */
    long tail() {
        return tail;
    }

    /** The same for all probes and records of an id. */
    public int hash() {
        return hash;
    }

    boolean hasText(String id) {
        return id.contentEquals(text);
    }

    /** The id that is packed so. */
    static String unpack(long head, long tail) {
        char[] id = new char[(int) (tail >>> LENGTH_AT)];
        for (int i = 0; i < id.length; i++) {
            long from = i < IN_HEAD ? head >>> 8 * i : tail >>> 8 * (i - IN_HEAD);
            id[i] = (char) (from & LATIN_1);
        }
        return new String(id);
    }

    /** The id as a string. */
    @Override
    public String toString() {
        return text.toString();
    }
}
