package io.riskstream.yaml;

import org.yaml.snakeyaml.error.Mark;

/** A place in a file; both numbers count from 1, the column in characters as an editor shows them. */
record Place(int line, int column) implements Comparable<Place> {
    static final Place START = new Place(1, 1);

    static Place of(Mark mark) {
        return new Place(mark.getLine() + 1, mark.getColumn() + 1);
    }

    @Override
    public int compareTo(Place that) {
        return line != that.line ? Integer.compare(line, that.line) : Integer.compare(column, that.column);
    }

    @Override
    public String toString() {
        return line + ":" + column;
    }
}
