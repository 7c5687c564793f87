package io.riskstream.flux;

import java.util.Comparator;

/**
 * A piece of one line of a file.
 *
 * @param file as the user named it, or as the Flux file names it
 * @param line from 1
 * @param column of its first character, from 1, in characters as an editor shows them
 * @param length how many characters it is long, 1 at least
 */
public record Place(String file, int line, int column, int length) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
            Comparator.comparing(Place::file).thenComparingInt(Place::line).thenComparingInt(Place::column);

    /** Where nothing more is known than the file. */
    static Place start(String file) {
        return new Place(file, 1, 1, 1);
    }

    @Override
    public int compareTo(Place that) {
        return ORDER.compare(this, that);
    }

    /** {@code file:line:column}. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
