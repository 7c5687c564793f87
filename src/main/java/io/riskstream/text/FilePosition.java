package io.riskstream.text;

import java.util.Comparator;

/**
 * A part of one line of a file.
 *
 * @param file as the user named it, or as the Flux file names it
 * @param line from 1
 * @param column of its first character, from 1, in characters as an editor shows them
 * @param length in characters, at least 1
 */
public record FilePosition(String file, int line, int column, int length) implements Comparable<FilePosition> {
    private static final Comparator<FilePosition> ORDER = Comparator.comparing(FilePosition::file)
            .thenComparingInt(FilePosition::line)
            .thenComparingInt(FilePosition::column);

    /** The start of a file, for problems of which no better position is known. */
    public static FilePosition start(String file) {
        return new FilePosition(file, 1, 1, 1);
    }

    @Override
    public int compareTo(FilePosition that) {
        return ORDER.compare(this, that);
    }

    /** {@code file:line:column}. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
