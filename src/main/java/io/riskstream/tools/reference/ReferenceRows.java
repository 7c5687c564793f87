package io.riskstream.tools.reference;

import com.google.gson.stream.JsonWriter;
import io.riskstream.text.Nearest;
import io.riskstream.tools.input.CsvFile;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads the rows of one CSV file and groups them by key. */
final class ReferenceRows {
    /** The row that provides the fields of a key, and the number of rows with that key. */
    private record KeyedRow(ReferenceRow row, long count) {}

    private static final String NO_FIELDS = "{}";

    private final Reference reference;
    private final Path file;
    private final Map<String, KeyedRow> byKey = new LinkedHashMap<>();
    private long count;

    ReferenceRows(Reference reference, Path file) {
        this.reference = reference;
        this.file = file;
    }

    void read() {
        try (CsvFile rows = new CsvFile(file, reference.format())) {
            checkHeader(rows.header());
            while (rows.next()) {
                count++;
                rows.problem().or(rows::furtherCells).ifPresent(problem -> {
                    throw error(rows.line(), problem);
                });
                add(ReferenceRow.of(rows, reference.format().missing()));
            }
        }
    }

    /** Returns the number of rows. */
    long count() {
        return count;
    }

    /** Returns the records by key. A row whose fields all are missing gives no record: a look-up then treats the key as one without a record. */
    Map<String, String> records() {
        Map<String, String> records = new LinkedHashMap<>();
        byKey.forEach((key, keyed) -> {
            String json = json(keyed);
            if (!json.equals(NO_FIELDS)) {
                records.put(key, json);
            }
        });
        return records;
    }

    private void checkHeader(List<String> header) {
        for (String column : reference.columns()) {
            if (!header.contains(column)) {
                throw new IllegalArgumentException(
                        file + ":1: column '" + column + "': not in the header, but reference '" + reference.name()
                                + "' needs it; " + Nearest.hint(column, header));
            }
        }
    }

    private void add(ReferenceRow row) {
        for (Map.Entry<String, Set<String>> condition : reference.where().entrySet()) {
            if (!condition.getValue().contains(row.written(condition.getKey()))) {
                return;
            }
        }
        try {
            row.convert(reference.formats());
            Optional<DayRange> days = reference.days();
            if (days.isEmpty()) {
                put(reference.key().fill(row::text), row);
                return;
            }
            for (LocalDate day : days.get().of(row::text)) {
                Function<String, String> cells =
                        column -> column.equals(DayRange.DAY) ? day.toString() : row.text(column);
                put(reference.key().fill(cells), row);
            }
        } catch (InvalidCellException e) {
            throw error(row, e.getMessage());
        }
    }

    private void put(String key, ReferenceRow row) {
        KeyedRow before = byKey.get(key);
        if (before == null) {
            byKey.put(key, new KeyedRow(row, 1));
            return;
        }
        ReferenceRow used =
                switch (reference.onDuplicate()) {
                    case ERROR ->
                        throw error(
                                row,
                                "key '" + key + "' is also the key of line "
                                        + before.row().line()
                                        + "; if keys may repeat, set onDuplicate: FIRST or LAST");
                    case FIRST -> before.row();
                    case LAST -> row;
                };
        byKey.put(key, new KeyedRow(used, before.count() + 1));
    }

    private String json(KeyedRow keyed) {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.setHtmlSafe(false);
            json.beginObject();
            for (RecordField field : reference.fields()) {
                write(field, keyed.row(), json);
            }
            if (reference.count().isPresent()) {
                json.name(reference.count().get()).value(keyed.count());
            }
            json.endObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a StringWriter does not fail", e);
        }
        return text.toString();
    }

    private void write(RecordField field, ReferenceRow row, JsonWriter json) throws IOException {
        try {
            if (!row.isMissing(field.column())) {
                field.write(row.text(field.column()), json);
            }
        } catch (IllegalArgumentException e) {
            throw error(row, "column '" + field.column() + "': " + e.getMessage());
        }
    }

    private IllegalArgumentException error(ReferenceRow row, String message) {
        return error(row.line(), message);
    }

    private IllegalArgumentException error(long line, String message) {
        return new IllegalArgumentException(file + ":" + line + ": " + message);
    }
}
