package io.riskstream.text;

import java.util.Comparator;

/**
 * A part of one line of a file: where a problem is.
 *
 * @param file the path as the user or the Flux file writes it
 * @param line the line number, from 1
 * @param column the column of the first character, from 1, in characters as an editor shows them
 * @param length the number of characters, at least 1
 */
public record FilePosition(String file, int line, int column, int length) implements Comparable<FilePosition> {
    private static final Comparator<FilePosition> ORDER = Comparator.comparing(FilePosition::file)
            .thenComparingInt(FilePosition::line)
            .thenComparingInt(FilePosition::column);

    /** Returns the start of a file, for problems without a more precise position. */
    public static FilePosition start(String file) {
        return new FilePosition(file, 1, 1, 1);
    }

    @Override
    public int compareTo(FilePosition that) {
        return ORDER.compare(this, that);
    }

    /** Returns {@code file:line:column}. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
