package io.riskstream.tools.backtest;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes a backtest as CSV files, one for each table, and one of all events whose decision changes. */
final class CsvReport implements AutoCloseable {
    static final String CHANGED = "changed.csv";

    private final Path directory;
    private final BufferedWriter changed;

    /** Creates the directory and the file of changed events, which replaces an existing one. */
    CsvReport(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.changed = Files.newBufferedWriter(directory.resolve(CHANGED));
        changed.write(
                CsvText.line(List.of("event", "origin", "decision A", "score A", "decision B", "score B", "rules")));
    }

    /** Adds a changed event. */
    void add(ChangedEvent event) {
        try {
            changed.write(CsvText.line(List.of(
                    event.id(),
                    event.origin().toString(),
                    event.firstDecision(),
                    event.firstScore(),
                    event.secondDecision(),
                    event.secondScore(),
                    ChangeTables.differences(event))));
        } catch (IOException e) {
            throw new UncheckedIOException(directory.resolve(CHANGED) + ": cannot be written: " + e.getMessage(), e);
        }
    }

    /** Writes the tables. */
    void write(List<ReportTable> tables) throws IOException {
        for (ReportTable table : tables) {
            try (BufferedWriter file = Files.newBufferedWriter(directory.resolve(table.name() + ".csv"))) {
                file.write(CsvText.line(
                        table.columns().stream().map(ReportTable.Column::name).toList()));
                for (List<Object> row : table.rows()) {
                    file.write(CsvText.line(row));
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        changed.close();
    }
}
