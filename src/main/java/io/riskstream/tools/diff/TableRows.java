package io.riskstream.tools.diff;

import io.riskstream.parse.csv.CsvCells;
import io.riskstream.parse.csv.CsvFormat;
import io.riskstream.parse.csv.CsvRecordException;
import io.riskstream.text.SourceFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of a decision table in a CSV file. A row is named by its conditions, the cells of the columns that are no result, so that a row that was moved or got other
 * points is still the same row.
 */
final class TableRows {
    private static final List<String> RESULTS = List.of("points", "reason", "id");
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private TableRows() {}

    /** Returns the results of each row by its name, in the order of the file. A row that cannot be read is the last one. */
    static Map<String, Map<String, String>> of(SourceFile file, String separator) {
        Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        String text = file.text().startsWith(BYTE_ORDER_MARK) ? file.text().substring(1) : file.text();
        CsvCells cells = new CsvCells(CsvFormat.of("table", Map.of("separator", separator)));
        List<String> headers = List.of();
        try {
            for (int index = 0; index < text.length(); ) {
                index = cells.read(text, index);
                List<String> stripped =
                        cells.texts().stream().map(String::strip).toList();
                if (headers.isEmpty()) {
                    headers = stripped;
                } else if (!stripped.stream().allMatch(String::isEmpty)) {
                    add(headers, stripped, rows);
                }
            }
        } catch (CsvRecordException e) {
            return rows; // the scorecard cannot be built, which is reported
        }
        return rows;
    }

    private static void add(List<String> headers, List<String> cells, Map<String, Map<String, String>> rows) {
        List<String> conditions = new ArrayList<>();
        Map<String, String> results = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(headers.size(), cells.size()); i++) {
            if (RESULTS.contains(headers.get(i))) {
                results.put(headers.get(i), cells.get(i));
            } else if (!cells.get(i).isEmpty() && !cells.get(i).equals("-")) {
                conditions.add(headers.get(i) + " " + cells.get(i));
            }
        }
        String name = "[" + String.join(", ", conditions) + "]";
        String unique = name;
        for (int number = 2; rows.containsKey(unique); number++) {
            unique = name + " " + number;
        }
        rows.put(unique, results);
    }
}
