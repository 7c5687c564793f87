package io.riskstream.tools.events;

import io.riskstream.parse.csv.CsvCells;
import io.riskstream.parse.csv.CsvFormat;
import io.riskstream.parse.csv.CsvRecordException;
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
import java.util.Map;
import java.util.Optional;

/**
 * Writes simulated events to a file that {@link EventFile} reads. An event that such a file cannot contain is skipped: one without a value, with a
 * line break, or that is not UTF-8; in a CSV file also one that is not valid CSV with the number of columns of the header.
 */
public final class EventFileWriter {
    /** The number of events in the file, and of those that the file cannot contain. */
    public record Result(long written, long skipped) {}

    private static final CsvFormat FORMAT = CsvFormat.of("events", Map.of());

    private final Optional<List<String>> columns;

    /**
     * Creates a writer.
     *
     * @param columns the header of a CSV file; empty for JSON lines
     */
    public EventFileWriter(Optional<List<String>> columns) {
        this.columns = columns;
    }

    /** Writes the events to a file, which it creates or replaces. */
    public Result write(Path file, Iterator<SimulatedEvent> events) throws IOException {
        long written = 0;
        long skipped = 0;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            if (columns.isPresent()) {
                writeLine(FORMAT.line(columns.get()).getBytes(StandardCharsets.UTF_8), out);
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
        try {
            String line = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
            return !line.isBlank()
                    && (columns.isEmpty() || isCsv(line, columns.get().size()));
        } catch (CharacterCodingException invalid) {
            return false;
        }
    }

    private static boolean isCsv(String line, int size) {
        CsvCells cells = new CsvCells(FORMAT);
        try {
            cells.read(line, 0);
            return cells.count() == size;
        } catch (CsvRecordException invalid) {
            return false;
        }
    }
}
