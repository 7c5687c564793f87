package io.riskstream.score;

import io.riskstream.expression.Operand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;

/** The rows of a table by the value of one column. A set of rows has one bit a row. */
sealed interface RowIndex {
    /** The description of the class of the strings that occur in no cell. */
    String OTHER_TEXT = "another string";

    /** Returns the rows whose cell matches the value of the last evaluation. */
    long[] rows(Operand operand);

    /**
     * Returns one set of rows for each class of values that the cells of the column do not tell apart, by a description of the class, such as {@code < 25} or {@code "TX"}. Together they contain
     * every value.
     */
    Map<String, long[]> classes();

    /** Returns the set of the rows that a predicate accepts. */
    static long[] rows(int count, IntPredicate contains) {
        long[] rows = new long[(count + 63) >> 6];
        for (int row = 0; row < count; row++) {
            if (contains.test(row)) {
                rows[row >> 6] |= 1L << row;
            }
        }
        return rows;
    }

    /** Creates the index of a column with these cells. */
    static RowIndex of(Operand.Kind kind, List<TableCell> cells) {
        return switch (kind) {
            case NUMBER -> ByNumber.of(cells);
            case TEXT -> ByText.of(cells);
            case BOOLEAN ->
                new ByTruth(
                        RowIndex.rows(cells.size(), row -> matches(cells.get(row), false)),
                        RowIndex.rows(cells.size(), row -> matches(cells.get(row), true)));
        };
    }

    private static boolean matches(TableCell cell, boolean value) {
        return cell instanceof TableCell.Any || cell instanceof TableCell.Truth truth && truth.value() == value;
    }

    /**
     * Numbers by binary search.
     *
     * @param ends the ends of all ranges, in ascending order
     * @param sets the rows for numbers below the first end, equal to it, between it and the second, and so on
     */
    record ByNumber(double[] ends, long[][] sets) implements RowIndex {
        static ByNumber of(List<TableCell> cells) {
            TreeSet<Double> distinct = new TreeSet<>();
            for (TableCell cell : cells) {
                if (cell instanceof TableCell.Numbers numbers) {
                    numbers.ranges().forEach(range -> {
                        distinct.add(range.low());
                        distinct.add(range.high());
                    });
                }
            }
            distinct.remove(Double.NEGATIVE_INFINITY);
            distinct.remove(Double.POSITIVE_INFINITY);
            double[] ends = distinct.stream().mapToDouble(Double::doubleValue).toArray();
            long[][] sets = new long[2 * ends.length + 1][];
            for (int i = 0; i < sets.length; i++) {
                double sample = sample(ends, i);
                sets[i] = RowIndex.rows(cells.size(), row -> matches(cells.get(row), sample));
            }
            return new ByNumber(ends, sets);
        }

        /** Returns a number of a class. There may be none between two ends that are neighbours; then the set is never used. */
        private static double sample(double[] ends, int index) {
            if (index % 2 == 1) {
                return ends[index / 2];
            } else if (ends.length == 0) {
                return 0;
            }
            return index == 0 ? Math.nextDown(ends[0]) : Math.nextUp(ends[index / 2 - 1]);
        }

        private static boolean matches(TableCell cell, double value) {
            return cell instanceof TableCell.Any || cell instanceof TableCell.Numbers numbers && numbers.matches(value);
        }

        @Override
        public long[] rows(Operand operand) {
            return rows(operand.number());
        }

        /** Returns the index of two columns with the same value: the rows that match in both. */
        ByNumber and(ByNumber other) {
            double[] all = DoubleStream.concat(Arrays.stream(ends), Arrays.stream(other.ends))
                    .sorted()
                    .distinct()
                    .toArray();
            long[][] both = new long[2 * all.length + 1][];
            for (int i = 0; i < both.length; i++) {
                long[] here = rows(sample(all, i));
                long[] there = other.rows(sample(all, i));
                both[i] = new long[here.length];
                for (int word = 0; word < here.length; word++) {
                    both[i][word] = here[word] & there[word];
                }
            }
            return new ByNumber(all, both);
        }

        private long[] rows(double number) {
            double value = number + 0.0; // no negative zero
            int low = 0;
            int high = ends.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (ends[middle] < value) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return sets[low < ends.length && ends[low] == value ? 2 * low + 1 : 2 * low];
        }

        @Override
        public Map<String, long[]> classes() {
            Map<String, long[]> classes = new LinkedHashMap<>();
            for (int i = 0; i < sets.length; i++) {
                classes.put(description(i), sets[i]);
            }
            return classes;
        }

        /** Returns a description of a class of numbers. */
        String description(int index) {
            if (ends.length == 0) {
                return "any number";
            } else if (index % 2 == 1) {
                return shown(ends[index / 2]);
            } else if (index == 0) {
                return "< " + shown(ends[0]);
            } else if (index == 2 * ends.length) {
                return "> " + shown(ends[ends.length - 1]);
            }
            return "(" + shown(ends[index / 2 - 1]) + ".." + shown(ends[index / 2]) + ")";
        }

        private static String shown(double number) {
            return number == Math.rint(number) && Math.abs(number) < 1e15
                    ? Long.toString((long) number)
                    : Double.toString(number);
        }
    }

    /**
     * Strings by hash.
     *
     * @param other the rows for strings that occur in no cell
     */
    record ByText(Map<String, long[]> sets, long[] other) implements RowIndex {
        static ByText of(List<TableCell> cells) {
            List<String> values = new ArrayList<>();
            for (TableCell cell : cells) {
                if (cell instanceof TableCell.Texts texts) {
                    values.addAll(texts.values());
                }
            }
            Map<String, long[]> sets = new HashMap<>();
            for (String value : values) {
                sets.computeIfAbsent(value, text -> RowIndex.rows(cells.size(), row -> matches(cells.get(row), text)));
            }
            return new ByText(sets, RowIndex.rows(cells.size(), row -> matchesOthers(cells.get(row))));
        }

        private static boolean matches(TableCell cell, String value) {
            return cell instanceof TableCell.Any || cell instanceof TableCell.Texts texts && texts.matches(value);
        }

        private static boolean matchesOthers(TableCell cell) {
            return cell instanceof TableCell.Any || cell instanceof TableCell.Texts texts && texts.negated();
        }

        @Override
        public long[] rows(Operand operand) {
            return sets.getOrDefault(operand.text(), other);
        }

        @Override
        public Map<String, long[]> classes() {
            Map<String, long[]> classes = new LinkedHashMap<>();
            sets.keySet().stream().sorted().forEach(value -> classes.put("\"" + value + "\"", sets.get(value)));
            classes.put(OTHER_TEXT, other);
            return classes;
        }
    }

    /** Bools. */
    record ByTruth(long[] ofFalse, long[] ofTrue) implements RowIndex {
        @Override
        public long[] rows(Operand operand) {
            return operand.truth() ? ofTrue : ofFalse;
        }

        @Override
        public Map<String, long[]> classes() {
            Map<String, long[]> classes = new LinkedHashMap<>();
            classes.put("true", ofTrue);
            classes.put("false", ofFalse);
            return classes;
        }
    }
}
