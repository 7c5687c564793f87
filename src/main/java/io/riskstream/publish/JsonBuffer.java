package io.riskstream.publish;

import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Characters for a JsonWriter, to be used over and over by one thread; a StringWriter locks, and costs three times as much. */
final class JsonBuffer extends Writer {
    private char[] chars = new char[4096];
    private int length;

    void clear() {
        length = 0;
    }

    int length() {
        return length;
    }

    byte[] utf8() {
        return new String(chars, 0, length).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void write(int c) {
        room(1);
        chars[length++] = (char) c;
    }

    @Override
    public void write(char[] from, int offset, int count) {
        room(count);
        System.arraycopy(from, offset, chars, length, count);
        length += count;
    }

    @Override
    public void write(String from, int offset, int count) {
        room(count);
        from.getChars(offset, offset + count, chars, length);
        length += count;
    }

    private void room(int count) {
        if (length + count > chars.length) {
            chars = Arrays.copyOf(chars, Math.max(length + count, 2 * chars.length));
        }
    }

    @Override
    public void flush() {
        // nothing is behind it
    }

    @Override
    public void close() {
        // nothing is open
    }
}
