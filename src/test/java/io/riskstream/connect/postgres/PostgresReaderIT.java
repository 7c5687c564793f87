package io.riskstream.connect.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.publish.StoreUnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads a real PostgreSQL with 30,000 scores and dead letters: what each selection finds, in which order, and that the server uses an index for it. */
class PostgresReaderIT {
    private static final int ROWS = 30_000;
    private static final Instant START = Instant.parse("2026-02-20T00:00:00Z");
    private static final String SCORES = "claim_scores";
    private static final String LETTERS = "claim_letters";

    @TempDir
    private static Path directory;

    private static LocalPostgres server;
    private static PostgresReader reader;

    /** Row i has the timestamp START + i minutes, so the rows are in two months. */
    @BeforeAll
    static void fill() throws SQLException {
        server = LocalPostgres.start(directory.resolve("data"));
        try (PostgresTables tables = new PostgresTables(server.sink())) {
            tables.create(
                    Map.of(SCORES, PostgresTables.Contents.SCORES, LETTERS, PostgresTables.Contents.DEAD_LETTERS),
                    YearMonth.of(2026, 2),
                    3);
        }
        String time = "(" + START.toEpochMilli() + " + i * 60000)";
        String month = "date_trunc('month', to_timestamp(" + time + " / 1000.0) AT TIME ZONE 'UTC')::date";
        server.sql(
                "INSERT INTO riskstream." + SCORES
                        + " (key, month, kafka_timestamp, kafka_offset, origin, body) SELECT 'policy-' || i, " + month
                        + ", " + time + ", i, 'claims-' || i % 2 || '@' || i, jsonb_build_object('id', 'c-' || i / 2,"
                        + " 'score', i, 'decision', CASE WHEN i % 100 = 0 THEN 'refer' ELSE 'accept' END)"
                        + " FROM generate_series(0, " + (ROWS - 1) + ") AS i",
                "INSERT INTO riskstream." + LETTERS
                        + " (key, month, kafka_timestamp, kafka_offset, outcome, pipeline, stage, code, path, message,"
                        + " rejections, rejected_at, record_key, original) SELECT 'claims-0@' || i, " + month + ", "
                        + time + ", i, 'rejected', 'claims', 'validate', CASE WHEN i % 50 = 0 THEN 'parse.json'"
                        + " ELSE 'schema.required' END, 'a.b', 'is missing', '[]', to_timestamp(" + time
                        + " / 1000.0) + interval '1 microsecond', 'k'::bytea, '{}'::bytea"
                        + " FROM generate_series(0, " + (ROWS - 1) + ") AS i",
                "ANALYZE riskstream." + SCORES,
                "ANALYZE riskstream." + LETTERS,
                "CHECKPOINT"); // this server does not wait for its disk, and a test kills it
        reader = new PostgresReader(server.sink());
    }

    @AfterAll
    static void stop() throws IOException {
        reader.close();
        server.close();
    }

    private static Instant time(int row) {
        return START.plus(row, ChronoUnit.MINUTES);
    }

    /** The conditions of a selection of scores that differ between the tests. */
    private static final class Selecting {
        private Optional<String> id = Optional.empty();
        private Optional<String> key = Optional.empty();
        private Optional<String> decision = Optional.empty();
        private Optional<Instant> since = Optional.empty();
        private Optional<Instant> until = Optional.empty();
        private List<String> sources = List.of();
        private Optional<RowPosition> after = Optional.empty();

        ScoreSelection limit(int limit) {
            return new ScoreSelection(id, key, decision, since, until, sources, after, limit);
        }

        Selecting id(String value) {
            id = Optional.of(value);
            return this;
        }

        Selecting key(String value) {
            key = Optional.of(value);
            return this;
        }

        Selecting decision(String value) {
            decision = Optional.of(value);
            return this;
        }

        Selecting between(Instant first, Instant end) {
            since = Optional.of(first);
            until = Optional.of(end);
            return this;
        }

        Selecting sources(String topic) {
            sources = List.of(topic);
            return this;
        }

        Selecting after(RowPosition position) {
            after = Optional.of(position);
            return this;
        }
    }

    private static List<String> keys(ScoreSelection selection) {
        return reader.scores(SCORES, selection).stream().map(StoredScore::key).toList();
    }

    private static DeadLetterSelection letters(Optional<String> origin, Optional<String> code, int limit) {
        return new DeadLetterSelection(
                "claims", origin, code, Optional.empty(), Optional.empty(), Optional.empty(), limit, true);
    }

    @Test
    void findsScoresByEventKeyAndDecisionNewestFirst() {
        assertEquals(
                List.of("policy-21", "policy-20"),
                keys(new Selecting().id("c-10").limit(5)));
        assertEquals(
                List.of("policy-29999"),
                keys(new Selecting().key("policy-29999").limit(5)));
        assertEquals(
                List.of("policy-29900", "policy-29800"),
                keys(new Selecting().decision("refer").limit(2)));
        assertEquals(
                List.of("policy-1100", "policy-1000"),
                keys(new Selecting()
                        .decision("refer")
                        .between(time(1000), time(1200))
                        .limit(9)));
        assertEquals(List.of(), keys(new Selecting().key("policy-30000").limit(5)));
    }

    @Test
    void aTableOfSeveralPipelinesIsDividedByTheTopicOfTheInput() {
        assertEquals(
                List.of("policy-4"),
                keys(new Selecting().key("policy-4").sources("claims").limit(5)));
        assertEquals(
                List.of(),
                keys(new Selecting().key("policy-4").sources("claims-0").limit(5)));
    }

    @Test
    void pagesHaveEachRowOnceAcrossMonths() {
        List<String> all = new ArrayList<>();
        Optional<RowPosition> after = Optional.empty();
        Instant end = Instant.parse("2026-03-01T00:30:00Z");
        Instant first = Instant.parse("2026-02-28T23:30:00Z");
        while (true) {
            Selecting selecting = new Selecting().between(first, end);
            List<StoredScore> page = reader.scores(
                    SCORES, after.map(selecting::after).orElse(selecting).limit(7));
            if (page.isEmpty()) {
                break;
            }
            page.forEach(row -> all.add(row.key()));
            StoredScore last = page.get(page.size() - 1);
            after = Optional.of(new RowPosition(last.timestamp() * 1_000, last.origin(), false));
        }
        List<String> expected = new ArrayList<>();
        for (int row = ROWS - 1; row >= 0; row--) {
            if (!time(row).isBefore(first) && time(row).isBefore(end)) {
                expected.add("policy-" + row);
            }
        }
        assertEquals(60, expected.size());
        assertEquals(expected, all);
    }

    @Test
    void anInclusivePositionReturnsItsRowAgain() {
        RowPosition at = new RowPosition(time(5).toEpochMilli() * 1_000, "claims-1@5", true);
        assertEquals(
                List.of("policy-5", "policy-4"), keys(new Selecting().after(at).limit(2)));
    }

    @Test
    void findsDeadLettersByOriginAndCode() {
        StoredDeadLetter one = reader.deadLetters(LETTERS, letters(Optional.of("claims-0@7"), Optional.empty(), 1))
                .get(0);
        assertEquals("schema.required", one.code());
        assertEquals("{}", new String(one.original().orElseThrow(), StandardCharsets.UTF_8));
        assertEquals(time(7).plus(1, ChronoUnit.MICROS), one.rejectedAt());
        List<StoredDeadLetter> parse =
                reader.deadLetters(LETTERS, letters(Optional.empty(), Optional.of("parse.*"), 3));
        assertEquals(
                List.of("claims-0@29950", "claims-0@29900", "claims-0@29850"),
                parse.stream().map(StoredDeadLetter::origin).toList());
        StoredDeadLetter last = parse.get(2);
        DeadLetterSelection next = new DeadLetterSelection(
                "claims",
                Optional.empty(),
                Optional.of("parse.json"),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new RowPosition(
                        ChronoUnit.MICROS.between(Instant.EPOCH, last.rejectedAt()), last.origin(), false)),
                1,
                false);
        assertEquals("claims-0@29800", reader.deadLetters(LETTERS, next).get(0).origin());
        assertEquals(Optional.empty(), reader.deadLetters(LETTERS, next).get(0).original());
    }

    /** If the value were a part of the statement, it would select rows, or drop the table. */
    @Test
    void valuesAreNeverPartOfTheStatement() {
        for (String value : List.of("' OR '1'='1", "x'; DROP TABLE riskstream." + SCORES + "; --", "%", "policy-_")) {
            assertEquals(List.of(), keys(new Selecting().key(value).limit(5)), value);
            assertEquals(List.of(), keys(new Selecting().id(value).limit(5)), value);
            assertEquals(List.of(), keys(new Selecting().decision(value).limit(5)), value);
            assertEquals(List.of(), reader.deadLetters(LETTERS, letters(Optional.of(value), Optional.empty(), 5)));
            assertEquals(List.of(), reader.deadLetters(LETTERS, letters(Optional.empty(), Optional.of(value), 5)));
        }
        assertEquals(ROWS, server.count(SCORES));
        assertThrows(
                IllegalArgumentException.class,
                () -> reader.scores(SCORES + "; DROP TABLE x", new Selecting().limit(1)));
    }

    private static String plan(RowQuery query) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (Connection connection = server.connection();
                PreparedStatement explain = query.prepareExplain(connection);
                ResultSet lines = explain.executeQuery()) {
            while (lines.next()) {
                plan.append(lines.getString(1)).append('\n');
            }
        }
        return plan.toString();
    }

    private static void assertIndexed(String index, RowQuery query) throws SQLException {
        String plan = plan(query);
        assertTrue(plan.contains(index), () -> query + "\n" + plan);
        // partitions without rows may be scanned as they are
        for (String filled : List.of("_2026_02", "_2026_03")) {
            assertFalse(
                    plan.lines().anyMatch(line -> line.contains("Seq Scan") && line.contains(filled)),
                    () -> query + "\n" + plan);
        }
    }

    @Test
    void everySelectionUsesAnIndex() throws SQLException {
        String scores = "riskstream." + SCORES;
        assertIndexed(
                "event_id", RowQuery.scores(scores, new Selecting().id("c-10").limit(51)));
        assertIndexed(
                "pkey", RowQuery.scores(scores, new Selecting().key("policy-7").limit(51)));
        assertIndexed(
                "decision",
                RowQuery.scores(scores, new Selecting().decision("refer").limit(51)));
        assertIndexed("received_at", RowQuery.scores(scores, new Selecting().limit(51)));
        RowPosition middle = new RowPosition(time(15_000).toEpochMilli() * 1_000, "claims-0@15000", false);
        assertIndexed(
                "received_at",
                RowQuery.scores(scores, new Selecting().after(middle).limit(51)));
        assertIndexed(
                "decision",
                RowQuery.scores(
                        scores, new Selecting().decision("refer").after(middle).limit(51)));
        assertIndexed(
                "received_at",
                RowQuery.scores(
                        scores, new Selecting().between(time(100), time(200)).limit(51)));
        String letters = "riskstream." + LETTERS;
        assertIndexed("pkey", RowQuery.deadLetters(letters, letters(Optional.of("claims-0@7"), Optional.empty(), 1)));
        assertIndexed("code", RowQuery.deadLetters(letters, letters(Optional.empty(), Optional.of("parse.json"), 51)));
        assertIndexed("rejected_at", RowQuery.deadLetters(letters, letters(Optional.empty(), Optional.empty(), 51)));
    }

    @Test
    void aServerThatIsAwayIsReportedAndUsedAgainWhenItReturns() {
        ScoreSelection one = new Selecting().key("policy-7").limit(1);
        try (PostgresReader own = new PostgresReader(server.sink())) {
            assertEquals(1, own.scores(SCORES, one).size());
            server.kill();
            String message = assertThrows(StoreUnavailableException.class, () -> own.scores(SCORES, one))
                    .getMessage();
            assertTrue(message.startsWith("PostgreSQL at " + server.address()), message);
            server.restart();
            assertEquals(1, own.scores(SCORES, one).size());
        }
    }

    @Test
    void aMissingTableIsReported() {
        String message = assertThrows(
                        StoreUnavailableException.class, () -> reader.scores("no_table", new Selecting().limit(1)))
                .getMessage();
        assertTrue(message.contains("no_table"), message);
        assertEquals(1, keys(new Selecting().key("policy-7").limit(1)).size());
    }
}
