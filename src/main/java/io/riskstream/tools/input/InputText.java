package io.riskstream.tools.input;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The characters of a file, one by one. A file that is compressed with gzip is decompressed, a byte order mark is skipped, and a byte that is no character of
 * the declared set is an error with its line, never U+FFFD.
 */
final class InputText implements AutoCloseable {
    /** Returned at the end of the text. */
    static final int END = -1;

    private static final int BUFFER = 1 << 16;
    private static final int MAGIC = 8;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Path file;
    private final Charset charset;
    private final InputStream bytes;
    private final CharsetDecoder decoder;
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER).flip();
    private final CharBuffer out = CharBuffer.allocate(BUFFER).flip();
    private boolean atEnd;
    private boolean flushed;
    /** The error of bytes behind the characters in {@code out}, which are returned before it is thrown. */
    private IllegalArgumentException failure;

    /** Characters that were put back, and the index of the next of them. */
    private String putBack = "";

    private int nextPutBack;
    private long line = 1;
    private boolean afterReturn;

    /**
     * Opens a file.
     *
     * @throws IllegalArgumentException if it cannot be read, or is evidently no text
     */
    InputText(Path file, Charset charset) {
        this.file = file;
        this.charset = charset;
        this.decoder = charset.newDecoder(); // reports malformed bytes
        try {
            InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
            bytes = FileSignature.GZIP.isOf(start(raw))
                    ? new BufferedInputStream(new GZIPInputStream(raw, BUFFER), BUFFER)
                    : raw;
            FileSignature.check(file, start(bytes), charset);
        } catch (IOException e) {
            throw unreadable(e);
        }
        if (peek() == BYTE_ORDER_MARK) {
            read();
        }
    }

    private static byte[] start(InputStream stream) throws IOException {
        stream.mark(MAGIC);
        byte[] first = stream.readNBytes(MAGIC);
        stream.reset();
        return first;
    }

    /** Returns the next character; {@link #END} after the last one. */
    int read() {
        int c = peek();
        if (c == END) {
            return END;
        }
        if (nextPutBack < putBack.length()) {
            nextPutBack++;
        } else {
            out.get();
        }
        if (c == '\n' && !afterReturn || c == '\r') {
            line++;
        }
        afterReturn = c == '\r';
        return c;
    }

    /** Returns the character that {@link #read} returns next. */
    int peek() {
        if (nextPutBack < putBack.length()) {
            return putBack.charAt(nextPutBack);
        }
        if (!out.hasRemaining() && !fill()) {
            return END;
        }
        return out.get(out.position());
    }

    /**
     * Reads characters up to the end of the line or to another character, which is not read; it is faster than {@link #read}.
     *
     * @param max it may stop at a text that is longer
     */
    void readTo(int stop, StringBuilder text, int max) {
        for (int c = peek(); c != END && !isStop(c, stop) && text.length() <= max; c = peek()) {
            if (nextPutBack < putBack.length()) {
                text.append((char) read());
                continue;
            }
            char[] buffer = out.array();
            int start = out.position();
            int limit = out.limit();
            int end = start + 1;
            while (end < limit && !isStop(buffer[end], stop)) {
                end++;
            }
            text.append(buffer, start, end - start);
            out.position(end);
            afterReturn = false;
        }
    }

    private static boolean isStop(int c, int stop) {
        return c == '\n' || c == '\r' || c == stop;
    }

    /**
     * Puts the last characters back, to be read again.
     *
     * @param firstLine the line of the first of them
     */
    void unread(CharSequence characters, long firstLine) {
        putBack = characters + putBack.substring(nextPutBack);
        nextPutBack = 0;
        line = firstLine;
        afterReturn = false;
    }

    /** Returns the line of the next character, from 1. A line ends with a line feed, a carriage return, or both. */
    long line() {
        return line;
    }

    /** Returns an error at a line, for the caller to throw. */
    IllegalArgumentException error(long atLine, String message) {
        return new IllegalArgumentException(file + ":" + atLine + ": " + message);
    }

    private boolean fill() {
        if (failure != null) {
            throw failure;
        }
        out.clear();
        while (out.position() == 0 && !flushed) {
            decode();
        }
        out.flip();
        if (!out.hasRemaining() && failure != null) {
            throw failure;
        }
        return out.hasRemaining();
    }

    private void decode() {
        if (!atEnd) {
            readBytes();
        }
        CoderResult result = decoder.decode(in, out, atEnd);
        if (result.isError()) {
            failure = malformed();
            flushed = true;
        } else if (atEnd && result.isUnderflow()) {
            decoder.flush(out);
            flushed = true;
        }
    }

    private void readBytes() {
        in.compact();
        try {
            int read = bytes.read(in.array(), in.position(), in.remaining());
            atEnd = read < 0;
            in.position(in.position() + Math.max(read, 0));
        } catch (IOException e) {
            throw unreadable(e);
        } finally {
            in.flip();
        }
    }

    private IllegalArgumentException malformed() {
        long at = line;
        boolean previousReturn = afterReturn;
        for (int i = 0; i < out.position(); i++) { // the characters before the wrong byte, which are not yet read
            char c = out.get(i);
            at += c == '\n' && !previousReturn || c == '\r' ? 1 : 0;
            previousReturn = c == '\r';
        }
        String wrong = String.format("byte 0x%02X", in.get(in.position()));
        String hint = charset.equals(StandardCharsets.UTF_8)
                ? "if the file is in another character set, set charset, such as charset: windows-1252 (--charset windows-1252)"
                : "set charset to the character set of the file";
        return error(at, "not " + charset + " text (" + wrong + "); " + hint);
    }

    private IllegalArgumentException unreadable(IOException e) {
        if (e instanceof EOFException || e instanceof ZipException) {
            return new IllegalArgumentException(file + ": the gzip data is damaged or ends too early: " + e, e);
        }
        return new IllegalArgumentException(file + ": cannot be read: " + e, e);
    }

    @Override
    public void close() {
        try {
            bytes.close();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be closed", e);
        }
    }
}
