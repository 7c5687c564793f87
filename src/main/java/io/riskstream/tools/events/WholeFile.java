package io.riskstream.tools.events;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is one event: for pipelines that parse neither JSON nor CSV. */
final class WholeFile implements EventFile.Cursor {
    private final Path file;
    private boolean read;

    WholeFile(Path file) {
        this.file = file;
    }

    @Override
    public boolean next() {
        boolean first = !read;
        read = true;
        return first;
    }

    @Override
    public byte[] value() {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read", e);
        }
    }

    @Override
    public long line() {
        return 1;
    }

    @Override
    public long blankLines() {
        return 0;
    }

    @Override
    public String form() {
        return "whole file";
    }

    @Override
    public void close() {}
}
