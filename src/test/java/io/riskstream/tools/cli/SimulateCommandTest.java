package io.riskstream.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.siegmar.fastcsv.reader.CsvReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateCommandTest {
    @TempDir
    private Path directory;

    private CommandLineRun simulate(String flux, String... more) {
        return CommandLineRun.of(
                Stream.concat(Stream.of("simulate", flux, "--out", directory.toString()), Stream.of(more))
                        .toArray(String[]::new));
    }

    private List<String> references() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("references"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void writesJsonLinesAndTheReferencesOfThePipeline() throws IOException {
        CommandLineRun run = simulate("flux/flood-claims.yaml", "--events", "1000", "--seed", "7");
        assertEquals(0, run.exitCode(), run.err());
        Path events = directory.resolve("events.jsonl");
        String text = new String(Files.readAllBytes(events), StandardCharsets.ISO_8859_1); // some are not UTF-8
        long lines = text.lines().count();
        assertTrue(lines > 990 && lines < 1000, lines + " lines: events without a value are not in the file");
        assertTrue(run.out().startsWith(events + ": " + lines + " events\n"), run.out());
        assertTrue(
                run.out().contains("\n" + directory.resolve("references").resolve("cpi_us_monthly.csv") + "\n"),
                run.out());
        assertTrue(
                run.out().contains("\nto run them: run flux/flood-claims.yaml --input " + events + " --references "),
                run.out());
        assertEquals(
                List.of(
                        "community_claims_history.csv",
                        "county_demographics.csv",
                        "cpi_us_monthly.csv",
                        "fema_disaster_declarations.csv"),
                references());
    }

    @Test
    void namesTheFilesAsTheirDirectoryIsNamed() {
        String out = Path.of("").toAbsolutePath().relativize(directory.toAbsolutePath()) + "/new";
        CommandLineRun run =
                CommandLineRun.of("simulate", "flux/flood-claims.yaml", "--out", out, "--events", "10", "--seed", "7");
        assertTrue(
                run.out()
                        .endsWith("to run them: run flux/flood-claims.yaml --input " + out
                                + "/events.jsonl --references " + out + "/references\n"),
                run.out());
    }

    @Test
    void writesTheSameEventsForTheSameSeed() throws IOException {
        simulate("flux/flood-claims.yaml", "--events", "50", "--seed", "7");
        byte[] first = Files.readAllBytes(directory.resolve("events.jsonl"));
        simulate("flux/flood-claims.yaml", "--events", "50", "--seed", "8");
        assertTrue(!List.of(first).equals(List.of(Files.readAllBytes(directory.resolve("events.jsonl")))));
        simulate("flux/flood-claims-fused.yaml", "--events", "50", "--seed", "7");
        assertEquals(
                new String(first, StandardCharsets.ISO_8859_1),
                Files.readString(directory.resolve("events.jsonl"), StandardCharsets.ISO_8859_1));
    }

    @Test
    void writesCsvWithAHeaderForAPipelineThatReadsCsv() throws IOException {
        CommandLineRun run = simulate("flux/auto-claims.yaml", "--events", "1000");
        assertEquals(0, run.exitCode(), run.err());
        try (var rows = CsvReader.builder().ofNamedCsvRecord(directory.resolve("events.csv"))) {
            List<Integer> sizes = rows.stream().map(row -> row.getFieldCount()).toList();
            assertTrue(sizes.size() > 980 && sizes.size() < 1000, sizes.size() + " rows");
            assertTrue(sizes.stream().allMatch(size -> size == 40), sizes.toString());
        }
        assertEquals(
                List.of("cpi_us_monthly.csv", "state_market_and_demographics.csv", "weather_daily_2014-07_2015-06.csv"),
                references());
    }

    @Test
    void rejectsAPipelineWithoutASimulation() {
        CommandLineRun run = simulate("flux/bench-claims.yaml");
        assertEquals(2, run.exitCode(), run.out() + run.err());
        assertTrue(run.err().startsWith("there is no simulation for the pipeline 'bench-claims'"), run.err());
    }
}
