package io.riskstream.tools.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.tools.flux.Pipeline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tests {@code run --store postgres}: every output is in the database, and the queries have answers. */
@ExtendWith(LocalServers.class)
class StoreRunIT {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private RunSummary run(LocalRun.Settings settings, LocalStorm storm) throws IOException {
        LocalRun run =
                new LocalRun(settings.withStore(), new PrintStream(printed, true, StandardCharsets.UTF_8), false);
        try (EmbeddedKafka kafka = EmbeddedKafka.start(LocalRun.brokerSettings());
                EmbeddedRedis redis = EmbeddedRedis.start()) {
            return run.run(kafka, redis, storm);
        }
    }

    private String output() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** Returns the number of different ids among the scores: of two scores with one key, the later is stored. */
    private long ids() throws IOException {
        return Runs.lines(directory, "scores.jsonl").stream()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .map(score -> score.get("id").getAsString())
                .distinct()
                .count();
    }

    private void assertStored(RunSummary summary, String... answers) throws IOException {
        assertTrue(summary.isComplete(), summary.toJson());
        assertEquals(0L, summary.notStored());
        assertTrue(
                output().contains("PostgreSQL: " + ids() + " rows in riskstream.scores, " + summary.rejected()
                        + " in riskstream.dead_letters"),
                output());
        List.of("refer ", "review ", "accept ")
                .forEach(decision -> assertTrue(
                        output().lines().anyMatch(line -> line.matches("  \\d{4}-\\d\\d-\\d\\d " + decision + ".*")),
                        output()));
        for (String answer : answers) {
            assertTrue(output().lines().anyMatch(line -> line.matches(answer)), answer + " in " + output());
        }
    }

    @Test
    void storesEveryOutputAndAnswersQueries(LocalStorm storm) throws IOException {
        RunSummary summary = run(Runs.simulated(Path.of("flux/flood-claims-fused.yaml"), 300, 0, directory), storm);
        assertStored(
                summary,
                "  [-0-9a-f]{36} +refer +\\d+ .*deep-water.*",
                "  building-cover +\\d+ +\\d+\\.\\d",
                "    GROUP BY reason ORDER BY events DESC.*");
        JsonObject written = JsonParser.parseString(String.join("", Runs.lines(directory, "summary.json")))
                .getAsJsonObject();
        assertEquals(0, written.get("not_stored").getAsLong());
    }

    @Test
    @Tag("stores")
    void storesTheOutputsOfAFileOfEvents(LocalStorm storm) throws IOException {
        Pipeline auto = Pipeline.read(Path.of("flux/auto-claims.yaml"), Runs.local());
        SimulatedFiles files = SimulatedFiles.write(auto, 3, 400, directory.resolve("simulated"));
        RunSummary summary =
                run(Runs.from(auto.path(), files.events(), files.references(), directory.resolve("run")), storm);
        assertEquals(summary.read(), summary.scored() + summary.rejected());
        assertTrue(summary.isComplete(), summary.toJson());
        assertTrue(output().contains("Which reasons lead to the strictest decision most often?"), output());
    }

    @Test
    void refusesTopicsThatDependOnTheEvent() throws IOException {
        Path flux = Runs.variant(directory, "flood-claims", "topic: flood-scores", "topic: \"flood-{decision}\"");
        LocalRun run = Runs.silent(Runs.simulated(flux, 10, 0, directory).withStore());
        String message = assertThrows(IllegalArgumentException.class, run::run).getMessage();
        assertTrue(message.contains("flood-{decision}") && message.contains("--store"), message);
    }

    @Test
    void refusesADatabaseThatItDoesNotStart() throws IOException {
        Path flux = Runs.variant(
                directory,
                "flood-claims",
                "  - id: redis\n",
                "  - id: postgres\n    className: io.riskstream.connect.postgres.Postgres\n    constructorArgs:\n"
                        + "      - hosts: db.example.com\n        database: claims\n        user: writer\n\n  - id: redis\n");
        LocalRun run = Runs.silent(Runs.simulated(flux, 10, 0, directory));
        String message = assertThrows(IllegalArgumentException.class, run::run).getMessage();
        assertTrue(message.contains("db.example.com") && message.contains("${postgres.hosts}"), message);
    }
}
