package io.riskstream.parse.avro;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes Avro's binary encoding. */
final class BinaryOutput {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int depth;

    BinaryOutput() {
        this(0);
    }

    /** @param depth the number of records around what is written */
    BinaryOutput(int depth) {
        this.depth = depth;
    }

    /** Begins a record. */
    void enter() {
        depth++;
    }

    /** Ends a record. */
    void leave() {
        depth--;
    }

    /** Returns the number of records around the next value. */
    int depth() {
        return depth;
    }

    void writeLong(long value) {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7FL) != 0) {
            bytes.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }

    void writeBoolean(boolean value) {
        bytes.write(value ? 1 : 0);
    }

    void writeFloat(float value) {
        writeLittleEndian(Float.floatToIntBits(value), 4);
    }

    void writeDouble(double value) {
        writeLittleEndian(Double.doubleToLongBits(value), 8);
    }

    private void writeLittleEndian(long value, int length) {
        for (int i = 0; i < length; i++) {
            bytes.write((int) (value >>> (8 * i)));
        }
    }

    void writeString(String value) {
        writeBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    void writeBytes(byte[] value) {
        writeLong(value.length);
        writeFixed(value);
    }

    /** Writes bytes without their length. */
    void writeFixed(byte[] value) {
        bytes.write(value, 0, value.length);
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }

    /** Returns a number in two's complement with more bytes; the number itself if it has that many already. */
    static byte[] extended(byte[] number, int length) {
        if (number.length >= length) {
            return number;
        }
        byte[] longer = new byte[length];
        Arrays.fill(longer, (byte) (number[0] < 0 ? -1 : 0));
        System.arraycopy(number, 0, longer, length - number.length, number.length);
        return longer;
    }
}
