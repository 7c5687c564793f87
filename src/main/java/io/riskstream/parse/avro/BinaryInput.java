package io.riskstream.parse.avro;

import io.riskstream.event.RejectionCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads Avro's binary encoding from an array. It bounds the depth of a value, and the number of values: a list of nulls has any length in a few bytes. Not
 * thread-safe; reusable.
 */
public final class BinaryInput {
    private static final char REPLACEMENT = '\uFFFD';
    /** The number of values that an event may contain in addition to one for each of its bytes. */
    private static final int MIN_VALUES = 65_536;

    private static final int ITEM_LISTS = 10;

    /** Space for the texts of dates, which are made of ASCII characters. */
    final byte[] scratch = new byte[40];

    private byte[] bytes = {};
    private int position;
    private int end;
    private int maxDepth;
    private int depth;
    private int maxItems;
    private long items;
    private long values;

    /**
     * Starts at a position in an event.
     *
     * @param until the position after the last byte
     * @param depthLimit the maximum nesting depth of objects and lists, including the event itself
     * @param itemLimit the maximum number of items in a declared list of objects; all of them may have ten times as many
     */
    public void start(byte[] event, int from, int until, int depthLimit, int itemLimit) {
        bytes = event;
        position = from;
        end = until;
        maxDepth = depthLimit;
        depth = 0;
        maxItems = itemLimit;
        items = 0;
        values = MIN_VALUES + (long) until - from;
    }

    int position() {
        return position;
    }

    int remaining() {
        return end - position;
    }

    /** Begins an object or a list. */
    void enter() throws InvalidAvroException {
        if (++depth > maxDepth) {
            throw new InvalidAvroException(
                    RejectionCode.PARSE_DEPTH,
                    "records, maps and arrays are nested deeper than " + maxDepth + " (option maxDepth)");
        }
    }

    /** Ends an object or a list. */
    void leave() {
        depth--;
    }

    /** Counts values: elements of lists, entries of maps, fields of records. */
    void count(int number) throws InvalidAvroException {
        values -= number;
        if (values < 0) {
            throw invalid("the event has far more values than bytes");
        }
    }

    /** Counts an item of a declared list of objects. An item has a slot for each of its fields, also if it takes no byte. */
    void countItem(int inList) throws InvalidAvroException {
        if (inList >= maxItems || ++items > (long) ITEM_LISTS * maxItems) {
            throw new InvalidAvroException(
                    RejectionCode.PARSE_LIMIT,
                    "a list has more than " + maxItems + " items, or the lists of the event have more than "
                            + (long) ITEM_LISTS * maxItems + " in total (option maxItems)");
        }
    }

    long readLong() throws InvalidAvroException {
        long first = position < end ? bytes[position] : endOfInput();
        if (first >= 0) {
            position++;
            return (first >>> 1) ^ -(first & 1);
        }
        long encoded = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            long next = position < end ? bytes[position++] : endOfInput();
            encoded |= (next & 0x7F) << shift;
            if (next >= 0) {
                if (shift == 63 && next > 1) {
                    break;
                }
                return (encoded >>> 1) ^ -(encoded & 1);
            }
        }
        throw invalid("a number has more than 64 bits");
    }

    int readInt() throws InvalidAvroException {
        long value = readLong();
        if (value != (int) value) {
            throw invalid("a number has more than 32 bits");
        }
        return (int) value;
    }

    boolean readBoolean() throws InvalidAvroException {
        require(1);
        byte value = bytes[position++];
        if ((value & ~1) != 0) {
            throw invalid("a boolean is neither 0 nor 1");
        }
        return value == 1;
    }

    float readFloat() throws InvalidAvroException {
        return Float.intBitsToFloat(readFixedInt());
    }

    double readDouble() throws InvalidAvroException {
        long low = readFixedInt() & 0xFFFF_FFFFL;
        return Double.longBitsToDouble(low | (long) readFixedInt() << 32);
    }

    /** Reads 4 bytes, the least significant first. */
    int readFixedInt() throws InvalidAvroException {
        require(4);
        int p = position;
        position = p + 4;
        return bytes[p] & 0xFF | (bytes[p + 1] & 0xFF) << 8 | (bytes[p + 2] & 0xFF) << 16 | bytes[p + 3] << 24;
    }

    String readString() throws InvalidAvroException {
        int length = readLength();
        // The constructor replaces invalid UTF-8 with U+FFFD. Only a string that contains one needs a check, so ASCII
        // costs nothing.
        String text = new String(bytes, position, length, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0) {
            checkUtf8(length);
        }
        position += length;
        return text;
    }

    private void checkUtf8(int length) throws InvalidAvroException {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, position, length));
        } catch (CharacterCodingException e) {
            throw new InvalidAvroException(RejectionCode.PARSE_UTF8, "a string is not valid UTF-8");
        }
    }

    byte[] readBytes(int length) throws InvalidAvroException {
        require(length);
        byte[] copy = new byte[length];
        System.arraycopy(bytes, position, copy, 0, length);
        position += length;
        return copy;
    }

    /** Reads the length of a string or of bytes, which are then available. */
    int readLength() throws InvalidAvroException {
        long length = readLong();
        if (length < 0) {
            throw invalid("a length is negative");
        }
        if (length > end - position) {
            throw invalid("a length is greater than the rest of the event");
        }
        return (int) length;
    }

    /** Reads the number of elements in the next block of a list or map; 0 after the last block. */
    long readBlock() throws InvalidAvroException {
        long count = readLong();
        if (count >= 0) {
            return count;
        }
        readLength(); // the size of the block, which only a reader that skips the block needs
        if (count == Long.MIN_VALUE) {
            throw invalid("the number of elements in a block is out of range");
        }
        return -count;
    }

    /** Reads the index of one of {@code size} branches or symbols. */
    int readIndex(int size) throws InvalidAvroException {
        long index = readLong();
        if (index < 0 || index >= size) {
            throw invalid("the index of a union's branch or an enum's symbol is not in its schema");
        }
        return (int) index;
    }

    /**
     * Returns a whole number of 1 to 8 bytes, the most significant first, and moves after it.
     *
     * @param length at most 8
     */
    long readBigEndian(int length) throws InvalidAvroException {
        require(length);
        long number = length == 0 ? 0 : bytes[position];
        for (int i = 1; i < length; i++) {
            number = number << 8 | bytes[position + i] & 0xFF;
        }
        position += length;
        return number;
    }

    private void require(int count) throws InvalidAvroException {
        if (end - position < count) {
            endOfInput();
        }
    }

    private static byte endOfInput() throws InvalidAvroException {
        throw invalid("the event ends within a value");
    }

    static InvalidAvroException invalid(String message) {
        return new InvalidAvroException(
                RejectionCode.PARSE_AVRO, message + "; the bytes do not fit the schema of their writer");
    }
}
