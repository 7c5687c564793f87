package io.riskstream.tools.local;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Tests that a record that changes while a pipeline runs changes the next scores. */
@ExtendWith(LocalServers.class)
class FreshScoresIT {
    @TempDir
    private Path directory;

    @Test
    void usesAChangedRecordForTheNextScores(LocalStorm storm) throws IOException {
        LocalRun.Settings settings = Runs.simulated(Path.of("flux/flood-claims.yaml"), 200, 0, directory);
        try (EmbeddedKafka kafka = EmbeddedKafka.start(LocalRun.brokerSettings());
                EmbeddedRedis redis = EmbeddedRedis.start();
                Jedis admin = new Jedis("127.0.0.1", redis.port())) {
            LocalRun run = Runs.silent(settings);
            ClaimsAroundChange claims = new ClaimsAroundChange(100, () -> {
                await().atMost(Duration.ofSeconds(30)).until(() -> run.totals().scored() == 100);
                admin.set("county:34003", "{\"density\": 3.0, \"median_income\": 1000}");
                // the worker has counted the invalidation
                await().until(() -> RunMetrics.of("flood-claims").count("redis.invalidations") > 0);
            });
            RunSummary summary = run.run(kafka, redis, storm, () -> {
                // after the references of the run, which contain this county too
                admin.set("county:34003", "{\"density\": 3884.5, \"median_income\": 1000}");
                return claims;
            });
            assertEquals(200, summary.scored(), summary.toJson());
        }
        List<String> scores = Runs.lines(directory, "scores.jsonl");
        assertEquals(100, ClaimsAroundChange.before(scores, ""));
        assertEquals(0, ClaimsAroundChange.before(scores, "open-county"));
        assertEquals(100, ClaimsAroundChange.after(scores, "open-county"));
    }
}
