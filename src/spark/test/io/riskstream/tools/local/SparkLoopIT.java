package io.riskstream.tools.local;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import io.riskstream.spark.SparkSettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/**
 * Tests that what Spark computes becomes what Storm looks up: the scores of a pipeline on Storm go to Kafka, Spark counts them by state and writes records to Redis, Redis
 * notifies the near-cache of the worker, and the next scores of the same topology change.
 */
@ExtendWith(LocalServers.class)
class SparkLoopIT {
    private static final int CLAIMS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final String LOOKUP = """
              - id: state-market
                className: io.riskstream.enrich.Lookup
                constructorArgs:
                  - name: state_market
                    key: "market:{state}"
                    fields: {events: long, score_mean: double, share_accept: double}
                    onMiss: DEFAULT
                    defaults: {events: 0}

            """;
    private static final String RULE = """
            rules:
              - id: busy-state
                when: has(state_market.events) && state_market.events >= 50
                points: 70
                reason: Many claims in the state
            """;

    @TempDir
    private Path directory;

    /** Returns flood-claims with a look-up of the records that Spark writes, and a rule that reads one. */
    private Path flux() throws IOException {
        Path shipped = Path.of("topologies/flood-claims/scorecard.yaml");
        String scorecard = Files.readString(shipped);
        assertTrue(scorecard.contains("rules:\n"));
        Path changed = Files.writeString(directory.resolve("scorecard.yaml"), scorecard.replace("rules:\n", RULE));
        String eventType = "  # The event type: every field that a stage may read.\n";
        return Runs.variant(
                directory,
                "flood-claims",
                eventType,
                LOOKUP + eventType,
                "reflist: [schema, county,",
                "reflist: [schema, state-market, county,",
                shipped.toString(),
                changed.toString());
    }

    @Test
    void whatSparkComputesChangesTheNextScores(LocalStorm storm) throws IOException {
        Path flux = flux();
        LocalRun run = Runs.silent(Runs.simulated(flux, 2 * CLAIMS, 0, directory.resolve("run")));
        try (EmbeddedKafka kafka = EmbeddedKafka.start(LocalRun.brokerSettings());
                EmbeddedRedis redis = EmbeddedRedis.start();
                Jedis admin = new Jedis("127.0.0.1", redis.port())) {
            // one window, whatever time it is
            Path settings =
                    new SparkSettingsFile(directory, flux, kafka).with(redis).write("window=3650d");
            ClaimsAroundChange claims = new ClaimsAroundChange(CLAIMS, () -> closeLoop(run, settings, admin));
            RunSummary summary = run.run(kafka, redis, storm, () -> claims);
            assertEquals(2 * CLAIMS, summary.scored(), summary.toJson());
        }
        List<String> scores = Runs.lines(directory.resolve("run"), "scores.jsonl");
        assertEquals(CLAIMS, ClaimsAroundChange.before(scores, "\"decision\":\"accept\""));
        assertEquals(0, ClaimsAroundChange.before(scores, "busy-state"));
        assertEquals(CLAIMS, ClaimsAroundChange.after(scores, "\"decision\":\"refer\""));
        assertEquals(CLAIMS, ClaimsAroundChange.after(scores, "busy-state"));
    }

    /** Lets Spark count the first scores, and waits until the worker was notified of the record. */
    private void closeLoop(LocalRun run, Path settings, Jedis admin) {
        await().atMost(PATIENCE).until(() -> run.totals().scored() == CLAIMS);
        assertEquals(null, admin.get("market:NJ"));
        long notified = RunMetrics.of("flood-claims").count("redis.invalidations");
        try (SparkProcess spark = SparkProcess.start(directory, "run", settings.toString(), "--until-input-ends")) {
            assertEquals("", spark.awaitStarted(PATIENCE));
            System.out.print(spark.finish(PATIENCE));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        String record = admin.get("market:NJ");
        assertEquals(
                CLAIMS,
                JsonParser.parseString(record).getAsJsonObject().get("events").getAsLong(),
                record);
        await().atMost(PATIENCE).until(() -> RunMetrics.of("flood-claims").count("redis.invalidations") > notified);
    }
}
