package io.riskstream.score;

import io.riskstream.event.FieldDomain;
import io.riskstream.expression.Definitions;
import io.riskstream.expression.Operand;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds rows of a table that no event reaches, rows that overlap, and values that no row matches. It examines each combination of the classes of values that the cells tell apart; for a table with more than
 * {@value #MAX_COMBINATIONS} combinations it finds nothing.
 */
final class TableWarnings {
    private static final int MAX_COMBINATIONS = 200_000;
    private static final int MAX_WARNINGS = 10;

    private final PointsTable table;
    /** For each expression, the rows by a description of the class of values. */
    private final Map<String, Map<String, long[]>> columns = new LinkedHashMap<>();
    /** False if two columns depend on one field, so that not every combination of their values exists. */
    private boolean independent = true;

    private final boolean[] reached;
    private final Map<String, String> overlaps = new LinkedHashMap<>();
    private Optional<String> gap = Optional.empty();

    private TableWarnings(PointsTable table, Scorecard card, Map<String, FieldDomain> domains) {
        this.table = table;
        this.reached = new boolean[table.rows().size()];
        Definitions definitions = card.definitions(InstantSource.system());
        card.compiledTables(definitions);
        Set<String> fields = new HashSet<>();
        Map<String, RowIndex.ByNumber> numbers = new LinkedHashMap<>();
        for (int column = 0; column < table.inputs().size(); column++) {
            String input = table.inputs().get(column);
            int index = column;
            List<TableCell> cells =
                    table.rows().stream().map(row -> row.cells().get(index)).toList();
            Operand operand = Operand.compile(input, card.eventType(), definitions);
            RowIndex rows = RowIndex.of(operand.kind(), cells);
            if (rows instanceof RowIndex.ByNumber known && numbers.containsKey(input)) {
                rows = numbers.get(input).and(known);
            } else {
                for (String field : operand.reads()) {
                    independent &= fields.add(field);
                }
                independent &= operand.kind() != Operand.Kind.NUMBER || !columns.containsKey(input);
            }
            if (rows instanceof RowIndex.ByNumber known) {
                numbers.put(input, known);
            }
            Map<String, long[]> classes = rows.classes();
            restrict(classes, operand, Optional.ofNullable(domains.get(input)));
            columns.put(input, classes);
        }
    }

    /** Removes the classes of values that a valid event does not have. */
    private static void restrict(Map<String, long[]> classes, Operand operand, Optional<FieldDomain> domain) {
        Optional<Set<Object>> values = domain.flatMap(FieldDomain::values);
        if (operand.kind() == Operand.Kind.TEXT && values.isPresent()) {
            long[] other = classes.remove(RowIndex.OTHER_TEXT);
            classes.keySet().removeIf(name -> !values.get().contains(name.substring(1, name.length() - 1)));
            values.get().stream()
                    .filter(String.class::isInstance)
                    .forEach(value -> classes.putIfAbsent("\"" + value + "\"", other));
        } else if (operand.kind() == Operand.Kind.NUMBER) {
            classes.keySet().removeIf(name -> {
                NumberClass numbers = NumberClass.parse(name);
                return operand.isWhole() && !numbers.hasWholeNumber()
                        || domain.filter(known -> !numbers.overlaps(known)).isPresent();
            });
        }
    }

    /** Returns the warnings, without positions. */
    static List<String> of(PointsTable table, Scorecard card, Map<String, FieldDomain> domains) {
        TableWarnings warnings = new TableWarnings(table, card, domains);
        long combinations = 1;
        for (Map<String, long[]> column : warnings.columns.values()) {
            combinations = Math.min(Long.MAX_VALUE / 1_000_000, combinations * Math.max(1, column.size()));
        }
        if (combinations > MAX_COMBINATIONS) {
            return List.of();
        }
        warnings.visit(0, RowIndex.rows(table.rows().size(), row -> true), "");
        return warnings.messages();
    }

    private void visit(int column, long[] rows, String values) {
        if (column == columns.size()) {
            visit(rows, values);
            return;
        }
        String input = List.copyOf(columns.keySet()).get(column);
        columns.get(input).forEach((name, matching) -> {
            long[] rest = new long[rows.length];
            for (int i = 0; i < rows.length; i++) {
                rest[i] = rows[i] & matching[i];
            }
            visit(column + 1, rest, values + (values.isEmpty() ? "" : ", ") + input + " " + name);
        });
    }

    private void visit(long[] rows, String values) {
        int first = -1;
        for (int row = 0; row < reached.length; row++) {
            if ((rows[row >> 6] & 1L << row) == 0) {
                continue;
            } else if (first < 0) {
                first = row;
                reached[row] = true;
            } else if (table.hit() == HitPolicy.COLLECT) {
                reached[row] = true;
            } else if (table.rows().get(first).points() != table.rows().get(row).points()) {
                overlaps.putIfAbsent(first + " " + row, values);
            }
        }
        // a string that no cell contains is no gap: most fields can have any string
        if (first < 0 && gap.isEmpty() && !values.contains(RowIndex.OTHER_TEXT)) {
            gap = Optional.of(values);
        }
    }

    private List<String> messages() {
        List<String> messages = new ArrayList<>();
        String id = "table '" + table.id() + "': ";
        for (int row = 0; row < reached.length; row++) {
            if (!reached[row]) {
                messages.add(id + "no event reaches row " + name(row) + " (" + shown(row)
                        + "): the rows above it match first, or no valid event has these values");
            }
        }
        if (!independent) {
            return messages;
        }
        gap.ifPresent(values ->
                messages.add(id + "no row matches " + values + "; add a last row that matches all other values"));
        overlaps.forEach((pair, values) -> {
            int first = Integer.parseInt(pair.substring(0, pair.indexOf(' ')));
            int second = Integer.parseInt(pair.substring(pair.indexOf(' ') + 1));
            if (reached[second] && !isException(first, second)) {
                messages.add(id + "rows " + name(first) + " and " + name(second) + " overlap, for example for " + values
                        + ", and have different points; the first one applies");
            }
        });
        return messages.size() > MAX_WARNINGS ? messages.subList(0, MAX_WARNINGS) : messages;
    }

    /** True if the second row matches all values that the first one matches: then the first one is an exception from it, and the overlap is intended. */
    private boolean isException(int first, int second) {
        for (Map<String, long[]> column : columns.values()) {
            for (long[] rows : column.values()) {
                boolean inFirst = (rows[first >> 6] & 1L << first) != 0;
                boolean inSecond = (rows[second >> 6] & 1L << second) != 0;
                if (inFirst && !inSecond) {
                    return false;
                }
            }
        }
        return true;
    }

    private String name(int row) {
        return table.rows().get(row).name();
    }

    private String shown(int row) {
        return table.rows().get(row).shown();
    }

    /**
     * A class of numbers by its description.
     *
     * @param open true if the ends are excluded
     */
    private record NumberClass(double min, double max, boolean open) {
        boolean hasWholeNumber() {
            return !open ? min == Math.rint(min) : Math.floor(min) + 1 < max;
        }

        /** False if no value of a domain is in this class. */
        boolean overlaps(FieldDomain domain) {
            boolean inRange =
                    open ? min < domain.max() && max > domain.min() : min <= domain.max() && max >= domain.min();
            return inRange
                    && (domain.values().isEmpty()
                            || domain.values().get().stream()
                                    .anyMatch(value -> value instanceof Double number && contains(number)));
        }

        private boolean contains(double number) {
            return open ? number > min && number < max : number == min;
        }

        static NumberClass parse(String name) {
            if (name.startsWith("< ")) {
                return new NumberClass(Double.NEGATIVE_INFINITY, Double.parseDouble(name.substring(2)), true);
            } else if (name.startsWith("> ")) {
                return new NumberClass(Double.parseDouble(name.substring(2)), Double.POSITIVE_INFINITY, true);
            } else if (name.startsWith("(")) {
                int dots = name.indexOf("..");
                return new NumberClass(
                        Double.parseDouble(name.substring(1, dots)),
                        Double.parseDouble(name.substring(dots + 2, name.length() - 1)),
                        true);
            } else if (Character.isLetter(name.charAt(0))) {
                return new NumberClass(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, true);
            }
            double one = Double.parseDouble(name);
            return new NumberClass(one, one, false);
        }
    }
}
