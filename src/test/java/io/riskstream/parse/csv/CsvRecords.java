package io.riskstream.parse.csv;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Divides texts into records as the parser of events does. */
public final class CsvRecords {
    private CsvRecords() {}

    /** Returns the records of a text; empty if it is not CSV. */
    public static Optional<List<List<String>>> of(CsvFormat format, String text) {
        List<List<String>> records = new ArrayList<>();
        CsvCells cells = new CsvCells(format);
        try {
            for (int i = 0; i < text.length(); ) {
                if (text.charAt(i) == '\n' || text.charAt(i) == '\r') {
                    i++;
                } else {
                    i = cells.read(text, i);
                    records.add(cells.texts());
                }
            }
        } catch (CsvRecordException e) {
            return Optional.empty();
        }
        return Optional.of(records);
    }
}
