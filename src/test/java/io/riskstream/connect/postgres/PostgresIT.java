package io.riskstream.connect.postgres;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Header;
import io.riskstream.publish.OutputHeaders;
import io.riskstream.publish.PublishDeadLetter;
import io.riskstream.stage.Message;
import io.riskstream.stage.Publisher;
import io.riskstream.testing.FutureReceipt;
import io.riskstream.testing.TestContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.Driver;

/** Tests the sink against a real PostgreSQL: what is stored, what is stored once, and what happens when the server fails. */
class PostgresIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long MARCH = Instant.parse("2026-03-05T10:00:00Z").toEpochMilli();
    private static final YearMonth FIRST = YearMonth.of(2026, 1);

    @TempDir
    private static Path directory;

    private static LocalPostgres server;

    private final TestContext context = new TestContext();
    private final List<Publisher> open = new ArrayList<>();
    private String scores;
    private String letters;

    @BeforeAll
    static void startServer() {
        server = LocalPostgres.start(directory.resolve("data"));
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @BeforeEach
    void createTables(TestInfo test) throws SQLException {
        String name = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        scores = name.substring(0, Math.min(40, name.length()));
        letters = scores + "_dead";
        create(server.sink());
    }

    private List<String> create(Postgres postgres) throws SQLException {
        try (PostgresTables tables = new PostgresTables(postgres)) {
            return tables.create(
                    Map.of(scores, PostgresTables.Contents.SCORES, letters, PostgresTables.Contents.DEAD_LETTERS),
                    FIRST,
                    6);
        }
    }

    @AfterEach
    void closePublishers() {
        open.forEach(Publisher::close);
        context.close();
    }

    private Publisher publisher(Object... options) {
        PostgresPublisher publisher = new PostgresPublisher(server.sink(options), context);
        open.add(publisher);
        return publisher;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Message score(String key, long timestamp, long offset, String decision) {
        String body = "{\"id\":\"" + key + "\",\"score\":12.5,\"decision\":\"" + decision
                + "\",\"scorecard\":\"flood\",\"version\":\"7\",\"hash\":\"abc\",\"event\":{\"state\":\"FL\"}}";
        return new Message(
                scores,
                Optional.of(bytes(key)),
                Optional.of(bytes(body)),
                List.of(
                        Header.of(OutputHeaders.OUTCOME, OutputHeaders.SCORED),
                        Header.of(OutputHeaders.ORIGIN, "claims-0@" + offset),
                        Header.of(OutputHeaders.TIMESTAMP, Long.toString(timestamp))));
    }

    private Message deadLetter(long offset, Optional<byte[]> original) {
        return new Message(
                letters,
                Optional.of(new byte[] {1, (byte) 0xFF}),
                original,
                List.of(
                        Header.of(OutputHeaders.OUTCOME, OutputHeaders.REJECTED),
                        Header.of(OutputHeaders.ORIGIN, "claims-0@" + offset),
                        Header.of(OutputHeaders.TIMESTAMP, Long.toString(MARCH)),
                        Header.of(PublishDeadLetter.PIPELINE, "flood"),
                        Header.of(PublishDeadLetter.STAGE, "validate"),
                        Header.of(PublishDeadLetter.CODE, "schema.required"),
                        Header.of(PublishDeadLetter.PATH, "state"),
                        Header.of(PublishDeadLetter.MESSAGE, "is missing"),
                        Header.of(PublishDeadLetter.TIME, "2026-03-05T10:00:01Z"),
                        Header.of(PublishDeadLetter.REJECTIONS, "[{\"code\":\"schema.required\"}]")));
    }

    private static FutureReceipt publish(Publisher publisher, Message message) {
        FutureReceipt receipt = new FutureReceipt();
        publisher.publish(message, receipt);
        return receipt;
    }

    /** Waits for the result of a message; empty if it was acknowledged. */
    private static Optional<Throwable> failure(FutureReceipt receipt) {
        try {
            receipt.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** Publishes a message until it is acknowledged, as a stage does. */
    private static void publishUntilAcknowledged(Publisher publisher, Message message) {
        await().atMost(PATIENCE)
                .until(() -> failure(publish(publisher, message)).isEmpty());
    }

    private static void assertAcknowledged(FutureReceipt receipt) {
        assertEquals(Optional.empty(), failure(receipt));
    }

    @Test
    void storesVerdictsWithTheColumnsThatReportsNeed() {
        assertAcknowledged(publish(publisher(), score("c-1", MARCH, 7, "refer")));
        assertEquals(
                List.of("c-1 2026-03-01 claims-0@7 c-1 refer 12.5 flood 7 abc FL t"),
                server.sql("SELECT key, month, origin, event_id, decision, score, scorecard, version, hash,"
                        + " body->'event'->>'state', received_at = '2026-03-05 10:00:00+00' FROM riskstream."
                        + scores));
    }

    @Test
    void storesDeadLettersWithTheirOriginalBytes() {
        Publisher publisher = publisher();
        assertAcknowledged(publish(publisher, deadLetter(1, Optional.of(new byte[] {0, (byte) 0xC3, '{'}))));
        assertAcknowledged(publish(publisher, deadLetter(2, Optional.empty())));
        assertEquals(
                List.of(
                        "claims-0@1 rejected flood validate schema.required state is missing schema.required \\x01ff \\x00c37b",
                        "claims-0@2 rejected flood validate schema.required state is missing schema.required \\x01ff null"),
                server.sql(
                        "SELECT key, outcome, pipeline, stage, code, path, message, rejections->0->>'code', record_key, original"
                                + " FROM riskstream." + letters + " ORDER BY key"));
    }

    @Test
    void replacesAVerdictByThatOnALaterRecordOnly() {
        Publisher publisher = publisher();
        List<FutureReceipt> receipts = new ArrayList<>();
        receipts.add(publish(publisher, score("c-1", MARCH, 5, "review")));
        receipts.add(publish(publisher, score("c-1", MARCH, 6, "refer")));
        receipts.add(publish(publisher, score("c-1", MARCH - 1, 9, "accept"))); // older, whatever its offset
        receipts.forEach(PostgresIT::assertAcknowledged);
        assertAcknowledged(publish(publisher, score("c-1", MARCH, 5, "review"))); // a replay
        assertEquals(List.of("refer claims-0@6"), server.sql("SELECT decision, origin FROM riskstream." + scores));
        assertAcknowledged(publish(publisher, score("c-1", MARCH + 1, 2, "accept")));
        assertEquals(List.of("accept claims-0@2"), server.sql("SELECT decision, origin FROM riskstream." + scores));
    }

    @Test
    void writesNothingForARowThatIsThere() {
        Publisher publisher = publisher();
        assertAcknowledged(publish(publisher, score("c-1", MARCH, 5, "refer")));
        String before =
                server.sql("SELECT xmin, ctid FROM riskstream." + scores).get(0);
        assertAcknowledged(publish(publisher, score("c-1", MARCH, 5, "refer")));
        assertEquals(
                before,
                server.sql("SELECT xmin, ctid FROM riskstream." + scores).get(0));
    }

    @Test
    void refusesOnlyTheRowsThatCannotBeStored() {
        Publisher publisher = publisher();
        List<FutureReceipt> receipts = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            String state = i % 100 == 7 ? "\\u0000" : "FL"; // jsonb has no U+0000
            Message good = score("c-" + i, MARCH, i, "refer");
            byte[] body = new String(good.value().orElseThrow(), StandardCharsets.UTF_8)
                    .replace("FL", state)
                    .getBytes(StandardCharsets.UTF_8);
            receipts.add(publish(publisher, new Message(scores, good.key(), Optional.of(body), good.headers())));
        }
        receipts.add(publish(publisher, score("last", MARCH, 500, "refer")));
        int refused = 0;
        for (FutureReceipt receipt : receipts) {
            Optional<Throwable> failure = failure(receipt);
            if (failure.isPresent()) {
                Publisher.Refused cause = assertInstanceOf(Publisher.Refused.class, failure.get());
                assertEquals("publish.refused", cause.code());
                assertTrue(cause.getMessage().contains("SQLSTATE 22"), cause.getMessage());
                refused++;
            }
        }
        assertEquals(5, refused);
        assertEquals(496, server.count(scores));
    }

    @Test
    void keepsKeysApartThatAreNoTexts() {
        Publisher publisher = publisher();
        List<byte[]> keys = List.of(
                new byte[] {(byte) 0xFF},
                new byte[] {(byte) 0xFE},
                new byte[] {'a', 0},
                bytes("\uFFFD"),
                bytes("Z\u00FCrich"));
        for (byte[] key : keys) {
            Message message = score("c-1", MARCH, 1, "refer");
            assertAcknowledged(
                    publish(publisher, new Message(scores, Optional.of(key), message.value(), message.headers())));
        }
        assertEquals(
                List.of("Z\u00FCrich", "\\x6100", "\\xfe", "\\xff", "\uFFFD"),
                server.sql("SELECT key FROM riskstream." + scores + " ORDER BY key COLLATE \"C\""));
    }

    @Test
    void refusesAVersionOfARowWithoutThoseBeforeIt() {
        Publisher publisher = publisher();
        List<FutureReceipt> good = new ArrayList<>();
        List<FutureReceipt> bad = new ArrayList<>();
        for (int i = 0; i < 200; i++) { // many of these pairs are written with one statement
            good.add(publish(publisher, score("c-" + i, MARCH, i, "refer")));
            bad.add(publish(publisher, score("c-" + i, MARCH, 1_000 + i, "\\u0000")));
        }
        good.forEach(PostgresIT::assertAcknowledged);
        bad.forEach(receipt ->
                assertInstanceOf(Publisher.Refused.class, failure(receipt).orElseThrow()));
        assertEquals(
                List.of("200 refer refer"),
                server.sql("SELECT count(*), min(decision), max(decision) FROM riskstream." + scores));
    }

    @Test
    void storesADeadLetterWhosePathCannotBeStoredAsItIs() {
        Message letter = deadLetter(1, Optional.of(bytes("{}")));
        List<Header> headers = new ArrayList<>(letter.headers());
        headers.removeIf(header ->
                header.name().equals(PublishDeadLetter.PATH) || header.name().equals(PublishDeadLetter.REJECTIONS));
        headers.add(Header.of(PublishDeadLetter.PATH, "a\0b"));
        headers.add(Header.of(PublishDeadLetter.REJECTIONS, "[{\"path\":\"a\\u0000b \\\\u0000 \\u0001\"}]"));
        assertAcknowledged(
                publish(publisher(), new Message(letters, letter.key(), letter.value(), List.copyOf(headers))));
        assertEquals(
                List.of("a\uFFFDb a\uFFFDb \\u0000 \u0001"),
                server.sql("SELECT path, rejections->0->>'path' FROM riskstream." + letters));
    }

    @Test
    void refusesARowThatATriggerRejectsAndReportsNoValue() {
        server.sql(
                "CREATE OR REPLACE FUNCTION reject_row() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$ BEGIN IF NEW.key = 'secret' THEN RAISE EXCEPTION 'no %', NEW.key; END IF; RETURN NEW; END $$",
                "CREATE TRIGGER reject BEFORE INSERT ON riskstream." + scores
                        + " FOR EACH ROW EXECUTE FUNCTION reject_row()");
        Publisher publisher = publisher();
        assertInstanceOf(
                Publisher.Refused.class,
                failure(publish(publisher, score("secret", MARCH, 1, "refer"))).orElseThrow());
        assertAcknowledged(publish(publisher, score("c-2", MARCH, 2, "refer")));
        assertFalse(
                context.reports().toString().contains("secret"),
                context.reports().toString());
    }

    @Test
    void waitsForATableWithARequiredColumnOfItsOwn() {
        server.sql("ALTER TABLE riskstream." + scores + " ADD COLUMN branch text NOT NULL");
        Publisher publisher = publisher();
        assertInstanceOf(
                Publisher.TopicUnavailable.class,
                failure(publish(publisher, score("c-1", MARCH, 1, "refer"))).orElseThrow());
        assertFalse(
                context.reports().toString().contains("c-1"), context.reports().toString());
        server.sql("ALTER TABLE riskstream." + scores + " ALTER COLUMN branch DROP NOT NULL");
        assertAcknowledged(publish(publisher, score("c-1", MARCH, 1, "refer")));
    }

    @Test
    void refusesAKeyThatIsLongerThanAnIndexAllows() {
        Random random = new Random(1);
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < 8_000; i++) { // random, because the server compresses
            key.append((char) ('a' + random.nextInt(26)));
        }
        Publisher publisher = publisher();
        FutureReceipt tooLong = publish(publisher, score(key.toString(), MARCH, 1, "refer"));
        FutureReceipt other = publish(publisher, score("c-1", MARCH, 1, "refer"));
        assertTrue(assertInstanceOf(Publisher.Refused.class, failure(tooLong).orElseThrow())
                .getMessage()
                .contains("54000"));
        assertAcknowledged(other);
    }

    @Test
    void writesLargeRowsWithSeveralStatements() {
        Publisher publisher = publisher("statementTimeoutMillis", 20_000);
        assertAcknowledged(publish(publisher, score("c-0", MARCH, 0, "refer")));
        List<FutureReceipt> receipts = new ArrayList<>();
        server.freeze();
        try {
            receipts.add(publish(publisher, score("c-1", MARCH, 1, "refer")));
            await().atMost(PATIENCE).until(() -> context.gauge("postgres.waiting") == 0);
            for (int i = 2; i < 11; i++) { // wait together for the statement before them
                Message small = score("c-" + i, MARCH, i, "refer");
                byte[] body = bytes(new String(small.value().orElseThrow(), StandardCharsets.UTF_8)
                        .replace("FL", "x".repeat(1_000_000)));
                receipts.add(publish(publisher, new Message(scores, small.key(), Optional.of(body), small.headers())));
            }
        } finally {
            server.unfreeze();
        }
        receipts.forEach(PostgresIT::assertAcknowledged);
        assertEquals(5, context.distributionCount("postgres.statement"), "of 1, 1, 3, 3 and 3 rows");
    }

    @Test
    void connectsToTheSecondHostWhenTheFirstDoesNotAnswer() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Postgres two = server.sink(
                    "hosts",
                    "127.0.0.1:" + silent.getLocalPort() + "," + server.address(),
                    "connectTimeoutMillis",
                    1_000);
            assertEquals(List.of(), create(two));
        }
    }

    @Test
    void createsATableWithTheLongestName() throws SQLException {
        scores = "v".repeat(51);
        letters = "d".repeat(51);
        assertEquals(Optional.empty(), server.sink().topicProblem(scores));
        assertTrue(server.sink().topicProblem(scores + "v").orElseThrow().contains("51"));
        assertEquals(16, create(server.sink()).size());
        assertAcknowledged(publish(publisher(), score("c-1", MARCH, 1, "refer")));
        assertAcknowledged(publish(publisher(), deadLetter(1, Optional.empty())));
    }

    @Test
    void readsNoPropertiesFromTheNameOfTheDatabase() {
        String name = "my claims?user=x&a/b";
        Properties parsed = Driver.parseURL(server.sink("database", name).url(), new Properties());
        assertEquals(name, parsed.getProperty("PGDBNAME"));
        assertNull(parsed.getProperty("user"));
    }

    @Test
    void refusesAMessageWithoutTheHeadersOfAnOutput() {
        Message foreign = new Message(scores, Optional.empty(), Optional.of(bytes("{}")), List.of());
        assertInstanceOf(
                Publisher.Refused.class, failure(publish(publisher(), foreign)).orElseThrow());
    }

    @Test
    void reportsAMissingTableUntilItIsThere() throws SQLException {
        Publisher publisher = publisher();
        Message message = score("c-1", MARCH, 1, "refer");
        String table = scores;
        Message lost = new Message("late_table", message.key(), message.value(), message.headers());
        Publisher.TopicUnavailable missing = assertInstanceOf(
                Publisher.TopicUnavailable.class,
                failure(publish(publisher, lost)).orElseThrow());
        assertTrue(missing.getMessage().contains("store init"), missing.getMessage());
        assertTrue(
                context.reports().stream().anyMatch(report -> report.message().contains("late_table")),
                context.reports().toString());
        assertAcknowledged(publish(publisher, message)); // other tables are written all the same
        scores = "late_table";
        create(server.sink());
        assertAcknowledged(publish(publisher, lost));
        assertEquals(1, server.count("late_table"));
        assertEquals(1, server.count(table));
    }

    @Test
    void losesNoAcknowledgedRowWhenTheServerIsKilled() {
        Publisher publisher = publisher();
        AtomicInteger acknowledged = new AtomicInteger();
        CompletableFuture<Integer> retries = CompletableFuture.supplyAsync(() -> {
            int again = 0;
            for (int from = 0; from < 20_000; from += 100) {
                List<Message> unstored = new ArrayList<>();
                for (int i = from; i < from + 100; i++) {
                    unstored.add(score("c-" + i, MARCH, i, "refer"));
                }
                again -= unstored.size();
                while (!unstored.isEmpty()) {
                    again += unstored.size();
                    List<FutureReceipt> receipts = unstored.stream()
                            .map(message -> FutureReceipt.of(publisher, message))
                            .toList();
                    List<Message> failed = new ArrayList<>();
                    for (int i = 0; i < receipts.size(); i++) {
                        if (failure(receipts.get(i)).isPresent()) {
                            failed.add(unstored.get(i));
                        }
                    }
                    unstored = failed;
                }
                acknowledged.addAndGet(100);
            }
            return again;
        });
        await().atMost(PATIENCE).until(() -> acknowledged.get() >= 500 || retries.isDone());
        server.kill();
        server.restart();
        assertTrue(retries.join() > 0, "the kill came too late to be noticed");
        assertEquals(20_000, server.count(scores));
    }

    @Test
    void goesOnAfterAFrozenServer() {
        Publisher publisher = publisher("statementTimeoutMillis", 500);
        assertAcknowledged(publish(publisher, score("c-1", MARCH, 1, "refer")));
        server.freeze();
        try {
            assertTrue(
                    failure(publish(publisher, score("c-2", MARCH, 2, "refer"))).isPresent());
        } finally {
            server.unfreeze();
        }
        publishUntilAcknowledged(publisher, score("c-2", MARCH, 2, "refer"));
        assertEquals(2, server.count(scores));
    }

    @Test
    void connectsAgainWhenTheServerIsReadOnly() {
        Publisher publisher = publisher();
        server.sql("ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()");
        try {
            await().atMost(PATIENCE).until(() -> failure(publish(publisher, score("c-1", MARCH, 1, "refer")))
                    .isPresent());
        } finally {
            server.sql(
                    "SET default_transaction_read_only = off",
                    "ALTER SYSTEM RESET default_transaction_read_only",
                    "SELECT pg_reload_conf()");
        }
        publishUntilAcknowledged(publisher, score("c-2", MARCH, 2, "refer"));
    }

    @Test
    void waitsForALockNoLongerThanTheTimeLimitOfAStatement() throws Exception {
        Publisher publisher = publisher("statementTimeoutMillis", 300);
        Message message = score("c-1", MARCH, 1, "refer");
        try (Connection other = server.connection();
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("LOCK TABLE riskstream." + scores);
            String failure = failure(publish(publisher, message)).orElseThrow().getMessage();
            assertTrue(failure.contains("55P03") || failure.contains("57014"), failure);
            other.rollback();
        }
        publishUntilAcknowledged(publisher, message);
        assertEquals(1, context.count("postgres.connections"), "the connection is kept");
    }

    @Test
    void reportsAMissingRight() {
        server.sql(
                "DROP ROLE IF EXISTS reader",
                "CREATE ROLE reader LOGIN",
                "GRANT USAGE ON SCHEMA riskstream TO reader",
                "GRANT SELECT ON riskstream." + scores + " TO reader");
        Publisher publisher = publisher("user", "reader");
        assertInstanceOf(
                Publisher.TopicUnavailable.class,
                failure(publish(publisher, score("c-1", MARCH, 1, "refer"))).orElseThrow());
        server.sql("GRANT INSERT, UPDATE ON riskstream." + scores + " TO reader");
        assertAcknowledged(publish(publisher, score("c-1", MARCH, 1, "refer")));
        server.sql(
                "REVOKE ALL ON riskstream." + scores + " FROM reader",
                "REVOKE ALL ON SCHEMA riskstream FROM reader",
                "DROP ROLE reader");
    }

    @Test
    void twoWorkersWriteTheSameRowsWithoutADeadlock() {
        List<Publisher> workers = List.of(publisher(), publisher(), publisher());
        List<FutureReceipt> receipts = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 300; i++) {
                int shuffled = (i * 7_919 + round * 31) % 300;
                receipts.add(
                        publish(workers.get((i + round) % 3), score("c-" + shuffled, MARCH, round, "round-" + round)));
            }
        }
        receipts.forEach(PostgresIT::assertAcknowledged);
        assertEquals(
                List.of("300 round-19 round-19"),
                server.sql("SELECT count(*), min(decision), max(decision) FROM riskstream." + scores));
        assertEquals(List.of("0"), server.sql("SELECT deadlocks FROM pg_stat_database WHERE datname = 'postgres'"));
    }

    @Test
    void storesARowOfAnyMonth() {
        Publisher publisher = publisher();
        assertAcknowledged(publish(
                publisher, score("old", Instant.parse("1985-08-30T00:00:00Z").toEpochMilli(), 1, "refer")));
        assertEquals(1, server.count(scores + "_default"));
    }

    @Test
    void storesARowWithATimestampBeyondAllDates() {
        Publisher publisher = publisher();
        assertAcknowledged(publish(publisher, score("future", Long.MAX_VALUE, 1, "refer")));
        assertAcknowledged(publish(publisher, score("none", -1, 2, "refer")));
        Message letter = deadLetter(1, Optional.empty());
        List<Header> headers = new ArrayList<>(letter.headers());
        headers.replaceAll(header -> header.name().equals(OutputHeaders.TIMESTAMP)
                ? Header.of(OutputHeaders.TIMESTAMP, Long.toString(Long.MAX_VALUE))
                : header);
        assertAcknowledged(publish(publisher, new Message(letters, letter.key(), letter.value(), headers)));
        assertEquals(
                List.of("future 9999-12-01 9223372036854775807", "none 1969-12-01 -1"),
                server.sql("SELECT key, month, kafka_timestamp FROM riskstream." + scores + " ORDER BY key"));
        assertEquals(
                List.of("9999-12-01 9999"),
                server.sql(
                        "SELECT month, extract(year FROM received_at AT TIME ZONE 'UTC') FROM riskstream." + letters));
    }

    @Test
    void createsWhatIsMissingAndDropsOldMonths() throws SQLException {
        assertEquals(List.of(), create(server.sink()), "a second run creates nothing");
        assertAcknowledged(publish(publisher(), score("c-1", MARCH, 1, "refer")));
        try (PostgresTables tables = new PostgresTables(server.sink())) {
            assertEquals(
                    List.of("riskstream." + scores + "_2026_01", "riskstream." + scores + "_2026_02"),
                    tables.dropBefore(scores, YearMonth.of(2026, 3)));
            assertEquals(1, server.count(scores));
            assertEquals(
                    List.of("riskstream." + scores + "_2026_03"), tables.dropBefore(scores, YearMonth.of(2026, 4)));
            assertEquals(0, server.count(scores));
        }
    }

    @Test
    void failsAtOnceWhenTheQueueIsFull() {
        Publisher publisher = publisher("queueRows", 5);
        server.freeze();
        try {
            List<FutureReceipt> receipts = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                receipts.add(publish(publisher, score("c-" + i, MARCH, i, "refer")));
            }
            assertTrue(receipts.stream()
                    .filter(FutureReceipt::isDone)
                    .map(PostgresIT::failure)
                    .anyMatch(failure -> failure.orElseThrow().getMessage().contains("queueRows")));
        } finally {
            server.unfreeze();
        }
    }

    @Test
    void closesWithRowsThatWait() {
        Publisher publisher = publisher();
        assertAcknowledged(publish(publisher, score("c-1", MARCH, 1, "refer")));
        publisher.close();
        assertTrue(failure(publish(publisher, score("c-2", MARCH, 2, "refer"))).isPresent());
        assertFalse(Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread ->
                        thread.getName().equals("postgres-postgres") && thread.isAlive() && open.size() == 1));
    }

    @Test
    void reportsAWrongPasswordWithoutIt() {
        Publisher publisher = publisher("database", "nowhere");
        String failure = failure(publish(publisher, score("c-1", MARCH, 1, "refer")))
                .orElseThrow()
                .getMessage();
        assertTrue(failure.contains("SQLSTATE 3D000"), failure);
    }
}
