package io.riskstream.publish;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes JSON as UTF-8 bytes. Reusable; not thread-safe. It does not check the order of the calls. It takes half the time of Gson's JsonWriter, which
 * writes characters that must then be encoded.
 */
final class JsonOutput {
    private static final byte[] HEXADECIMAL = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

    /** A whole double below this limit is written as its digits and {@code .0}. */
    private static final double MAX_PLAIN = 1e7;

    /** A double below this limit is written with an exponent. */
    private static final double MIN_PLAIN = 1e-3;

    /** The units in one of a double that is written with six decimals. */
    private static final long UNITS = 1_000_000;

    /** The maximum length of a number. */
    private static final int MAX_NUMBER_LENGTH = 24;

    /** The maximum number of bytes for one character, such as {@code \u001f}. */
    private static final int MAX_BYTES_PER_CHAR = 6;

    private byte[] bytes = new byte[4096];
    private int length;
    /** True if the next value needs a comma before it. */
    private boolean needsComma;

    JsonOutput clear() {
        length = 0;
        needsComma = false;
        return this;
    }

    int length() {
        return length;
    }

    /** Returns a copy of the bytes written. */
    byte[] utf8() {
        return Arrays.copyOf(bytes, length);
    }

    JsonOutput beginObject() {
        return begin('{');
    }

    JsonOutput endObject() {
        return end('}');
    }

    JsonOutput beginArray() {
        return begin('[');
    }

    JsonOutput endArray() {
        return end(']');
    }

    private JsonOutput begin(char brace) {
        comma(1);
        bytes[length++] = (byte) brace;
        needsComma = false;
        return this;
    }

    private JsonOutput end(char brace) {
        ensureRoom(1);
        bytes[length++] = (byte) brace;
        needsComma = true;
        return this;
    }

    /** Returns an encoded name with its colon, for {@link #name(byte[])}. */
    static byte[] encodedName(String name) {
        return new JsonOutput().name(name).utf8();
    }

    /** Writes a name that is encoded by {@link #encodedName}. */
    JsonOutput name(byte[] encoded) {
        raw(encoded, 0, encoded.length);
        needsComma = false;
        return this;
    }

    JsonOutput name(String name) {
        value(name);
        ensureRoom(1);
        bytes[length++] = ':';
        needsComma = false;
        return this;
    }

    JsonOutput value(String text) {
        int end = text.length();
        comma(MAX_BYTES_PER_CHAR * end + 2);
        byte[] target = bytes; // and a local position: the loop below then writes no field
        int at = length;
        target[at++] = '"';
        int i = 0;
        while (i < end && isPlain(text.charAt(i))) {
            target[at++] = (byte) text.charAt(i++);
        }
        length = at;
        if (i < end) {
            escaped(text, i);
        }
        bytes[length++] = '"';
        needsComma = true;
        return this;
    }

    /** True for a character that is its own byte in a JSON string. */
    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x7F && c != '"' && c != '\\';
    }

    /** Writes the rest of a text, which begins with a character that is not plain. */
    private void escaped(String text, int from) {
        int end = text.length();
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            if (isPlain(c)) {
                bytes[length++] = (byte) c;
            } else if (c < 0x80) {
                escape(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < end && Character.isLowSurrogate(text.charAt(i + 1))) {
                supplementary(Character.toCodePoint(c, text.charAt(++i)));
            } else {
                multiByte(c);
            }
        }
    }

    private void escape(char c) {
        char letter =
                switch (c) {
                    case '"', '\\' -> c;
                    case '\b' -> 'b';
                    case '\f' -> 'f';
                    case '\n' -> 'n';
                    case '\r' -> 'r';
                    case '\t' -> 't';
                    default -> 'u';
                };
        if (c == 0x7F) {
            bytes[length++] = (byte) c;
            return;
        }
        bytes[length++] = '\\';
        bytes[length++] = (byte) letter;
        if (letter == 'u') {
            hexadecimal(c);
        }
    }

    private void hexadecimal(char c) {
        for (int shift = 12; shift >= 0; shift -= 4) {
            bytes[length++] = HEXADECIMAL[c >> shift & 0xF];
        }
    }

    private void multiByte(char c) {
        if (c < 0x800) {
            bytes[length++] = (byte) (0xC0 | c >> 6);
            bytes[length++] = (byte) (0x80 | c & 0x3F);
        } else if (Character.isSurrogate(c)) {
            bytes[length++] = '\\'; // an unpaired surrogate, which UTF-8 cannot represent and JSON can
            bytes[length++] = 'u';
            hexadecimal(c);
        } else {
            bytes[length++] = (byte) (0xE0 | c >> 12);
            bytes[length++] = (byte) (0x80 | c >> 6 & 0x3F);
            bytes[length++] = (byte) (0x80 | c & 0x3F);
        }
    }

    private void supplementary(int code) {
        bytes[length++] = (byte) (0xF0 | code >> 18);
        bytes[length++] = (byte) (0x80 | code >> 12 & 0x3F);
        bytes[length++] = (byte) (0x80 | code >> 6 & 0x3F);
        bytes[length++] = (byte) (0x80 | code & 0x3F);
    }

    JsonOutput value(long number) {
        comma(MAX_NUMBER_LENGTH);
        digits(number);
        needsComma = true;
        return this;
    }

    /**
     * Writes a double.
     *
     * @throws IllegalArgumentException for NaN and infinite numbers, which JSON does not have
     */
    JsonOutput value(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            throw new IllegalArgumentException("JSON cannot represent the number " + number);
        }
        comma(MAX_NUMBER_LENGTH + 2);
        long whole = (long) number;
        boolean plain = whole == number
                && Math.abs(number) < MAX_PLAIN
                && (whole != 0 || Double.doubleToRawLongBits(number) == 0);
        if (plain) {
            digits(whole);
            bytes[length++] = '.';
            bytes[length++] = '0';
        } else if (!decimals(number)) {
            ascii(Double.toString(number));
        }
        needsComma = true;
        return this;
    }

    /**
     * Writes a double with at most six decimals, such as an amount of money or a coordinate. Takes a fifth of {@link Double#toString(double)}.
     *
     * <p>The quotient of two exact doubles is the double nearest to it, so the decimals are those of the number if the quotient is the number. They have at
     * most 13 digits, and so are the shortest that identify it.
     *
     * @return false if it has more decimals, or would be written with an exponent; nothing is written then
     */
    private boolean decimals(double number) {
        double magnitude = Math.abs(number);
        if (magnitude < MIN_PLAIN || magnitude >= MAX_PLAIN) {
            return false;
        }
        long units = (long) (magnitude * UNITS + 0.5);
        if (units / (double) UNITS != magnitude) {
            return false;
        }
        if (number < 0) {
            bytes[length++] = '-';
        }
        digits(units / UNITS);
        bytes[length++] = '.';
        long rest = units % UNITS;
        for (long unit = UNITS / 10; rest > 0; unit /= 10) {
            bytes[length++] = (byte) ('0' + rest / unit);
            rest %= unit;
        }
        return true;
    }

    /** Writes a number that is already in JSON syntax. */
    JsonOutput number(String text) {
        comma(text.length());
        ascii(text);
        needsComma = true;
        return this;
    }

    private void digits(long number) {
        if (number == Long.MIN_VALUE) {
            ascii(Long.toString(number));
            return;
        }
        if (number < 0) {
            bytes[length++] = '-';
        }
        long remaining = Math.abs(number);
        int end = length + 1;
        for (long rest = remaining; rest >= 10; rest /= 10) {
            end++;
        }
        length = end;
        do {
            bytes[--end] = (byte) ('0' + remaining % 10);
            remaining /= 10;
        } while (remaining > 0);
    }

    private void ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
    }

    JsonOutput value(boolean bool) {
        byte[] literal = bool ? TRUE : FALSE;
        return raw(literal, 0, literal.length);
    }

    JsonOutput nullValue() {
        return raw(NULL, 0, NULL.length);
    }

    /** Writes a value that is already encoded as JSON. */
    JsonOutput raw(byte[] json, int from, int count) {
        comma(count);
        System.arraycopy(json, from, bytes, length, count);
        length += count;
        needsComma = true;
        return this;
    }

    /** Ensures room for this many bytes, and writes a comma before them if one is needed. */
    private void comma(int count) {
        ensureRoom(count + 1);
        if (needsComma) {
            bytes[length++] = ',';
        }
    }

    private void ensureRoom(int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
        }
    }
}
