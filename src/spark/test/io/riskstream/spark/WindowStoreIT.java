package io.riskstream.spark;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.connect.postgres.LocalPostgres;
import io.riskstream.connect.postgres.Postgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which batches a PostgreSQL accepts: each once, in the order of their numbers, whatever happens to the connection. */
class WindowStoreIT {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path directory;

    private static LocalPostgres postgres;
    private static ExecutorService otherWriter;

    private final String query = UUID.randomUUID().toString();
    private Postgres database;
    private WindowStore store;

    @BeforeAll
    static void startServer() {
        postgres = LocalPostgres.start(directory.resolve("data"));
        otherWriter = Executors.newSingleThreadExecutor();
    }

    @AfterAll
    static void stopServer() throws IOException {
        otherWriter.shutdownNow();
        postgres.close();
    }

    @BeforeEach
    void createTables() throws SQLException {
        postgres.sql("DROP SCHEMA IF EXISTS riskstream CASCADE");
        database = postgres.sink("statementTimeoutMillis", 30_000);
        store = new WindowStore(database, "flood-claims");
        store.createTables();
        store.createTables(); // the second time changes nothing
    }

    private WindowStore.Batch batch(long id) {
        return new WindowStore.Batch(query, "scores", id);
    }

    private static List<ScoreWindow> windows(long events) {
        return List.of(new ScoreWindow(
                NOON,
                NOON.plusSeconds(3_600),
                "all",
                "",
                events,
                events,
                10.0 * events,
                List.of(10.0, 10.0, 10.0),
                OptionalDouble.empty(),
                Map.of("accept", events),
                List.of(),
                OptionalDouble.empty()));
    }

    private boolean commit(long id, long events) throws SQLException {
        return store.commitScores(batch(id), windows(events));
    }

    /** Asserts which batch is committed, how many were, and the events of the window. */
    private static void assertCommitted(long batch, long batches, long events) {
        assertEquals(
                List.of(batch + " " + batches),
                postgres.sql("SELECT batch_id, batches FROM riskstream.spark_progress"));
        assertEquals(List.of(Long.toString(events)), postgres.sql("SELECT events FROM riskstream.score_windows"));
    }

    private static void assertNothingIsCommitted() {
        assertEquals(0, postgres.count("spark_progress"));
        assertEquals(0, postgres.count("score_windows"));
    }

    private static void awaitWaitFor(String event) {
        await().atMost(PATIENCE).until(() -> !backends("wait_event_type = 'Lock' AND wait_event = '" + event + "'")
                .isEmpty());
    }

    private static List<String> backends(String condition) {
        return postgres.sql("SELECT pid FROM pg_stat_activity WHERE application_name = 'riskstream' AND " + condition);
    }

    private static <T> Future<T> inTheOtherWriter(Callable<T> write) {
        return otherWriter.submit(write);
    }

    @Test
    void theSameBatchAgainChangesNothing() throws SQLException {
        assertTrue(commit(0, 5));
        assertTrue(commit(1, 8));
        assertFalse(commit(1, 99));
        assertCommitted(1, 2, 8);
    }

    @Test
    void anOlderBatchIsAnErrorAndChangesNothing() throws SQLException {
        assertTrue(commit(6, 5));
        assertTrue(commit(7, 8));
        IllegalStateException error = assertThrows(IllegalStateException.class, () -> commit(6, 99));
        assertTrue(
                error.getMessage().contains("batch 6 of the query scores is older than batch 7"), error.getMessage());
        assertTrue(error.getMessage().contains("another job has the same checkpoint"), error.getMessage());
        assertCommitted(7, 2, 8);
        assertTrue(commit(8, 9));
        assertCommitted(8, 3, 9);
    }

    @Test
    void aNewCheckpointBeginsAgain() throws SQLException {
        assertTrue(commit(7, 8));
        WindowStore.Batch first = new WindowStore.Batch(UUID.randomUUID().toString(), "scores", 0);
        assertTrue(store.commitScores(first, windows(3)));
        assertEquals(
                List.of("0 1", "7 1"),
                postgres.sql("SELECT batch_id, batches FROM riskstream.spark_progress ORDER BY batch_id"));
    }

    /** A driver that its cluster manager takes for dead may still write while the next one repeats its batch. */
    @Test
    void ofTwoWritersOfABatchTheSecondWaitsAndChangesNothing() throws Exception {
        try (Connection first = database.openConnection();
                Statement statement = first.createStatement()) {
            first.setAutoCommit(false);
            statement.execute("INSERT INTO riskstream.spark_progress VALUES ('" + query
                    + "', 'flood-claims', 'scores', 0, 1, now())");
            Future<Boolean> second = inTheOtherWriter(() -> commit(0, 99));
            awaitWaitFor("transactionid");
            assertEquals(0, postgres.count("score_windows"));
            first.commit();
            assertFalse(second.get());
        }
        assertEquals(0, postgres.count("score_windows"));
        assertTrue(commit(1, 5));
        assertCommitted(1, 2, 5);
    }

    @Test
    void ofTwoWritersOfABatchTheSecondWritesIfTheFirstDoesNotCommit() throws Exception {
        try (Connection first = database.openConnection();
                Statement statement = first.createStatement()) {
            first.setAutoCommit(false);
            statement.execute("INSERT INTO riskstream.spark_progress VALUES ('" + query
                    + "', 'flood-claims', 'scores', 0, 1, now())");
            Future<Boolean> second = inTheOtherWriter(() -> commit(0, 5));
            awaitWaitFor("transactionid");
            first.rollback();
            assertTrue(second.get());
        }
        assertCommitted(0, 1, 5);
    }

    @Test
    void aWriterThatIsBehindFailsWhenTheOtherHasCommitted() throws Exception {
        assertTrue(commit(0, 1));
        try (Connection first = database.openConnection();
                Statement statement = first.createStatement()) {
            first.setAutoCommit(false);
            statement.execute("UPDATE riskstream.spark_progress SET batch_id = 2, batches = 3");
            Future<Boolean> second = inTheOtherWriter(() -> commit(1, 99));
            awaitWaitFor("transactionid");
            first.commit();
            ExecutionException error = assertThrows(ExecutionException.class, second::get);
            assertTrue(error.getCause().getMessage().contains("is older than batch 2"), error.toString());
        }
        assertCommitted(2, 3, 1);
    }

    @Test
    void aConnectionThatEndsBeforeTheRowsAreWrittenLeavesNothing() throws Exception {
        try (Connection holder = database.openConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE riskstream.score_windows IN EXCLUSIVE MODE");
            Future<Boolean> write = inTheOtherWriter(() -> commit(0, 5));
            awaitWaitFor("relation");
            assertTemporary(write, backends("wait_event = 'relation'"));
        }
        assertNothingIsCommitted();
        assertTrue(commit(0, 5));
        assertCommitted(0, 1, 5);
    }

    /** A deferred trigger runs within COMMIT, so the connection ends after the last statement and before the transaction does. */
    @Test
    void aConnectionThatEndsInTheCommitLeavesNothing() throws Exception {
        postgres.sql(
                "CREATE FUNCTION riskstream.wait_in_commit() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$BEGIN PERFORM pg_advisory_xact_lock(42); RETURN NULL; END$$",
                "CREATE CONSTRAINT TRIGGER wait_in_commit AFTER INSERT ON riskstream.score_windows"
                        + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION riskstream.wait_in_commit()");
        try (Connection holder = database.openConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("SELECT pg_advisory_xact_lock(42)");
            Future<Boolean> write = inTheOtherWriter(() -> commit(0, 5));
            awaitWaitFor("advisory");
            assertEquals(
                    1, backends("wait_event = 'advisory' AND query = 'COMMIT'").size());
            assertTemporary(write, backends("wait_event = 'advisory'"));
        }
        assertNothingIsCommitted();
        assertTrue(commit(0, 5));
        assertCommitted(0, 1, 5);
    }

    @Test
    void aServerThatIsKilledBetweenTheBatchesKeepsWhatItHasCommitted() throws SQLException {
        assertTrue(commit(0, 5));
        postgres.kill();
        SQLException error = assertThrows(SQLException.class, () -> commit(1, 8));
        assertTrue(Postgres.isTemporary(error), error.toString());
        postgres.restart();
        assertFalse(commit(0, 99));
        assertTrue(commit(1, 8));
        assertCommitted(1, 2, 8);
    }

    /** Ends the connections, and asserts that the write fails so that it is repeated. */
    private static void assertTemporary(Future<Boolean> write, List<String> backends) {
        assertEquals(1, backends.size());
        assertEquals(List.of("t"), postgres.sql("SELECT pg_terminate_backend(" + backends.get(0) + ")"));
        ExecutionException failure = assertThrows(ExecutionException.class, write::get);
        assertTrue(Postgres.isTemporary((SQLException) failure.getCause()), failure.toString());
    }

    @Test
    void missingTablesAndRightsAreErrorsThatEndTheJob() {
        postgres.sql("DROP SCHEMA riskstream CASCADE");
        SQLException missing = assertThrows(SQLException.class, () -> commit(0, 5));
        assertFalse(Postgres.isTemporary(missing));
        assertTrue(missing.getMessage().contains("create them with the command init"), missing.getMessage());
    }
}
