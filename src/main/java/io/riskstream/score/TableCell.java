package io.riskstream.score;

import java.io.Serializable;
import java.util.List;
import java.util.Set;

/** The condition of one cell of a table. */
sealed interface TableCell extends Serializable {
    /** Matches every value. If the value cannot be evaluated, the table has no result, unless all cells of the column are of this kind. */
    record Any() implements TableCell {}

    /** @param negated true if the cell matches all other strings */
    record Texts(Set<String> values, boolean negated) implements TableCell {
        boolean matches(String value) {
            return values.contains(value) != negated;
        }
    }

    /** @param negated true if the cell matches all numbers that are in none of the ranges */
    record Numbers(List<Range> ranges, boolean negated) implements TableCell {
        boolean matches(double value) {
            return ranges.stream().anyMatch(range -> range.contains(value)) != negated;
        }
    }

    record Truth(boolean value) implements TableCell {}

    /** A range of numbers. Its ends may be infinite; one number is the range from itself to itself. */
    record Range(double low, boolean lowIncluded, double high, boolean highIncluded) implements Serializable {
        boolean contains(double value) {
            return (value > low || lowIncluded && value == low) && (value < high || highIncluded && value == high);
        }

        boolean isEmpty() {
            return low > high || low == high && !(lowIncluded && highIncluded);
        }
    }
}
