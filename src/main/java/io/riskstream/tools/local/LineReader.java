package io.riskstream.tools.local;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Reads the lines of a file as bytes, one at a time: a line need not be valid UTF-8, and the file need not fit into memory. */
final class LineReader implements Iterator<byte[]> {
    private final Path file;
    private final InputStream bytes;
    private int next;

    LineReader(Path file) {
        this.file = file;
        try {
            bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be read: " + e, e);
        }
        next = read();
    }

    @Override
    public boolean hasNext() {
        return next >= 0;
    }

    @Override
    public byte[] next() {
        if (next < 0) {
            throw new NoSuchElementException();
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
        while (next >= 0 && next != '\n') {
            int current = next;
            next = read();
            if (current != '\r' || next != '\n') {
                line.write(current);
            }
        }
        next = next == '\n' ? read() : next;
        return line.toByteArray();
    }

    private int read() {
        try {
            int read = bytes.read();
            if (read < 0) {
                bytes.close();
            }
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read", e);
        }
    }
}
