package io.riskstream.tools.backtest;

import io.riskstream.tools.backtest.ReportTable.Column;
import io.riskstream.tools.backtest.ReportTable.Format;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Prints a backtest for a terminal. */
final class TextReport {
    private static final int NOTE_WIDTH = 110;
    private static final int MAX_ROWS = 60;

    private final PrintWriter out;

    TextReport(PrintWriter out) {
        this.out = out;
    }

    /**
     * Prints a report.
     *
     * @param header lines before the tables
     */
    void print(List<String> header, List<ReportTable> tables) {
        header.forEach(out::println);
        tables.stream().filter(table -> !table.isDetail()).forEach(this::print);
    }

    private void print(ReportTable table) {
        out.println();
        out.println(table.title());
        wrapped(table.note()).forEach(line -> out.println("  " + line));
        List<List<String>> lines = new ArrayList<>();
        lines.add(table.columns().stream().map(Column::name).toList());
        for (List<Object> row :
                table.rows().subList(0, Math.min(MAX_ROWS, table.rows().size()))) {
            lines.add(IntStream.range(0, row.size())
                    .mapToObj(i -> printable(
                            ReportTable.text(row.get(i), table.columns().get(i).format())))
                    .toList());
        }
        int[] widths = IntStream.range(0, table.columns().size())
                .map(i -> lines.stream()
                        .mapToInt(line -> line.get(i).length())
                        .max()
                        .orElse(0))
                .toArray();
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(widths[i] - line.get(i).length());
                boolean left = table.columns().get(i).format() == Format.TEXT;
                text.append("  ").append(left ? line.get(i) + padding : padding + line.get(i));
            }
            out.println(text.toString().stripTrailing());
        }
        if (table.rows().size() > MAX_ROWS) {
            out.println("  " + (table.rows().size() - MAX_ROWS) + " more rows in the CSV file and on the HTML page");
        }
    }

    /** Replaces control characters, with which a value of an event could control the terminal. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    private static List<String> wrapped(String note) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : note.split(" ")) {
            if (line.length() + word.length() >= NOTE_WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        if (!line.isEmpty()) {
            lines.add(line.toString());
        }
        return lines;
    }
}
