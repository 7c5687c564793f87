package io.riskstream.tools.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.parse.csv.CsvFormat;
import io.riskstream.parse.csv.CsvRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvFileTest {
    private static final CsvFormat FORMAT = CsvFormat.of("test", Map.of("columns", List.of("a", "b")));

    @TempDir
    private Path directory;

    @Test
    void findsTheRecordsThatTheParserFinds() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        String alphabet = "ab,,\"\"\"\n\r ";
        Path file = directory.resolve("random.csv");
        int valid = 0;
        for (int n = 0; n < 4_000; n++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            Optional<List<List<String>>> expected = CsvRecords.of(FORMAT, text.toString());
            if (expected.isEmpty()) {
                continue;
            }
            valid++;
            Files.writeString(file, text);
            List<List<String>> records = new ArrayList<>();
            try (CsvFile rows = new CsvFile(file, FORMAT)) {
                while (rows.next()) {
                    records.add(rows.cells().texts());
                }
            }
            assertEquals(expected.get(), records, () -> text.toString()
                    .replace("\n", "\\n")
                    .replace("\r", "\\r"));
        }
        assertTrue(valid > 1_000);
    }

    @Test
    void namesTheLineOfARecordAfterQuotedLineBreaksAndBlankLines() throws IOException {
        Path file = Files.writeString(directory.resolve("lines.csv"), "\r\n\"x\r\ny\",1\r\n\r\n2,3\r4,5\n");
        List<Long> lines = new ArrayList<>();
        try (CsvFile rows = new CsvFile(file, FORMAT)) {
            while (rows.next()) {
                lines.add(rows.line());
            }
            assertEquals(2, rows.blankLines());
        }
        assertEquals(List.of(2L, 5L, 6L), lines);
    }

    /** A file is read in blocks of 64 KiB, so what lies on their boundaries must not matter. */
    @Test
    void readsRecordsAcrossBlocks() throws IOException {
        StringBuilder text = new StringBuilder();
        List<List<String>> expected = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            String cell = "\u00fc\u4e00\ud83d\ude00".repeat(i % 3) + i;
            text.append('"').append(cell).append("\"\"\r\n\",").append(i).append("\r\n");
            expected.add(List.of(cell + "\"\r\n", String.valueOf(i)));
        }
        Path file = Files.writeString(directory.resolve("long.csv"), text);
        List<List<String>> records = new ArrayList<>();
        try (CsvFile rows = new CsvFile(file, FORMAT)) {
            while (rows.next()) {
                records.add(rows.cells().texts());
                assertEquals(2L * records.size() - 1, rows.line());
            }
        }
        assertEquals(expected, records);
    }
}
