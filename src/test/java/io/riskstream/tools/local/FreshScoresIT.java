package io.riskstream.tools.local;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.tools.events.InputRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Tests that a record that changes while a pipeline runs changes the next scores. */
@ExtendWith(LocalServers.class)
class FreshScoresIT {
    private static final String CLAIM = """
            {"id": "%s", "dateOfLoss": "2003-03-02T00:00:00.000Z", "state": "NJ", "countyCode": "34003", "basementEnclosureCrawlspaceType": 2, \
            "totalBuildingInsuranceCoverage": 60000, "totalContentsInsuranceCoverage": 0}""";

    @TempDir
    private Path directory;

    private static InputRecord claim(String id) {
        return new InputRecord(Optional.empty(), Optional.of(CLAIM.formatted(id).getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void usesAChangedRecordForTheNextScores(LocalStorm storm) throws IOException {
        LocalRun.Settings settings = Runs.simulated(Path.of("flux/flood-claims.yaml"), 200, 0, directory);
        try (EmbeddedKafka kafka = EmbeddedKafka.start(LocalRun.brokerSettings());
                EmbeddedRedis redis = EmbeddedRedis.start();
                Jedis admin = new Jedis("127.0.0.1", redis.port())) {
            LocalRun run = Runs.silent(settings);
            Iterator<InputRecord> before =
                    IntStream.range(0, 100).mapToObj(i -> claim("before-" + i)).iterator();
            Iterator<InputRecord> after =
                    IntStream.range(0, 100).mapToObj(i -> claim("after-" + i)).iterator();
            Iterator<InputRecord> claims = new Iterator<>() {
                private boolean written;

                @Override
                public boolean hasNext() {
                    return before.hasNext() || after.hasNext();
                }

                @Override
                public InputRecord next() {
                    if (before.hasNext()) {
                        return before.next();
                    }
                    if (!written) {
                        await().atMost(Duration.ofSeconds(30))
                                .until(() -> run.totals().scored() == 100);
                        admin.set("county:34003", "{\"density\": 3.0, \"median_income\": 1000}");
                        // the worker has counted the invalidation
                        await().until(() -> RunMetrics.of("flood-claims").count("redis.invalidations") > 0);
                        written = true;
                    }
                    return after.next();
                }
            };
            RunSummary summary = run.run(kafka, redis, storm, () -> {
                // after the references of the run, which contain this county too
                admin.set("county:34003", "{\"density\": 3884.5, \"median_income\": 1000}");
                return claims;
            });
            assertEquals(200, summary.scored(), summary.toJson());
        }
        List<String> scores = Runs.lines(directory, "scores.jsonl");
        assertEquals(
                0,
                mentioning(scores, "before-")
                        .filter(score -> score.contains("open-county"))
                        .count());
        assertEquals(
                100,
                mentioning(scores, "after-")
                        .filter(score -> score.contains("open-county"))
                        .count());
        assertTrue(mentioning(scores, "after-").count() == 100);
    }

    private static Stream<String> mentioning(List<String> scores, String id) {
        return scores.stream().filter(score -> score.contains("\"" + id));
    }
}
