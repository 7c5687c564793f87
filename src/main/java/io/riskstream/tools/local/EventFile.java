package io.riskstream.tools.local;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.riskstream.event.EventType;
import io.riskstream.parse.CsvToJson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads a file of events as the records that a pipeline expects: JSON lines, or CSV with a header line. */
final class EventFile {
    private EventFile() {}

    /** Returns JSON objects: the lines of a JSON Lines file as they are, or the rows of a CSV file with values typed as the event's schema declares. */
    static Iterator<InputRecord> asJson(Path file, EventType type) {
        if (isCsv(file)) {
            Iterator<CsvRecord> rows = rows(file);
            CsvToJson toJson = new CsvToJson(type, header(file, rows));
            return map(rows, row -> utf8(toJson.json(row.getFields())));
        }
        return map(new LineReader(file), Function.identity());
    }

    /**
     * Returns CSV records.
     *
     * @param columns the pipeline's columns, which must be the header of the file
     */
    static Iterator<InputRecord> asCsv(Path file, List<String> columns) {
        if (!isCsv(file)) {
            throw new IllegalArgumentException(
                    file + ": the pipeline reads CSV, so the name of the file must end in .csv");
        }
        Iterator<CsvRecord> rows = rows(file);
        List<String> header = header(file, rows);
        if (!header.equals(columns)) {
            throw new IllegalArgumentException(
                    file + ":1: the header differs from the columns of the pipeline: " + difference(header, columns));
        }
        return map(rows, row -> utf8(line(row.getFields())));
    }

    private static String difference(List<String> header, List<String> columns) {
        for (int i = 0; i < Math.min(header.size(), columns.size()); i++) {
            if (!header.get(i).equals(columns.get(i))) {
                return "column " + (i + 1) + " is '" + header.get(i) + "', expected '" + columns.get(i) + "'";
            }
        }
        return header.size() + " columns, expected " + columns.size();
    }

    static boolean isCsv(Path file) {
        return file.getFileName().toString().endsWith(".csv");
    }

    private static Iterator<CsvRecord> rows(Path file) {
        try {
            return CsvReader.builder().ofCsvRecord(file).iterator();
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be read: " + e, e);
        }
    }

    private static List<String> header(Path file, Iterator<CsvRecord> rows) {
        if (!rows.hasNext()) {
            throw new IllegalArgumentException(
                    file + ": is empty; its first line must contain the names of the columns");
        }
        return rows.next().getFields();
    }

    /** Returns cells as one CSV record, without the line break that ends it. */
    static String line(List<String> cells) {
        StringWriter text = new StringWriter();
        try (CsvWriter writer =
                CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
            writer.writeRecord(cells);
        } catch (IOException e) {
            throw new UncheckedIOException("a StringWriter does not fail", e);
        }
        return text.getBuffer().substring(0, text.getBuffer().length() - 1);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static <T> Iterator<InputRecord> map(Iterator<T> from, Function<T, byte[]> value) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return from.hasNext();
            }

            @Override
            public InputRecord next() {
                return new InputRecord(Optional.empty(), Optional.of(value.apply(from.next())));
            }
        };
    }
}
