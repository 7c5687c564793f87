package io.riskstream.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.publish.OutputHeaders;
import io.riskstream.publish.PublishDeadLetter;
import io.riskstream.tools.statistics.ScoreBins;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The queries on a batch of records, in a Spark of this JVM. */
class OutputStatisticsTest {
    private static final StructType RECORDS = StructType.fromDDL(
            "key binary, value binary, topic string, partition int, offset bigint, timestamp timestamp, timestampType int,"
                    + " headers array<struct<key:string,value:binary>>");
    private static final Instant PUBLISHED = Instant.parse("2026-03-01T12:30:00Z");
    private static final Map<String, String> GROUPS = Map.of("groups", "state, countyCode");
    private static SparkSession session;

    private final List<Row> records = new ArrayList<>();

    @BeforeAll
    static void start() {
        session = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.shuffle.partitions", 1)
                .getOrCreate();
    }

    @AfterAll
    static void stop() {
        session.stop();
    }

    private void add(String value, Map<String, String> headers) {
        List<Row> all = new ArrayList<>();
        headers.forEach((name, text) -> all.add(RowFactory.create(name, text.getBytes(StandardCharsets.UTF_8))));
        records.add(RowFactory.create(
                null,
                value == null ? null : value.getBytes(StandardCharsets.UTF_8),
                "flood-scores",
                0,
                (long) records.size(),
                Timestamp.from(PUBLISHED),
                0,
                headers.isEmpty() ? null : all.toArray(Row[]::new)));
    }

    private void score(String id, double score, String decision, String state, String event) {
        add(
                "{\"id\":\"" + id + "\",\"score\":" + score + ",\"decision\":\"" + decision
                        + "\",\"reasons\":[{\"code\":\"deep-water\",\"points\":" + score
                        + ",\"text\":\"\"}],\"event\":{\"state\":\"" + state + "\"" + event + "}}",
                Map.of());
    }

    private Map<String, ScoreWindow> windows(Map<String, String> settings, Optional<ScoreBins> bins) {
        SparkSettings parsed = SparkSettingsTest.settings(settings);
        PipelineOutput pipeline = PipelineOutput.of(parsed);
        OutputStatistics statistics = new OutputStatistics(parsed, pipeline, bins);
        Dataset<Row> batch = session.createDataFrame(records, RECORDS);
        Map<String, ScoreWindow> windows = new TreeMap<>();
        for (Row row : statistics.scoreWindows(statistics.scores(batch)).collectAsList()) {
            ScoreWindow window = ScoreWindow.of(row, pipeline.decisions(), bins);
            windows.put(window.start() + "|" + window.dimension() + "|" + window.value(), window);
        }
        return windows;
    }

    @Test
    void countsEachScoreInEachOfItsGroups() {
        score("1", 10, "accept", "NJ", ",\"countyCode\":\"34003\"");
        score("2", 70, "refer", "NJ", "");
        score("3", 40, "accept", "TX", "");
        Map<String, ScoreWindow> windows = windows(GROUPS, Optional.empty());
        String hour = "2026-03-01T12:00:00Z|";
        assertEquals(
                List.of(
                        hour + "all|",
                        hour + "countyCode|34003",
                        hour + "decision|accept",
                        hour + "decision|refer",
                        hour + "rule|deep-water",
                        hour + "state|NJ",
                        hour + "state|TX"),
                List.copyOf(windows.keySet()));
        ScoreWindow all = windows.get(hour + "all|");
        assertEquals(3, all.events());
        assertEquals(3, all.distinctEvents());
        assertEquals(120, all.scoreSum());
        assertEquals(40, all.mean());
        assertEquals(List.of(40.0, 70.0, 70.0), all.quantiles());
        assertEquals(Map.of("refer", 1L, "review", 0L, "accept", 2L), all.decisions());
        assertEquals(OptionalDouble.empty(), all.points());
        assertEquals(
                OptionalDouble.of(120), windows.get(hour + "rule|deep-water").points());
        ScoreWindow state = windows.get(hour + "state|NJ");
        assertEquals(2, state.events());
        assertTrue(state.json().contains("\"events\":2,"), state.json());
        assertTrue(state.json().contains("\"share_refer\":0.5"), state.json());
    }

    @Test
    void comparesTheScoresWithAReference() {
        score("1", 0, "accept", "NJ", "");
        for (int i = 2; i <= 5; i++) {
            score(Integer.toString(i), 10, "accept", "NJ", "");
        }
        ScoreBins reference = new ScoreBins(Map.of(0.0, 50L, 10.0, 50L));
        ScoreWindow all = windows(GROUPS, Optional.of(reference)).get("2026-03-01T12:00:00Z|all|");
        assertEquals(List.of(1L, 4L), all.bins());
        assertEquals(0.415888, all.stability().orElseThrow(), 1e-6);
    }

    @Test
    void aReferenceWithOneScoreAndOneWithoutEventsInABinAreUsable() {
        score("1", 0, "accept", "NJ", "");
        score("2", 10, "accept", "NJ", "");
        String all = "2026-03-01T12:00:00Z|all|";
        ScoreWindow one =
                windows(GROUPS, Optional.of(new ScoreBins(Map.of(10.0, 7L)))).get(all);
        assertEquals(2, one.bins().stream().mapToLong(Long::longValue).sum());
        assertTrue(one.stability().isPresent());
        ScoreWindow other = windows(GROUPS, Optional.of(new ScoreBins(Map.of(0.0, 0L, 50.0, 100L))))
                .get(all);
        assertEquals(2, other.bins().stream().mapToLong(Long::longValue).sum());
    }

    /** As after a change of the reference: the state of a window has counts by the bins of both. */
    @Test
    void theBinsOfTwoReferencesAreApart() {
        ScoreBins before = new ScoreBins(Map.of(0.0, 50L, 10.0, 50L));
        ScoreBins after = new ScoreBins(Map.of(5.0, 50L, 10.0, 50L));
        Map<String, Long> state = Map.of(
                ReferenceScores.bin(before, 0),
                3L,
                ReferenceScores.bin(after, 0),
                5L,
                ReferenceScores.bin(after, 1),
                6L);
        assertEquals(List.of(3L, 0L), ReferenceScores.counts(before, state));
        assertEquals(List.of(5L, 6L), ReferenceScores.counts(after, state));
    }

    /** A scorecard that the pipeline has loaded after the start of the job may decide otherwise than the one in the Flux file. */
    @Test
    void countsADecisionThatTheScorecardLacks() {
        score("1", 10, "accept", "NJ", "");
        score("2", 10, "escalate", "NJ", "");
        score("3", 10, "\\u0000", "NJ", "");
        ScoreWindow all = windows(GROUPS, Optional.empty()).get("2026-03-01T12:00:00Z|all|");
        assertEquals(Map.of("refer", 0L, "review", 0L, "accept", 1L, "escalate", 1L, "\uFFFD", 1L), all.decisions());
        assertEquals(
                List.of("refer", "review", "accept", "escalate", "\uFFFD"),
                List.copyOf(all.decisions().keySet()));
        assertTrue(all.json().contains("\"share_escalate\":0.333"), all.json());
    }

    /** One record must not end the job, since the next start would read it again. */
    @Test
    void aScoreThatNoSumCanContainIsUnreadable() {
        String record = "{\"id\":\"1\",\"score\":%s,\"decision\":\"accept\"}";
        for (String score : List.of("NaN", "\"NaN\"", "\"-Infinity\"", "1e999", "1e308", "-1e308")) {
            add(record.formatted(score), Map.of());
        }
        add(record.formatted("12.5"), Map.of());
        Map<String, ScoreWindow> windows = windows(GROUPS, Optional.empty());
        assertEquals(6, windows.get("2026-03-01T12:00:00Z|unreadable|").events());
        assertEquals(12.5, windows.get("2026-03-01T12:00:00Z|all|").mean());
    }

    @Test
    void aTimeThatNoWindowCanContainIsReplacedByThatOfTheRecord() {
        String value = "{\"id\":\"1\",\"score\":1,\"decision\":\"accept\",\"event\":{\"dateOfLoss\":\"%s\"}}";
        for (long millis : List.of(Long.MAX_VALUE, Long.MIN_VALUE, -9_000_000_000_000L, 300_000_000_000_000L)) {
            add(value.formatted(""), Map.of(OutputHeaders.TIMESTAMP, Long.toString(millis)));
        }
        for (String time : List.of("-290307-12-31", "+294247-01-10", "0001-01-01", "1899-12-31T23:59:59Z")) {
            add(value.formatted(time), Map.of());
        }
        Map<String, String> settings = new HashMap<>(GROUPS);
        settings.put("event.time", "dateOfLoss");
        assertEquals(
                8,
                windows(settings, Optional.empty())
                        .get("2026-03-01T12:00:00Z|all|")
                        .events());
    }

    @Test
    void aHeaderThatIsNoUtf8IsCounted() {
        records.add(RowFactory.create(
                null,
                "x".getBytes(StandardCharsets.UTF_8),
                "flood-dead-letters",
                0,
                1L,
                Timestamp.from(PUBLISHED),
                0,
                new Row[] {RowFactory.create(PublishDeadLetter.CODE, new byte[] {'a', (byte) 0xC3, 0})}));
        SparkSettings settings = SparkSettingsTest.settings(GROUPS);
        OutputStatistics statistics = new OutputStatistics(settings, PipelineOutput.of(settings), Optional.empty());
        List<Row> rows = statistics
                .deadLetterWindows(statistics.deadLetters(session.createDataFrame(records, RECORDS)))
                .collectAsList();
        assertEquals("a\uFFFD\uFFFD", DeadLetterWindow.of(rows.get(0)).code());
    }

    @Test
    void countsARecordOfTheSameOriginOnce() {
        String value = "{\"id\":\"1\",\"score\":1,\"decision\":\"accept\",\"reasons\":[]}";
        add(value, Map.of(OutputHeaders.ORIGIN, "flood-claims-0@7"));
        add(value, Map.of(OutputHeaders.ORIGIN, "flood-claims-0@7"));
        add(value, Map.of(OutputHeaders.ORIGIN, "flood-claims-0@8"));
        add(value, Map.of());
        assertEquals(
                3,
                windows(GROUPS, Optional.empty())
                        .get("2026-03-01T12:00:00Z|all|")
                        .events());
    }

    @Test
    void countsWhatIsNoScoreAsUnreadable() {
        add("{\"id\":", Map.of());
        add(null, Map.of());
        add("{\"id\":\"1\",\"score\":\"much\",\"decision\":\"accept\"}", Map.of());
        add("[1]", Map.of(OutputHeaders.TIMESTAMP, "no number"));
        Map<String, ScoreWindow> windows = windows(GROUPS, Optional.empty());
        assertEquals(1, windows.size(), windows.toString());
        assertEquals(4, windows.get("2026-03-01T12:00:00Z|unreadable|").events());
    }

    @Test
    void valuesAreStorableInAKeyOfPostgres() {
        score("1", 1, "accept", "N\\u0000J", "");
        score("2", 1, "accept", "x".repeat(10_000), "");
        score("3", 1, "accept", "x".repeat(10_001), "");
        List<String> states = windows(GROUPS, Optional.empty()).values().stream()
                .filter(window -> window.dimension().equals("state"))
                .map(ScoreWindow::value)
                .toList();
        assertEquals(3, states.size());
        assertTrue(states.contains("N\uFFFDJ"), states.toString());
        assertTrue(states.stream().allMatch(state -> state.length() <= 200), states.toString());
    }

    @Test
    void theTimeIsThatOfTheFieldButNeverAfterThePublication() {
        Map<String, String> settings = new HashMap<>(GROUPS);
        settings.put("event.time", "dateOfLoss");
        score("1", 1, "accept", "NJ", ",\"dateOfLoss\":\"2026-02-27T08:15:00.000Z\"");
        score("2", 1, "accept", "NJ", ",\"dateOfLoss\":\"2099-01-01T00:00:00Z\"");
        score("3", 1, "accept", "NJ", ",\"dateOfLoss\":\"yesterday\"");
        Map<String, ScoreWindow> windows = windows(settings, Optional.empty());
        assertEquals(1, windows.get("2026-02-27T08:00:00Z|all|").events());
        assertEquals(2, windows.get("2026-03-01T12:00:00Z|all|").events());
    }

    @Test
    void countsDeadLettersByCode() {
        Map<String, String> headers = Map.of(
                PublishDeadLetter.STAGE, "validate",
                PublishDeadLetter.CODE, "schema.enum",
                OutputHeaders.OUTCOME, "rejected",
                OutputHeaders.TIMESTAMP,
                        Long.toString(Instant.parse("2026-03-01T09:59:59Z").toEpochMilli()));
        Map<String, String> first = new HashMap<>(headers);
        first.put(OutputHeaders.ORIGIN, "flood-claims-0@1");
        Map<String, String> second = new HashMap<>(headers);
        second.put(OutputHeaders.ORIGIN, "flood-claims-0@2");
        add("x", first);
        add("x", second);
        add("x", second);
        add("x", Map.of());
        SparkSettings settings = SparkSettingsTest.settings(GROUPS);
        OutputStatistics statistics = new OutputStatistics(settings, PipelineOutput.of(settings), Optional.empty());
        List<DeadLetterWindow> windows = statistics
                .deadLetterWindows(statistics.deadLetters(session.createDataFrame(records, RECORDS)))
                .orderBy("code")
                .collectAsList()
                .stream()
                .map(DeadLetterWindow::of)
                .toList();
        Instant nine = Instant.parse("2026-03-01T09:00:00Z");
        assertEquals(2, windows.size());
        assertEquals("", windows.get(0).code());
        assertEquals(
                new DeadLetterWindow(nine, nine.plusSeconds(3_600), "validate", "schema.enum", "rejected", 2),
                windows.get(1));
    }
}
