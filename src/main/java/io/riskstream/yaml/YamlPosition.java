package io.riskstream.yaml;

import org.yaml.snakeyaml.error.Mark;

/** A place in a file; both numbers count from 1, the column in characters as an editor shows them. */
record YamlPosition(int line, int column) implements Comparable<YamlPosition> {
    static final YamlPosition START = new YamlPosition(1, 1);

    static YamlPosition of(Mark mark) {
        return new YamlPosition(mark.getLine() + 1, mark.getColumn() + 1);
    }

    @Override
    public int compareTo(YamlPosition that) {
        return line != that.line ? Integer.compare(line, that.line) : Integer.compare(column, that.column);
    }

    @Override
    public String toString() {
        return line + ":" + column;
    }
}
