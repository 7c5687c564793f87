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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** A file of events, as the records that a pipeline expects: JSON lines, or CSV with a header line. */
final class EventFile {
    private EventFile() {}

    /** JSON objects: a JSON Lines file as it stands, a CSV file with its cells typed as the event's schema has them. */
    static Iterator<InputRecord> asJson(Path file, EventType type) {
        if (isCsv(file)) {
            Iterator<CsvRecord> rows = rows(file);
            CsvToJson toJson = new CsvToJson(type, header(file, rows));
            return map(rows, row -> toJson.json(row.getFields()));
        }
        return map(lines(file), Function.identity());
    }

    /**
     * CSV records.
     *
     * @param columns the pipeline's columns, which the file's header must be
     */
    static Iterator<InputRecord> asCsv(Path file, List<String> columns) {
        if (!isCsv(file)) {
            throw new IllegalArgumentException(file + ": this pipeline reads CSV, so the file must end in .csv");
        }
        Iterator<CsvRecord> rows = rows(file);
        List<String> header = header(file, rows);
        if (!header.equals(columns)) {
            throw new IllegalArgumentException(
                    file + ":1: the header is not the pipeline's columns: " + difference(header, columns));
        }
        return map(rows, row -> line(row.getFields()));
    }

    private static String difference(List<String> header, List<String> columns) {
        for (int i = 0; i < Math.min(header.size(), columns.size()); i++) {
            if (!header.get(i).equals(columns.get(i))) {
                return "column " + (i + 1) + " is '" + header.get(i) + "', and should be '" + columns.get(i) + "'";
            }
        }
        return "there are " + header.size() + ", and should be " + columns.size();
    }

    private static boolean isCsv(Path file) {
        return file.getFileName().toString().endsWith(".csv");
    }

    private static Iterator<CsvRecord> rows(Path file) {
        try {
            return CsvReader.builder().ofCsvRecord(file).iterator();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read", e);
        }
    }

    private static List<String> header(Path file, Iterator<CsvRecord> rows) {
        if (!rows.hasNext()) {
            throw new IllegalArgumentException(file + ": is empty; its first line must name the columns");
        }
        return rows.next().getFields();
    }

    private static Iterator<String> lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.toList().iterator();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read", e);
        }
    }

    private static String line(List<String> cells) {
        StringWriter text = new StringWriter();
        try (CsvWriter writer =
                CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
            writer.writeRecord(cells);
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory cannot fail", e);
        }
        return text.getBuffer().substring(0, text.getBuffer().length() - 1);
    }

    private static <T> Iterator<InputRecord> map(Iterator<T> from, Function<T, String> text) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return from.hasNext();
            }

            @Override
            public InputRecord next() {
                byte[] value = text.apply(from.next()).getBytes(StandardCharsets.UTF_8);
                return new InputRecord(Optional.empty(), Optional.of(value));
            }
        };
    }
}
