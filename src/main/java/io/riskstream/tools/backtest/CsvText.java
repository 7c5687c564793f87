package io.riskstream.tools.backtest;

import java.util.List;
import java.util.stream.Collectors;

/** Writes rows of CSV (RFC 4180) that a spreadsheet reads as data: a text that it would take for a formula gets an apostrophe before it. */
final class CsvText {
    private static final String FORMULA = "=+-@\t\r";

    private CsvText() {}

    static String line(List<?> cells) {
        return cells.stream().map(CsvText::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String cell(Object cell) {
        if (cell instanceof Double number) {
            return Double.isNaN(number) ? "" : number.toString();
        } else if (cell instanceof Number number) {
            return number.toString();
        }
        String text = cell.toString();
        String safe = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        boolean quoted = safe.chars().anyMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
        return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }
}
