package io.riskstream.tools.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.riskstream.event.EventType;
import io.riskstream.tools.simulate.SimulatedEvent;
import io.riskstream.tools.simulate.Simulation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {
    @TempDir
    private Path directory;

    private static List<String> values(Iterator<InputRecord> records) {
        List<String> values = new ArrayList<>();
        records.forEachRemaining(
                record -> values.add(new String(record.value().orElseThrow(), StandardCharsets.ISO_8859_1)));
        return values;
    }

    @Test
    void readsLinesOfAnyBytes() throws IOException {
        Path file = Files.write(
                directory.resolve("events.jsonl"), "{}\r\n\n{\u00ff}\n[1]".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(List.of("{}", "", "{\u00ff}", "[1]"), values(EventFile.asJson(file, new EventType(List.of()))));
    }

    @Test
    void readsTheJsonLinesThatAreWritten() throws IOException {
        Path file = directory.resolve("events.jsonl");
        List<String> sent = new ArrayList<>();
        Iterator<SimulatedEvent> events = new Simulation("flood-claims", 3).events(2_000);
        EventFileWriter.Result result = new EventFileWriter(Optional.empty()).write(file, recording(events, sent));
        sent.removeIf(String::isEmpty);
        assertEquals(sent, values(EventFile.asJson(file, new EventType(List.of()))));
        assertEquals(2_000, result.written() + result.skipped());
        assertEquals(sent.size(), result.written());
    }

    private static Iterator<SimulatedEvent> recording(Iterator<SimulatedEvent> events, List<String> values) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return events.hasNext();
            }

            @Override
            public SimulatedEvent next() {
                SimulatedEvent event = events.next();
                values.add(new String(event.value().orElse(new byte[0]), StandardCharsets.ISO_8859_1));
                return event;
            }
        };
    }

    @Test
    void rejectsAHeaderThatIsNotThePipelines() throws IOException {
        Path file = Files.writeString(directory.resolve("events.csv"), "id,amout\n1,2\n");
        IllegalArgumentException failure =
                assertThrows(IllegalArgumentException.class, () -> EventFile.asCsv(file, List.of("id", "amount")));
        assertEquals(
                file
                        + ":1: the header differs from the columns of the pipeline: column 2 is 'amout', expected 'amount'",
                failure.getMessage());
    }
}
