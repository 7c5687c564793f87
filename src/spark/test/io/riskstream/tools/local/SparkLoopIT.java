package io.riskstream.tools.local;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import io.riskstream.tools.events.InputRecord;
import io.riskstream.tools.flux.FluxFiles;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.IntStream;
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
    private static final String CLAIM = """
            {"id": "%s", "dateOfLoss": "2003-03-02T00:00:00.000Z", "state": "NJ", "countyCode": "34003", "basementEnclosureCrawlspaceType": 2, \
            "totalBuildingInsuranceCoverage": 60000, "totalContentsInsuranceCoverage": 0}""";

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

    private static String replaced(String text, String from, String to) {
        if (!text.contains(from)) {
            throw new AssertionError("no '" + from + "' in the file");
        }
        return text.replace(from, to);
    }

    /** Returns flood-claims with a look-up of the records that Spark writes, and a rule that reads one. */
    private Path flux() throws IOException {
        Path scorecard = Path.of("topologies/flood-claims/scorecard.yaml");
        Path changed = Files.writeString(
                directory.resolve("scorecard.yaml"), replaced(Files.readString(scorecard), "rules:\n", RULE));
        String text = FluxFiles.inlined(Path.of("flux/flood-claims.yaml"));
        String eventType = "  # The event type: every field that a stage may read.\n";
        text = replaced(text, eventType, LOOKUP + eventType);
        text = replaced(text, "reflist: [schema, county,", "reflist: [schema, state-market, county,");
        text = replaced(text, scorecard.toString(), changed.toString());
        return Files.writeString(directory.resolve("flood-claims.yaml"), text);
    }

    private Path settings(Path flux, EmbeddedKafka kafka, EmbeddedRedis redis) throws IOException {
        Properties filter = Runs.local();
        filter.setProperty("kafka.bootstrap.servers", kafka.bootstrapServers());
        filter.setProperty("redis.host", "127.0.0.1");
        filter.setProperty("redis.port", Integer.toString(redis.port()));
        Path values = directory.resolve("filter.properties");
        try (Writer writer = Files.newBufferedWriter(values)) {
            filter.store(writer, null);
        }
        return Files.writeString(
                directory.resolve("spark.properties"),
                String.join(
                        "\n",
                        "pipeline=" + flux,
                        "filter=" + values,
                        "checkpoint=" + directory.resolve("checkpoint"),
                        "trigger=200ms",
                        // one window, whatever time it is
                        "window=3650d",
                        "groups=state",
                        "records=market:{state}"));
    }

    private static InputRecord claim(String id) {
        return new InputRecord(Optional.empty(), Optional.of(CLAIM.formatted(id).getBytes(StandardCharsets.UTF_8)));
    }

    private static long count(List<String> scores, String id, String text) {
        return scores.stream()
                .filter(score -> score.contains("\"" + id) && score.contains(text))
                .count();
    }

    @Test
    void whatSparkComputesChangesTheNextScores(LocalStorm storm) throws IOException {
        Path flux = flux();
        LocalRun run = Runs.silent(Runs.simulated(flux, 2 * CLAIMS, 0, directory.resolve("run")));
        try (EmbeddedKafka kafka = EmbeddedKafka.start(LocalRun.brokerSettings());
                EmbeddedRedis redis = EmbeddedRedis.start();
                Jedis admin = new Jedis("127.0.0.1", redis.port())) {
            Path settings = settings(flux, kafka, redis);
            Iterator<InputRecord> before = IntStream.range(0, CLAIMS)
                    .mapToObj(i -> claim("before-" + i))
                    .iterator();
            Iterator<InputRecord> after = IntStream.range(0, CLAIMS)
                    .mapToObj(i -> claim("after-" + i))
                    .iterator();
            Iterator<InputRecord> claims = new Iterator<>() {
                private boolean closed;

                @Override
                public boolean hasNext() {
                    return before.hasNext() || after.hasNext();
                }

                @Override
                public InputRecord next() {
                    if (before.hasNext()) {
                        return before.next();
                    }
                    if (!closed) {
                        closeLoop(run, settings, admin);
                        closed = true;
                    }
                    return after.next();
                }
            };
            RunSummary summary = run.run(kafka, redis, storm, () -> claims);
            assertEquals(2 * CLAIMS, summary.scored(), summary.toJson());
        }
        List<String> scores = Runs.lines(directory.resolve("run"), "scores.jsonl");
        assertEquals(CLAIMS, count(scores, "before-", "\"decision\":\"accept\""));
        assertEquals(0, count(scores, "before-", "busy-state"));
        assertEquals(CLAIMS, count(scores, "after-", "\"decision\":\"refer\""));
        assertEquals(CLAIMS, count(scores, "after-", "busy-state"));
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
