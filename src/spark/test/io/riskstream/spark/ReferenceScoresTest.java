package io.riskstream.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceScoresTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("reference.csv");
    }

    private String mistake(String content) throws IOException {
        Files.writeString(file, content);
        return assertThrows(IllegalArgumentException.class, () -> ReferenceScores.read(file))
                .getMessage()
                .substring(file.toString().length());
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        ReferenceScores.write(file, Map.of(0.0, 50L, 12.5, 50L));
        assertEquals("score,events\n0.0,50\n12.5,50\n", Files.readString(file));
        assertEquals(0, ReferenceScores.read(file).stabilityIndex(new long[] {50, 50}), 1e-9);
    }

    @Test
    void aReferenceWithoutEventsIsAMistake() throws IOException {
        assertEquals(":1: the first line must be score,events", mistake(""));
        assertEquals(": a reference distribution needs events", mistake("score,events\n"));
        assertEquals(": a reference distribution needs events", mistake("score,events\n10,0\n"));
    }

    @Test
    void aWrongLineIsNamed() throws IOException {
        String expected = ": expected a score, a comma and a number of events, each score once";
        for (String line : new String[] {"much,1", "NaN,1", "1,-1", "1", "1,2,3", "0,5", ""}) {
            assertEquals(":3" + expected, mistake("score,events\n0,7\n" + line + "\n"), line);
        }
    }

    @Test
    void aMissingFileIsNamedWithItsSetting() {
        UncheckedIOException error = assertThrows(UncheckedIOException.class, () -> ReferenceScores.read(file));
        assertEquals("no such file: " + file + ", the value of 'reference'", error.getMessage());
    }
}
