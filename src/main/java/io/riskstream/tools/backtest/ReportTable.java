package io.riskstream.tools.backtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A table of a report.
 *
 * @param name the name of the CSV file, without its suffix
 * @param title the title
 * @param note what the columns mean, in plain words
 * @param isDetail true for a table that is too long for a terminal
 * @param rows cells in the order of the columns: String, Long or Double; an empty string where there is no value
 */
record ReportTable(
        String name, String title, String note, boolean isDetail, List<Column> columns, List<List<Object>> rows) {
    /** How the values of a column are written for people. */
    enum Format {
        TEXT,
        COUNT,
        /** A share, written as a percentage. */
        SHARE,
        NUMBER
    }

    /** A column. */
    record Column(String name, Format format) {}

    /** Collects the columns and the rows of a table. */
    static final class Builder {
        private final String name;
        private final String title;
        private final String note;
        private boolean isDetail;
        private final List<Column> columns = new ArrayList<>();
        private final List<List<Object>> rows = new ArrayList<>();

        Builder(String name, String title, String note) {
            this.name = name;
            this.title = title;
            this.note = note;
        }

        Builder detail() {
            isDetail = true;
            return this;
        }

        Builder columns(Format format, String... names) {
            for (String column : names) {
                columns.add(new Column(column, format));
            }
            return this;
        }

        void row(Object... cells) {
            row(List.of(cells));
        }

        void row(List<Object> cells) {
            if (cells.size() != columns.size()) {
                throw new IllegalArgumentException(
                        name + ": " + cells.size() + " cells in " + columns.size() + " columns");
            }
            rows.add(List.copyOf(cells));
        }

        ReportTable build() {
            return new ReportTable(name, title, note, isDetail, List.copyOf(columns), List.copyOf(rows));
        }
    }

    /** Returns a cell as people read it. */
    static String text(Object cell, Format format) {
        if (cell instanceof String text) {
            return text;
        }
        double number = ((Number) cell).doubleValue();
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return "-";
        }
        return switch (format) {
            case COUNT -> String.format(Locale.ROOT, "%,d", ((Number) cell).longValue());
            case SHARE -> String.format(Locale.ROOT, "%.2f%%", 100 * number);
            case NUMBER ->
                number == Math.rint(number) && Math.abs(number) < 1e6
                        ? RoundedNumber.of(number)
                        : String.format(Locale.ROOT, "%.4f", number);
            case TEXT -> cell.toString();
        };
    }
}
