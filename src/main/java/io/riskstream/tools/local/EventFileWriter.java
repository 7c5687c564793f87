package io.riskstream.tools.local;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.riskstream.tools.simulate.SimulatedEvent;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Writes simulated events to a file that {@link EventFile} reads. An event that such a file cannot contain is skipped: one without a value, or
 * with a line break; in a CSV file also one that is not valid CSV with the number of columns of the header.
 */
final class EventFileWriter {
    /** The number of events in the file, and of those that the file cannot contain. */
    record Result(long written, long skipped) {}

    private final Optional<List<String>> columns;

    /**
     * Creates a writer.
     *
     * @param columns the header of a CSV file; empty for JSON lines
     */
    EventFileWriter(Optional<List<String>> columns) {
        this.columns = columns;
    }

    Result write(Path file, Iterator<SimulatedEvent> events) throws IOException {
        long written = 0;
        long skipped = 0;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            if (columns.isPresent()) {
                writeLine(EventFile.line(columns.get()).getBytes(StandardCharsets.UTF_8), out);
            }
            while (events.hasNext()) {
                byte[] value = events.next().value().orElse(new byte[0]);
                if (isLine(value)) {
                    writeLine(value, out);
                    written++;
                } else {
                    skipped++;
                }
            }
        }
        return new Result(written, skipped);
    }

    private static void writeLine(byte[] line, OutputStream out) throws IOException {
        out.write(line);
        out.write('\n');
    }

    private boolean isLine(byte[] value) {
        for (byte b : value) {
            if (b == '\n' || b == '\r') {
                return false;
            }
        }
        return value.length > 0
                && (columns.isEmpty() || isCsv(value, columns.get().size()));
    }

    private static boolean isCsv(byte[] value, int size) {
        try {
            String line = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
            List<CsvRecord> rows =
                    CsvReader.builder().ofCsvRecord(line).stream().toList();
            return rows.size() == 1
                    && rows.get(0).getFieldCount() == size
                    && (line.indexOf('"') < 0
                            || EventFile.line(rows.get(0).getFields()).equals(line));
        } catch (CharacterCodingException | CsvParseException invalid) {
            return false;
        }
    }
}
