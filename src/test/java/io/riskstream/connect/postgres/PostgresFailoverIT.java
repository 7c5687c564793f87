package io.riskstream.connect.postgres;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.riskstream.stage.Message;
import io.riskstream.stage.Publisher;
import io.riskstream.testing.FutureReceipt;
import io.riskstream.testing.TestContext;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the failover of an installed PostgreSQL to its streaming standby at another address, and the replay of everything. */
@Tag("stores")
class PostgresFailoverIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int ROWS = 10_000;
    private static final List<String> TRUST =
            List.of("host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust");

    @TempDir
    private Path directory;

    @Test
    void losesNoAcknowledgedRowWhenTheStandbyTakesOver() throws SQLException {
        assumeTrue(
                InstalledPostgres.binaries().isPresent(), "no PostgreSQL is installed (Debian's package postgresql)");
        try (InstalledPostgres primary = InstalledPostgres.start(directory.resolve("primary"), TRUST, "fsync = off");
                InstalledPostgres standby = primary.standby(directory.resolve("standby"), "standby")) {
            // a commit waits for the standby, so that it has each acknowledged row
            primary.sql("ALTER SYSTEM SET synchronous_standby_names = 'standby'", "SELECT pg_reload_conf()");
            await().atMost(PATIENCE).until(() -> primary.sql("SELECT sync_state FROM pg_stat_replication")
                    .equals(List.of("sync")));
            Postgres sink = new Postgres(Map.of(
                    // the standby first: it must not be written to
                    "hosts",
                    "127.0.0.1:" + standby.port() + ",127.0.0.1:" + primary.port(),
                    "database",
                    "postgres",
                    "user",
                    "postgres",
                    "statementTimeoutMillis",
                    5_000,
                    "connectTimeoutMillis",
                    2_000));
            try (PostgresTables tables = new PostgresTables(sink)) {
                tables.create(Map.of("scores", PostgresTables.Contents.SCORES), YearMonth.of(2026, 1), 1);
            }
            TestContext context = new TestContext();
            Publisher publisher = new PostgresPublisher(sink, context);
            try {
                AtomicInteger acknowledged = new AtomicInteger();
                CompletableFuture<Integer> repeated =
                        CompletableFuture.supplyAsync(() -> publishAll(publisher, acknowledged));
                await().atMost(PATIENCE).until(() -> acknowledged.get() >= ROWS / 10 || repeated.isDone());
                primary.kill();
                int before = acknowledged.get();
                standby.sql("ALTER SYSTEM SET synchronous_standby_names = ''", "SELECT pg_promote()");
                assertTrue(repeated.join() > 0, "the failover came too late to be noticed");
                assertEquals(List.of(Integer.toString(ROWS)), standby.sql("SELECT count(*) FROM riskstream.scores"));
                List<String> rows =
                        standby.sql("SELECT md5(string_agg(t::text, '|' ORDER BY key)) FROM riskstream.scores t");
                for (int replay = 0; replay < 2; replay++) {
                    assertEquals(0, publishAll(publisher, new AtomicInteger()));
                }
                assertEquals(
                        rows,
                        standby.sql("SELECT md5(string_agg(t::text, '|' ORDER BY key)) FROM riskstream.scores t"),
                        "a replay changes no row");
                System.out.printf(
                        "failover: %,d rows acknowledged before it, %,d repeated, %s rows at the end; two replays changed none%n",
                        before,
                        repeated.join(),
                        standby.sql("SELECT count(*) FROM riskstream.scores").get(0));
            } finally {
                publisher.close();
                context.close();
            }
        }
    }

    /** Publishes all rows until they are acknowledged, as a stage does, and returns how many were published again. */
    private static int publishAll(Publisher publisher, AtomicInteger acknowledged) {
        int repeated = 0;
        for (int from = 0; from < ROWS; from += 100) {
            List<Message> unstored = new ArrayList<>();
            for (int i = from; i < from + 100; i++) {
                unstored.add(StoredScores.score("scores", "c-" + i, i));
            }
            while (!unstored.isEmpty()) {
                List<Message> failed = new ArrayList<>();
                List<FutureReceipt> receipts = unstored.stream()
                        .map(message -> FutureReceipt.of(publisher, message))
                        .toList();
                for (int i = 0; i < receipts.size(); i++) {
                    if (!isAcknowledged(receipts.get(i))) {
                        failed.add(unstored.get(i));
                    }
                }
                acknowledged.addAndGet(unstored.size() - failed.size());
                repeated += failed.size();
                unstored = failed;
            }
        }
        return repeated;
    }

    private static boolean isAcknowledged(FutureReceipt receipt) {
        try {
            receipt.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException failed) {
            return false;
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
