package io.riskstream.spark;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.api.output.ShippedPipelines;
import io.riskstream.api.read.PublishedPipeline;
import io.riskstream.connect.postgres.LocalPostgres;
import io.riskstream.event.Header;
import io.riskstream.publish.OutputHeaders;
import io.riskstream.publish.PublishDeadLetter;
import io.riskstream.stage.Message;
import io.riskstream.tools.local.EmbeddedKafka;
import io.riskstream.tools.local.EmbeddedRedis;
import io.riskstream.tools.local.SparkProcess;
import io.riskstream.tools.simulate.SimulatedEvent;
import io.riskstream.tools.simulate.Simulation;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/**
 * The job over a real Kafka, in a process that is killed again and again: every score and dead letter is counted once in PostgreSQL, and the latest window of
 * each state is in Redis. The ledger is counted from the messages that the stages of flood-claims have published.
 */
class SparkLedgerIT {
    private static final int EVENTS = 3_000;
    private static final int KILLS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final long WINDOW_MILLIS = 600_000;

    @TempDir
    private Path directory;

    /** What the ledger has of one group in one window. */
    private static final class Group {
        private long events;
        private double score;
        private long referred;

        private void add(double added, boolean refer) {
            events++;
            score += added;
            referred += refer ? 1 : 0;
        }

        private String row() {
            return String.format(Locale.ROOT, "%d %.3f %d", events, score, referred);
        }
    }

    private final Map<String, Group> scores = new TreeMap<>();
    private final Map<String, Long> deadLetters = new TreeMap<>();

    private Path settings(PublishedPipeline pipeline, EmbeddedKafka kafka, EmbeddedRedis redis, LocalPostgres postgres)
            throws IOException {
        Properties filter = ShippedPipelines.properties();
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
                        "pipeline=" + pipeline.flux().path(),
                        "filter=" + values,
                        "checkpoint=" + directory.resolve("checkpoint"),
                        "trigger=200ms",
                        "max.records=150",
                        "window=10m",
                        "watermark=2h",
                        "groups=state, countyCode",
                        "records=market:{state}",
                        "postgres.hosts=" + postgres.address(),
                        "postgres.database=postgres",
                        "postgres.user=postgres"));
    }

    private SparkProcess start(Path settings) throws InterruptedException {
        SparkProcess spark = SparkProcess.start(directory, "run", settings.toString(), "--until-input-ends");
        assertEquals("", spark.awaitStarted(PATIENCE));
        return spark;
    }

    private static List<String> events() {
        List<String> events = new ArrayList<>();
        Iterator<SimulatedEvent> simulated = new Simulation("flood-claims", 11).events(EVENTS);
        while (simulated.hasNext()) {
            simulated.next().value().ifPresent(value -> events.add(new String(value, StandardCharsets.UTF_8)));
        }
        return events;
    }

    @Test
    void countsEachScoreOnceThoughItIsKilled() throws IOException, InterruptedException {
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                EmbeddedRedis redis = EmbeddedRedis.start();
                LocalPostgres postgres = LocalPostgres.start(directory.resolve("data"));
                PublishedPipeline pipeline =
                        new PublishedPipeline(kafka, "ledger", directory, new Properties(), Map.of())) {
            Path settings = settings(pipeline, kafka, redis, postgres);
            try (SparkProcess init = SparkProcess.start(directory, "init", settings.toString())) {
                init.finish(PATIENCE);
            }
            List<String> events = events();
            int next = 0;
            long begun = System.nanoTime();
            SparkProcess spark = start(settings);
            System.out.printf(Locale.ROOT, "Spark started in %.1f s%n", (System.nanoTime() - begun) / 1e9);
            try {
                for (int kill = 0; kill < KILLS; kill++) {
                    long before = counted(postgres);
                    int until = events.size() * (kill + 1) / (KILLS + 1);
                    while (next < until) {
                        pipeline.process(events.get(next++));
                    }
                    await().atMost(PATIENCE).until(() -> counted(postgres) > before);
                    spark.close();
                    spark = start(settings);
                }
                while (next < events.size()) {
                    pipeline.process(events.get(next++));
                }
                List<Message> published = List.copyOf(pipeline.published());
                published.forEach(this::count);
                for (int i = 0; i < published.size(); i += 10) {
                    pipeline.publish(published.get(i)); // as a pipeline does after a crash
                }
                long expected = scores.entrySet().stream()
                        .filter(group -> group.getKey().endsWith("|all|"))
                        .mapToLong(group -> group.getValue().events)
                        .sum();
                assertTrue(expected > EVENTS / 2, expected + " scores");
                await().atMost(PATIENCE).until(() -> counted(postgres) >= expected);
                // later than two hours before the latest event, which is the watermark
                pipeline.publish(late(published.get(0)));
                String report = spark.finish(PATIENCE);
                System.out.print(report);
                assertTrue(report.contains("1 too late"), report);
            } finally {
                spark.close();
            }
            assertScores(postgres);
            assertDeadLetters(postgres);
            assertEquals(
                    List.of("t", "t"),
                    postgres.sql("SELECT batches = batch_id + 1 FROM riskstream.spark_progress"),
                    "each batch is committed once");
            assertRecords(redis);
        }
    }

    private static long counted(LocalPostgres postgres) {
        return Long.parseLong(
                postgres.sql("SELECT coalesce(sum(events), 0) FROM riskstream.score_windows WHERE dimension = 'all'")
                        .get(0));
    }

    private static Optional<String> header(Message message, String name) {
        return message.headers().stream()
                .filter(header -> header.name().equals(name))
                .map(header -> new String(header.value(), StandardCharsets.UTF_8))
                .findFirst();
    }

    private static String window(Message message) {
        long time = Long.parseLong(header(message, OutputHeaders.TIMESTAMP).orElseThrow());
        return Instant.ofEpochMilli(time - time % WINDOW_MILLIS).toString();
    }

    private void count(Message message) {
        if (!header(message, OutputHeaders.OUTCOME).orElseThrow().equals(OutputHeaders.SCORED)) {
            String key = window(message) + "|"
                    + header(message, PublishDeadLetter.STAGE).orElse("") + "|"
                    + header(message, PublishDeadLetter.CODE).orElse("");
            deadLetters.merge(key, 1L, Long::sum);
            return;
        }
        JsonObject score = JsonParser.parseString(new String(message.value().orElseThrow(), StandardCharsets.UTF_8))
                .getAsJsonObject();
        String decision = score.get("decision").getAsString();
        JsonObject event = score.getAsJsonObject("event");
        List<String> groups = new ArrayList<>(List.of(
                "all|", "decision|" + decision, "state|" + event.get("state").getAsString()));
        if (event.has("countyCode") && !event.get("countyCode").isJsonNull()) {
            groups.add("countyCode|" + event.get("countyCode").getAsString());
        }
        for (JsonElement reason : score.getAsJsonArray("reasons")) {
            groups.add("rule|" + reason.getAsJsonObject().get("code").getAsString());
        }
        for (String group : groups) {
            scores.computeIfAbsent(window(message) + "|" + group, key -> new Group())
                    .add(score.get("score").getAsDouble(), decision.equals("refer"));
        }
    }

    /** Returns a message of another event, which happened a week before. */
    private static Message late(Message message) {
        List<Header> headers = new ArrayList<>();
        for (Header header : message.headers()) {
            String value =
                    switch (header.name()) {
                        case OutputHeaders.ORIGIN -> "ledger-9@1";
                        case OutputHeaders.TIMESTAMP -> Long.toString(PublishedPipeline.START - 7 * 86_400_000L);
                        default -> new String(header.value(), StandardCharsets.UTF_8);
                    };
            headers.add(Header.of(header.name(), value));
        }
        return new Message(message.topic(), message.key(), message.value(), headers);
    }

    private void assertScores(LocalPostgres postgres) {
        Map<String, String> stored = new TreeMap<>();
        for (String row : postgres.sql(
                "SELECT to_char(window_start AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') || '|' || dimension || '|' || value"
                        + " || '=' || events || ' ' || to_char(score_sum, 'FM999999990.000') || ' ' || (decisions ->> 'refer')"
                        + " FROM riskstream.score_windows")) {
            int at = row.lastIndexOf('=');
            stored.put(row.substring(0, at), row.substring(at + 1));
        }
        Map<String, String> expected = new TreeMap<>();
        scores.forEach((key, group) -> expected.put(key, group.row()));
        assertEquals(expected, stored);
        assertEquals(
                List.of("0"),
                postgres.sql(
                        "SELECT count(*) FROM riskstream.score_windows WHERE events > 20 AND dimension <> 'unreadable'"
                                + " AND NOT (score_p50 <= score_p90 AND score_p90 <= score_p99"
                                + " AND distinct_events BETWEEN 0.85 * events AND 1.15 * events)"));
        assertEquals(
                List.of("0"),
                postgres.sql(
                        "SELECT count(*) FROM riskstream.score_windows WHERE (dimension = 'rule') <> (points_sum IS NOT NULL)"));
    }

    private void assertDeadLetters(LocalPostgres postgres) {
        Map<String, Long> stored = new TreeMap<>();
        for (String row : postgres.sql(
                "SELECT to_char(window_start AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') || '|' || stage || '|' || code"
                        + " || ' ' || events FROM riskstream.dead_letter_windows")) {
            int at = row.lastIndexOf(' ');
            stored.put(row.substring(0, at), Long.parseLong(row.substring(at + 1)));
        }
        assertTrue(deadLetters.size() > 3, deadLetters.toString());
        assertEquals(deadLetters, stored);
    }

    /** The record of each state is that of its latest window. */
    private void assertRecords(EmbeddedRedis redis) {
        Map<String, String> latest = new TreeMap<>();
        scores.forEach((key, group) -> {
            String[] parts = key.split("\\|", -1);
            if (parts[1].equals("state")) {
                latest.put("market:" + parts[2], parts[0] + " " + group.events); // windows are in order
            }
        });
        Map<String, String> stored = new TreeMap<>();
        try (Jedis jedis = new Jedis("127.0.0.1", redis.port())) {
            for (String key : jedis.keys("market:*")) {
                JsonObject record = JsonParser.parseString(jedis.get(key)).getAsJsonObject();
                stored.put(
                        key,
                        record.get("window_start").getAsString() + " "
                                + record.get("events").getAsLong());
            }
        }
        assertEquals(latest, stored);
    }
}
