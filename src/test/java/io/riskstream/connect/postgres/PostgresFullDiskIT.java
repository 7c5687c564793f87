package io.riskstream.connect.postgres;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.riskstream.stage.Message;
import io.riskstream.stage.Publisher;
import io.riskstream.testing.FutureReceipt;
import io.riskstream.testing.TestContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests a disk without space: the tables, or the write-ahead log, are on a small file system of their own, which a file fills. Needs the right to mount.
 */
@Tag("stores")
class PostgresFullDiskIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BEFORE = 100;
    private static final int ROWS = 20_000;
    /** More than the log has space for after the disk is full: one segment has 16 MB, and a row takes about 1 KB of it. */
    private static final int LOGGED_ROWS = 40_000;

    private static final String NO_SPACE = "SQLSTATE 53100";

    @TempDir
    private Path directory;

    @Test
    void rowsWaitWhileTheDiskIsFullAndNoneIsLost() throws IOException, SQLException {
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), "16m");
                LocalPostgres server = LocalPostgres.start(directory.resolve("data"))) {
            Path tables = Files.createDirectory(disk.path().resolve("tables"));
            server.sql(
                    "CREATE TABLESPACE small LOCATION '" + tables.toAbsolutePath() + "'",
                    "ALTER DATABASE postgres SET default_tablespace = 'small'");
            testWith(server, disk.path().resolve("other-file"));
        }
    }

    /** A file system of its own. */
    private record SmallDisk(Path path) implements AutoCloseable {
        static SmallDisk mount(Path path, String size) throws IOException {
            Files.createDirectory(path);
            assumeTrue(
                    run("mount", "-t", "tmpfs", "-o", "size=" + size + ",mode=700", "tmpfs", path.toString()),
                    "mounting a tmpfs is not permitted here");
            return new SmallDisk(path);
        }

        @Override
        public void close() throws IOException {
            assertTrue(run("umount", path.toString()), "unmount " + path + " by hand");
        }
    }

    /** The stage's side of a table of scores. */
    private record OpenSink(TestContext context, Publisher publisher) implements AutoCloseable {
        static OpenSink of(LocalPostgres server) throws SQLException {
            Postgres sink = server.sink("statementTimeoutMillis", 10_000);
            try (PostgresTables tables = new PostgresTables(sink)) {
                tables.create(Map.of("scores", PostgresTables.Contents.SCORES), YearMonth.of(2026, 1), 1);
            }
            TestContext context = new TestContext();
            return new OpenSink(context, new PostgresPublisher(sink, context));
        }

        @Override
        public void close() {
            publisher.close();
            context.close();
        }
    }

    private static void testWith(LocalPostgres server, Path otherFile) throws IOException, SQLException {
        try (OpenSink sink = OpenSink.of(server)) {
            Publisher publisher = sink.publisher();
            assertEquals(List.of(), failures(publisher, messages(0, BEFORE)));
            fill(otherFile);
            List<Throwable> whileFull = failures(publisher, messages(BEFORE, ROWS));
            assertTrue(
                    whileFull.stream().anyMatch(failure -> failure.getMessage().contains(NO_SPACE)),
                    () -> "the disk was not full: " + whileFull);
            assertFalse(
                    whileFull.stream().anyMatch(Publisher.Refused.class::isInstance),
                    () -> "a row that waits for space must not become a dead letter: " + whileFull);
            long stored = server.count("scores");
            assertEquals(ROWS - whileFull.size(), stored, "each row is acknowledged or not stored");

            Files.delete(otherFile);
            List<Message> all = messages(0, ROWS);
            assertEquals(List.of(), failures(publisher, all));
            assertEquals(ROWS, server.count("scores"));
            assertEquals(List.of(), failures(publisher, all), "a replay");
            assertEquals(ROWS, server.count("scores"));
            System.out.printf(
                    "full disk: %,d of %,d rows waited, %,d were stored meanwhile; all are stored after space was freed%n",
                    whileFull.size(), ROWS, stored);
        }
    }

    private static List<Message> messages(int from, int to) {
        List<Message> messages = new ArrayList<>();
        for (int i = from; i < to; i++) {
            messages.add(StoredScores.score("scores", "c-" + i, i));
        }
        return messages;
    }

    /** Publishes messages once. Returns the failures. */
    private static List<Throwable> failures(Publisher publisher, List<Message> messages) {
        List<Throwable> failures = new ArrayList<>();
        for (int from = 0; from < messages.size(); from += 500) {
            List<FutureReceipt> receipts = messages.subList(from, Math.min(messages.size(), from + 500)).stream()
                    .map(message -> FutureReceipt.of(publisher, message))
                    .toList();
            for (FutureReceipt receipt : receipts) {
                try {
                    receipt.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    failures.add(e.getCause());
                } catch (InterruptedException | TimeoutException e) {
                    throw new AssertionError(e);
                }
            }
        }
        return failures;
    }

    /** Writes a file until the file system has no space. */
    private static void fill(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] block = new byte[4096];
            while (file.toFile().getUsableSpace() > 0) {
                out.write(block);
            }
        }
    }

    /**
     * A server that cannot write its log restarts, and ends if it cannot recover either. After space was freed, and it was started if it had ended, the rows that
     * waited are stored.
     */
    @Test
    void aServerWithoutSpaceForItsLogLosesNoAcknowledgedRow() throws IOException, SQLException {
        Path data = directory.resolve("data");
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("log-disk"), "128m");
                LocalPostgres server = LocalPostgres.start(data)) {
            server.kill();
            Path log = Files.createDirectory(disk.path().resolve("pg_wal"));
            assertTrue(
                    run("cp", "-a", data.resolve("pg_wal") + "/.", log.toString())
                            && run("rm", "-r", data.resolve("pg_wal").toString()),
                    "the log is moved to the small disk");
            Files.createSymbolicLink(data.resolve("pg_wal"), log);
            server.restart();
            testWithFullLog(server, disk.path().resolve("other-file"));
        }
    }

    private static void testWithFullLog(LocalPostgres server, Path otherFile) throws IOException, SQLException {
        try (OpenSink sink = OpenSink.of(server)) {
            Publisher publisher = sink.publisher();
            assertEquals(List.of(), failures(publisher, messages(0, BEFORE)));
            fill(otherFile);
            List<Message> all = messages(0, LOGGED_ROWS);
            List<Throwable> whileFull = failures(publisher, all.subList(BEFORE, LOGGED_ROWS));
            assertFalse(whileFull.isEmpty(), "the log had space for all rows");
            assertFalse(
                    whileFull.stream().anyMatch(Publisher.Refused.class::isInstance),
                    () -> "a row that waits for space must not become a dead letter: " + whileFull);
            int acknowledged = LOGGED_ROWS - whileFull.size();

            Files.delete(otherFile);
            server.recover();
            long stored = server.count("scores");
            assertTrue(
                    stored >= acknowledged,
                    acknowledged + " rows were acknowledged, and only " + stored + " are stored");
            await().atMost(PATIENCE).until(() -> failures(publisher, all).isEmpty());
            assertEquals(LOGGED_ROWS, server.count("scores"));
            System.out.printf(
                    "full disk of the write-ahead log: %,d of %,d rows were acknowledged, %,d stored after the restart, all at the end%n",
                    acknowledged, LOGGED_ROWS, stored);
        }
    }

    private static boolean run(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return process.exitValue() == 0;
    }
}
