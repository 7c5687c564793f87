package io.riskstream.publish;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes JSON as UTF-8 bytes, to be used over and over by one thread. It trusts its caller for the order of the calls. A half of what a JsonWriter
 * takes that writes characters, which are then turned into bytes.
 */
final class JsonOutput {
    private static final byte[] HEXADECIMAL = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

    /** Below it, a double without a fraction is written as its digits and {@code .0}. */
    private static final double PLAIN = 1e7;

    /** What the longest number takes. */
    private static final int NUMBER = 24;

    /** What a character takes at most: {@code \u001f}. */
    private static final int LONGEST_CHARACTER = 6;

    private byte[] bytes = new byte[4096];
    private int length;
    private boolean after;

    JsonOutput clear() {
        length = 0;
        after = false;
        return this;
    }

    int length() {
        return length;
    }

    /** What was written, in an array of its own. */
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
        after = false;
        return this;
    }

    private JsonOutput end(char brace) {
        room(1);
        bytes[length++] = (byte) brace;
        after = true;
        return this;
    }

    /** A name and its colon, ready for {@link #name(byte[])}. */
    static byte[] named(String name) {
        return new JsonOutput().name(name).utf8();
    }

    /** A name that is ready, see {@link #named}. */
    JsonOutput name(byte[] named) {
        raw(named, 0, named.length);
        after = false;
        return this;
    }

    JsonOutput name(String name) {
        value(name);
        room(1);
        bytes[length++] = ':';
        after = false;
        return this;
    }

    JsonOutput value(String text) {
        int end = text.length();
        comma(LONGEST_CHARACTER * end + 2);
        bytes[length++] = '"';
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7F && c != '"' && c != '\\') {
                bytes[length++] = (byte) c;
            } else if (c < 0x80) {
                escape(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < end && Character.isLowSurrogate(text.charAt(i + 1))) {
                supplementary(Character.toCodePoint(c, text.charAt(++i)));
            } else {
                other(c);
            }
        }
        bytes[length++] = '"';
        after = true;
        return this;
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

    private void other(char c) {
        if (c < 0x800) {
            bytes[length++] = (byte) (0xC0 | c >> 6);
            bytes[length++] = (byte) (0x80 | c & 0x3F);
        } else if (Character.isSurrogate(c)) {
            bytes[length++] = '?'; // half a character, as String.getBytes has it
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
        comma(NUMBER);
        digits(number);
        after = true;
        return this;
    }

    /** @throws IllegalArgumentException for what JSON cannot say: an infinite number, or none */
    JsonOutput value(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            throw new IllegalArgumentException("JSON has no number for " + number);
        }
        comma(NUMBER + 2);
        long whole = (long) number;
        boolean plain =
                whole == number && Math.abs(number) < PLAIN && (whole != 0 || Double.doubleToRawLongBits(number) == 0);
        if (plain) {
            digits(whole);
            bytes[length++] = '.';
            bytes[length++] = '0';
        } else {
            ascii(Double.toString(number));
        }
        after = true;
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
        long left = Math.abs(number);
        int end = length + 1;
        for (long more = left; more >= 10; more /= 10) {
            end++;
        }
        length = end;
        do {
            bytes[--end] = (byte) ('0' + left % 10);
            left /= 10;
        } while (left > 0);
    }

    private void ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
    }

    JsonOutput value(boolean truth) {
        byte[] word = truth ? TRUE : FALSE;
        return raw(word, 0, word.length);
    }

    JsonOutput nullValue() {
        return raw(NULL, 0, NULL.length);
    }

    /** A value that is JSON already. */
    JsonOutput raw(byte[] json, int from, int count) {
        comma(count);
        System.arraycopy(json, from, bytes, length, count);
        length += count;
        after = true;
        return this;
    }

    /** Makes room for so many bytes, and a comma before them if something stands there. */
    private void comma(int count) {
        room(count + 1);
        if (after) {
            bytes[length++] = ',';
        }
    }

    private void room(int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
        }
    }
}
