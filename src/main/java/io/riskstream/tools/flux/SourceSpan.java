package io.riskstream.tools.flux;

import java.util.Comparator;

/**
 * A piece of one line of a file.
 *
 * @param file as the user named it, or as the Flux file names it
 * @param line from 1
 * @param column of its first character, from 1, in characters as an editor shows them
 * @param length how many characters it is long, 1 at least
 */
public record SourceSpan(String file, int line, int column, int length) implements Comparable<SourceSpan> {
    private static final Comparator<SourceSpan> ORDER = Comparator.comparing(SourceSpan::file)
            .thenComparingInt(SourceSpan::line)
            .thenComparingInt(SourceSpan::column);

    /** Where nothing more is known than the file. */
    static SourceSpan start(String file) {
        return new SourceSpan(file, 1, 1, 1);
    }

    @Override
    public int compareTo(SourceSpan that) {
        return ORDER.compare(this, that);
    }

    /** {@code file:line:column}. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
