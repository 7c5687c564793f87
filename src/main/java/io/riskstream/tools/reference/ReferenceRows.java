package io.riskstream.tools.reference;

import com.google.gson.stream.JsonWriter;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.riskstream.text.Nearest;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The rows of one CSV file, gathered by the keys they come to. */
final class ReferenceRows {
    /** A row that stands for a key, and how many came to it. */
    private record Standing(NamedCsvRecord row, long count) {}

    private final Reference reference;
    private final Path file;
    private final Map<String, Standing> byKey = new LinkedHashMap<>();
    private long count;

    ReferenceRows(Reference reference, Path file) {
        this.reference = reference;
        this.file = file;
    }

    void read() throws IOException {
        try (CsvReader<NamedCsvRecord> rows = CsvReader.builder()
                .detectBomHeader(true)
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofNamedCsvRecord(file)) {
            for (NamedCsvRecord row : rows) {
                if (count == 0) {
                    checkHeader(row.getHeader());
                }
                count++;
                take(row);
            }
        } catch (CsvParseException e) {
            // what is wrong, and in which line, the reader says in the cause, if anywhere
            String reason = e.getCause() == null
                    ? e.getMessage()
                    : e.getMessage() + ": " + e.getCause().getMessage();
            throw new IllegalArgumentException(file + ": not well-formed CSV: " + reason, e);
        }
    }

    /** How many rows were read. */
    long count() {
        return count;
    }

    /** Each key and its record. */
    Map<String, String> records() {
        Map<String, String> records = new LinkedHashMap<>();
        byKey.forEach((key, standing) -> records.put(key, json(standing)));
        return records;
    }

    private void checkHeader(List<String> header) {
        for (String column : reference.columns()) {
            if (!header.contains(column)) {
                throw new IllegalArgumentException(
                        file + ":1: column '" + column + "': not in the file, but reference '" + reference.name()
                                + "' needs it; " + Nearest.hint(column, header));
            }
        }
    }

    private void take(NamedCsvRecord row) {
        // the reader itself holds rows against the first one below the header, and names no line
        if (row.getFieldCount() != row.getHeader().size()) {
            throw fault(
                    row,
                    "it has " + row.getFieldCount() + " columns, and the first line "
                            + row.getHeader().size());
        }
        for (Map.Entry<String, java.util.Set<String>> condition :
                reference.where().entrySet()) {
            if (!condition.getValue().contains(row.getField(condition.getKey()))) {
                return;
            }
        }
        try {
            Optional<DayRange> days = reference.days();
            if (days.isEmpty()) {
                put(reference.key().fill(row::getField), row);
                return;
            }
            for (LocalDate day : days.get().of(row::getField)) {
                Function<String, String> cells =
                        column -> column.equals(DayRange.HOLE) ? day.toString() : row.getField(column);
                put(reference.key().fill(cells), row);
            }
        } catch (InvalidCellException e) {
            throw fault(row, e.getMessage());
        }
    }

    private void put(String key, NamedCsvRecord row) {
        Standing before = byKey.get(key);
        if (before == null) {
            byKey.put(key, new Standing(row, 1));
            return;
        }
        NamedCsvRecord stands =
                switch (reference.onDuplicate()) {
                    case ERROR ->
                        throw fault(
                                row,
                                "its key '" + key + "' is that of line "
                                        + before.row().getStartingLineNumber()
                                        + " too; if that may be, say with onDuplicate: FIRST or LAST which one stands");
                    case FIRST -> before.row();
                    case LAST -> row;
                };
        byKey.put(key, new Standing(stands, before.count() + 1));
    }

    private String json(Standing standing) {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.setHtmlSafe(false);
            json.beginObject();
            for (RecordField field : reference.fields()) {
                write(field, standing.row(), json);
            }
            if (reference.count().isPresent()) {
                json.name(reference.count().get()).value(standing.count());
            }
            json.endObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot be written", e);
        }
        return text.toString();
    }

    private void write(RecordField field, NamedCsvRecord row, JsonWriter json) throws IOException {
        try {
            field.write(row.getField(field.column()), json);
        } catch (IllegalArgumentException e) {
            throw fault(row, "column '" + field.column() + "': " + e.getMessage());
        }
    }

    private IllegalArgumentException fault(NamedCsvRecord row, String message) {
        return new IllegalArgumentException(file + ":" + row.getStartingLineNumber() + ": " + message);
    }
}
