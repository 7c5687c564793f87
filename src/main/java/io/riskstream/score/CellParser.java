package io.riskstream.score;

import io.riskstream.expression.Operand;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the cells of a table as DMN (Decision Model and Notation) writes them: {@code <25}, {@code [0..2000]}, {@code (0..1]}, {@code "TX","LA"}, {@code not("TX")}, {@code true},
 * and {@code -} or an empty cell for any value. A string needs quotes only if it contains a comma or a quote, is {@code -}, or begins or ends with a space.
 */
final class CellParser {
    private static final String NUMBER = "[-+]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?";
    private static final Pattern PLAIN = Pattern.compile(NUMBER);
    private static final Pattern COMPARISON = Pattern.compile("(<=|>=|<|>|=)\\s*(" + NUMBER + ")");
    private static final Pattern RANGE =
            Pattern.compile("([\\[(\\]])\\s*(" + NUMBER + ")\\s*\\.\\.\\s*(" + NUMBER + ")\\s*([\\])\\[])");
    private static final Pattern NOT = Pattern.compile("not\\s*\\((.*)\\)", Pattern.DOTALL);

    /** A cell that has no meaning; the message completes a sentence about the cell. */
    static final class InvalidCell extends Exception {
        private static final long serialVersionUID = 1;

        InvalidCell(String message) {
            super(message);
        }
    }

    private CellParser() {}

    /**
     * Reads a cell.
     *
     * @param kind the type of the values of its column
     * @param operator {@code < <= > >=} or {@code =} if the header of the column ends in one, so that the cell is only the value; otherwise empty
     */
    static TableCell parse(String text, Operand.Kind kind, String operator) throws InvalidCell {
        String cell = text.strip();
        if (cell.isEmpty() || cell.equals("-")) {
            return new TableCell.Any();
        }
        Matcher not = NOT.matcher(cell);
        boolean negated = operator.isEmpty() && not.matches();
        String inner = negated ? not.group(1) : cell;
        return switch (kind) {
            case NUMBER -> new TableCell.Numbers(ranges(inner, operator), negated);
            case TEXT -> texts(inner, operator, negated);
            case BOOLEAN -> truth(inner, operator, negated);
        };
    }

    private static TableCell truth(String cell, String operator, boolean negated) throws InvalidCell {
        requireEquality(operator);
        String lower = cell.strip().toLowerCase(Locale.ROOT); // a spreadsheet writes TRUE
        if (!lower.equals("true") && !lower.equals("false")) {
            throw new InvalidCell("expected true, false or -, not '" + cell + "'");
        }
        return new TableCell.Truth(lower.equals("true") != negated);
    }

    private static void requireEquality(String operator) throws InvalidCell {
        if (!operator.isEmpty() && !operator.equals("=")) {
            throw new InvalidCell("the header's '" + operator + "' is only for columns of numbers");
        }
    }

    private static TableCell texts(String cell, String operator, boolean negated) throws InvalidCell {
        requireEquality(operator);
        Set<String> values = new LinkedHashSet<>();
        for (String part : parts(cell)) {
            String value = part.startsWith("\"") ? unquoted(part) : part;
            if (value.isEmpty() && !part.startsWith("\"")) {
                throw new InvalidCell("'" + cell + "' has an empty element; write \"\" for an empty string");
            }
            if (!values.add(value)) {
                throw new InvalidCell("'" + value + "' occurs twice");
            }
        }
        return new TableCell.Texts(Set.copyOf(values), negated);
    }

    private static String unquoted(String part) throws InvalidCell {
        if (part.length() < 2
                || !part.endsWith("\"")
                || part.substring(1, part.length() - 1).contains("\"")) {
            throw new InvalidCell("the quotes of " + part + " are not closed, or not around the whole element");
        }
        return part.substring(1, part.length() - 1);
    }

    /** Divides a cell at the commas that are not in quotes. */
    private static List<String> parts(String cell) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < cell.length(); i++) {
            char c = cell.charAt(i);
            quoted ^= c == '"';
            if (c == ',' && !quoted) {
                parts.add(cell.substring(start, i).strip());
                start = i + 1;
            }
        }
        parts.add(cell.substring(start).strip());
        return parts;
    }

    private static List<TableCell.Range> ranges(String cell, String operator) throws InvalidCell {
        if (!operator.isEmpty()) {
            if (!PLAIN.matcher(cell).matches()) {
                throw new InvalidCell(
                        "expected a number or -, because the header ends in '" + operator + "'; not '" + cell + "'");
            }
            return List.of(comparison(operator, Double.parseDouble(cell)));
        }
        List<TableCell.Range> ranges = new ArrayList<>();
        for (String part : parts(cell)) {
            ranges.add(range(part));
        }
        return List.copyOf(ranges);
    }

    private static TableCell.Range range(String part) throws InvalidCell {
        Matcher comparison = COMPARISON.matcher(part);
        Matcher range = RANGE.matcher(part);
        if (PLAIN.matcher(part).matches()) {
            return comparison("=", Double.parseDouble(part));
        } else if (comparison.matches()) {
            return comparison(comparison.group(1), Double.parseDouble(comparison.group(2)));
        } else if (range.matches()) {
            TableCell.Range found = new TableCell.Range(
                    Double.parseDouble(range.group(2)) + 0.0,
                    range.group(1).equals("["),
                    Double.parseDouble(range.group(3)) + 0.0,
                    range.group(4).equals("]"));
            if (found.isEmpty()) {
                throw new InvalidCell("no number is in the range " + part);
            }
            return found;
        }
        throw new InvalidCell(
                "expected a number, a comparison such as <25, a range such as [0..2000], or -; not '" + part + "'");
    }

    private static TableCell.Range comparison(String operator, double signed) {
        double value = signed + 0.0; // no negative zero
        return switch (operator) {
            case "<" -> new TableCell.Range(Double.NEGATIVE_INFINITY, false, value, false);
            case "<=" -> new TableCell.Range(Double.NEGATIVE_INFINITY, false, value, true);
            case ">" -> new TableCell.Range(value, false, Double.POSITIVE_INFINITY, false);
            case ">=" -> new TableCell.Range(value, true, Double.POSITIVE_INFINITY, false);
            default -> new TableCell.Range(value, true, value, true);
        };
    }
}
