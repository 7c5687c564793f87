package io.riskstream.tools.reference;

import io.riskstream.text.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A record's key with holes that a row's cells fill, such as {@code cpi:{Date|month}}; written as the key of a look-up is. */
final class KeyTemplate {
    private static final Map<String, UnaryOperator<String>> CUTS = new LinkedHashMap<>();

    static {
        CUTS.put("date", cell -> cutDate(cell, 10));
        CUTS.put("month", cell -> cutDate(cell, 7));
        CUTS.put("year", cell -> cutDate(cell, 4));
        CUTS.put("lower", cell -> cell.toLowerCase(Locale.ROOT));
        CUTS.put("upper", cell -> cell.toUpperCase(Locale.ROOT));
    }

    private record Hole(String column, UnaryOperator<String> cut) {}

    private final List<String> literals;
    private final List<Hole> holes;

    private KeyTemplate(List<String> literals, List<Hole> holes) {
        this.literals = literals;
        this.holes = holes;
    }

    /**
     * Compiles a template.
     *
     * @throws IllegalArgumentException if it has no hole, a brace is not closed, or a cut is unknown
     */
    static KeyTemplate of(String text) {
        List<String> literals = new ArrayList<>();
        List<Hole> holes = new ArrayList<>();
        int from = 0;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
            int close = text.indexOf('}', open);
            if (close < 0) {
                throw new IllegalArgumentException("key '" + text + "': '{' without '}'");
            }
            literals.add(text.substring(from, open));
            holes.add(hole(text, text.substring(open + 1, close)));
            from = close + 1;
        }
        if (holes.isEmpty()) {
            throw new IllegalArgumentException(
                    "key '" + text + "' names no column, so that all rows would have the same; write {column}");
        }
        literals.add(text.substring(from));
        return new KeyTemplate(List.copyOf(literals), List.copyOf(holes));
    }

    private static Hole hole(String text, String hole) {
        int bar = hole.indexOf('|');
        String column = (bar < 0 ? hole : hole.substring(0, bar)).strip();
        if (column.isEmpty()) {
            throw new IllegalArgumentException("key '" + text + "': a column's name is missing between '{' and '}'");
        }
        if (bar < 0) {
            return new Hole(column, UnaryOperator.identity());
        }
        String cut = hole.substring(bar + 1).strip();
        if (!CUTS.containsKey(cut)) {
            throw new IllegalArgumentException(
                    "key '" + text + "': no cut '|" + cut + "'" + Nearest.hint(cut, CUTS.keySet()));
        }
        return new Hole(column, CUTS.get(cut));
    }

    private static String cutDate(String cell, int length) {
        if (cell.length() < 10 || cell.charAt(4) != '-' || cell.charAt(7) != '-') {
            throw new IllegalArgumentException("expected a date such as 2004-09-16, not '" + cell + "'");
        }
        return cell.substring(0, length);
    }

    List<String> columns() {
        return holes.stream().map(Hole::column).toList();
    }

    /**
     * The key of a row.
     *
     * @param cells a column's cell
     * @throws InvalidCellException if a cell is missing, or not a date where one is needed
     */
    String fill(Function<String, String> cells) {
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < holes.size(); i++) {
            Hole hole = holes.get(i);
            String cell = cells.apply(hole.column()).strip();
            if (RecordField.isMissing(cell)) {
                throw new InvalidCellException(hole.column(), "is part of the key, and has no value");
            }
            try {
                key.append(literals.get(i)).append(hole.cut().apply(cell));
            } catch (IllegalArgumentException e) {
                throw new InvalidCellException(hole.column(), e.getMessage());
            }
        }
        return key.append(literals.get(holes.size())).toString();
    }

    /** The key with its holes emptied, such as {@code county:{}}: what two templates have alike that come to the same text. */
    String outline() {
        return String.join("{}", literals);
    }
}
