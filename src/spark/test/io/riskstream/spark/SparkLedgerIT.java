package io.riskstream.spark;

import static io.riskstream.spark.LedgerRun.PATIENCE;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.connect.postgres.LocalPostgres;
import io.riskstream.tools.local.EmbeddedKafka;
import io.riskstream.tools.local.EmbeddedRedis;
import io.riskstream.tools.local.SparkProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/**
 * The job over a real Kafka, in a process of its own, while it and its stores fail: every score and dead letter is counted once in PostgreSQL, and the latest window
 * of each state is in Redis.
 */
class SparkLedgerIT {
    private static final int EVENTS = 3_000;
    private static final int KILLS = 3;

    @TempDir
    private static Path directory;

    private static EmbeddedKafka kafka;
    private static EmbeddedRedis redis;
    private static LocalPostgres postgres;

    @BeforeAll
    static void startServers() {
        kafka = EmbeddedKafka.start();
        redis = EmbeddedRedis.start();
        postgres = LocalPostgres.start(directory.resolve("data"));
    }

    @AfterAll
    static void stopServers() throws IOException {
        postgres.close();
        redis.close();
        kafka.close();
    }

    @BeforeEach
    void deleteRecords() {
        try (Jedis admin = new Jedis("127.0.0.1", redis.port())) {
            admin.flushAll();
        }
    }

    private static LedgerRun run(String name) throws IOException {
        return new LedgerRun(directory.resolve(name), name, kafka, redis, postgres);
    }

    @Test
    void countsEachScoreOnceThoughItIsKilled() throws IOException, InterruptedException {
        try (LedgerRun run = run("killed")) {
            Path settings = run.settings();
            run.init(settings);
            long begun = System.nanoTime();
            SparkProcess spark = run.start(settings);
            System.out.printf(Locale.ROOT, "Spark started in %.1f s%n", (System.nanoTime() - begun) / 1e9);
            try {
                for (int kill = 0; kill < KILLS; kill++) {
                    long before = run.stored();
                    run.process(EVENTS / (KILLS + 1));
                    await().atMost(PATIENCE).until(() -> run.stored() > before);
                    spark.close();
                    spark = run.start(settings);
                }
                run.process(EVENTS / (KILLS + 1));
                run.publishAgain();
                assertTrue(run.scores() > EVENTS / 2, run.scores() + " scores");
                await().atMost(PATIENCE).until(() -> run.stored() >= run.scores());
                run.publishLate(); // later than two hours before the latest event, which is the watermark
                String report = spark.finish(PATIENCE);
                System.out.print(report);
                assertTrue(report.contains("1 too late"), report);
            } finally {
                spark.close();
            }
            run.assertTables();
            run.assertRecords(Set.of());
        }
    }

    /** Processes events while a store is away, until the job has noticed it. */
    private static void processWithout(LedgerRun run, String store) {
        String message = store + " is not available, next attempt";
        long before = run.logged(message);
        run.process(300);
        await().atMost(PATIENCE).until(() -> run.logged(message) > before);
    }

    @Test
    void waitsForAStoreThatIsKilledOrFrozen() throws IOException, InterruptedException {
        try (LedgerRun run = run("waiting")) {
            Path settings = run.settings();
            String database = "PostgreSQL Postgres[postgres@" + postgres.address() + "/postgres, schema waiting]";
            String lookups = "Redis 127.0.0.1:" + redis.port();
            try (SparkProcess spark = run.start(settings)) {
                run.process(300);
                await().atMost(PATIENCE).until(() -> run.stored() > 0);
                run.process(300); // so that the server is killed while there are batches
                postgres.kill();
                processWithout(run, database);
                postgres.restart();
                await().atMost(PATIENCE).until(() -> run.stored() >= run.scores());

                run.process(300);
                postgres.freeze();
                processWithout(run, database);
                postgres.unfreeze();
                await().atMost(PATIENCE).until(() -> run.stored() >= run.scores());

                run.process(300);
                redis.pause();
                processWithout(run, lookups);
                redis.resume();
                await().atMost(PATIENCE).until(() -> run.stored() >= run.scores());

                Set<String> lost = new HashSet<>(run.records());
                redis.stop();
                processWithout(run, lookups);
                redis.restart();
                run.process(300);
                String report = spark.finish(PATIENCE);
                assertTrue(report.contains(" 0 too late"), report);
                run.assertTables();
                run.assertRecords(lost);
            }
        }
    }

    @Test
    void endsIfAStoreDoesNotReturnAndContinuesAfterTheNextStart()
            throws IOException, InterruptedException, SQLException {
        try (LedgerRun run = run("ending")) {
            Path settings = run.settings("retry.timeout=2s");
            run.createTables();
            try (SparkProcess spark = run.startEndless(settings)) {
                run.process(300);
                await().atMost(PATIENCE).until(() -> run.stored() > 0);
                run.process(300);
                postgres.kill();
                run.process(300);
                String end = failure(spark);
                assertTrue(end.contains("status 1") && end.contains("the query has failed: PostgreSQL Postgres["), end);
                assertTrue(end.contains("within 2 s, the value of 'retry.timeout'"), end);
                assertTrue(end.contains("the next start of the job repeats the batch"), end);
            }
            postgres.restart();
            try (SparkProcess spark = run.startEndless(settings)) {
                await().atMost(PATIENCE).until(() -> run.stored() >= run.scores());
                redis.pause();
                run.process(300);
                String end = failure(spark);
                assertTrue(end.contains("the query has failed: Redis 127.0.0.1:" + redis.port()), end);
            } finally {
                redis.resume();
            }
            try (SparkProcess spark = run.start(settings)) {
                spark.finish(PATIENCE);
            }
            run.assertTables();
            run.assertRecords(Set.of());
        }
    }

    /** Waits until a job fails, and returns its last messages. */
    private static String failure(SparkProcess spark) {
        return assertThrows(IllegalStateException.class, () -> spark.awaitEnd(PATIENCE))
                .getMessage();
    }

    @Test
    void ofTwoJobsOnOneCheckpointOneEnds() throws IOException, InterruptedException, SQLException {
        try (LedgerRun run = run("twice")) {
            Path settings = run.settings();
            run.createTables();
            try (SparkProcess one = run.startEndless(settings);
                    SparkProcess other = run.startEndless(settings)) {
                await().atMost(PATIENCE).until(() -> {
                    run.process(20);
                    return !one.isAlive() || !other.isAlive();
                });
                SparkProcess ended = one.isAlive() ? other : one;
                assertTrue(failure(ended).contains("status 1"));
                run.process(300);
            }
            try (SparkProcess spark = run.start(settings)) {
                spark.finish(PATIENCE);
            }
            run.assertTables();
        }
    }

    @Test
    void aCheckpointOfOtherSettingsIsRefused() throws IOException, InterruptedException {
        try (LedgerRun run = run("changed")) {
            try (SparkProcess spark = run.start(run.settings())) {
                run.process(300);
                spark.finish(PATIENCE);
            }
            Path changed = run.settings("window=20m");
            try (SparkProcess spark = SparkProcess.start(directory, "run", changed.toString())) {
                String end = spark.awaitStarted(PATIENCE);
                assertTrue(end.contains("belongs to 'window' = '600s', and the settings have '1200s'"), end);
            }
            run.assertTables();
        }
    }
}
