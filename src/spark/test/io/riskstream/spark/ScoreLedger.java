package io.riskstream.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.connect.postgres.LocalPostgres;
import io.riskstream.publish.OutputHeaders;
import io.riskstream.publish.PublishDeadLetter;
import io.riskstream.stage.Message;
import io.riskstream.tools.local.EmbeddedRedis;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import redis.clients.jedis.Jedis;

/** What the tables and records of a job must contain, counted from the messages that the stages of flood-claims have published. */
final class ScoreLedger {
    private static final long WINDOW_MILLIS = 600_000;

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

    /** Returns the number of scores. */
    long scores() {
        return scores.entrySet().stream()
                .filter(group -> group.getKey().endsWith("|all|"))
                .mapToLong(group -> group.getValue().events)
                .sum();
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

    void count(Message message) {
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

    void assertScores(LocalPostgres postgres, String schema) {
        Map<String, String> stored = new TreeMap<>();
        for (String row : postgres.sql(
                "SELECT to_char(window_start AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') || '|' || dimension || '|' || value"
                        + " || '=' || events || ' ' || to_char(score_sum, 'FM999999990.000') || ' ' || (decisions ->> 'refer')"
                        + " FROM " + schema + ".score_windows")) {
            int at = row.lastIndexOf('=');
            stored.put(row.substring(0, at), row.substring(at + 1));
        }
        Map<String, String> expected = new TreeMap<>();
        scores.forEach((key, group) -> expected.put(key, group.row()));
        assertEquals(expected, stored);
        assertEquals(
                List.of("0"),
                postgres.sql("SELECT count(*) FROM " + schema
                        + ".score_windows WHERE events > 20 AND dimension <> 'unreadable'"
                        + " AND NOT (score_p50 <= score_p90 AND score_p90 <= score_p99"
                        + " AND distinct_events BETWEEN 0.85 * events AND 1.15 * events)"));
        assertEquals(
                List.of("0"),
                postgres.sql("SELECT count(*) FROM " + schema
                        + ".score_windows WHERE (dimension = 'rule') <> (points_sum IS NOT NULL)"));
    }

    void assertDeadLetters(LocalPostgres postgres, String schema) {
        Map<String, Long> stored = new TreeMap<>();
        for (String row : postgres.sql(
                "SELECT to_char(window_start AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') || '|' || stage || '|' || code"
                        + " || ' ' || events FROM " + schema
                        + ".dead_letter_windows")) {
            int at = row.lastIndexOf(' ');
            stored.put(row.substring(0, at), Long.parseLong(row.substring(at + 1)));
        }
        assertFalse(deadLetters.isEmpty());
        assertEquals(deadLetters, stored);
    }

    /** Asserts that the records are those of the latest window of each state; those of some states may be missing. */
    void assertRecords(EmbeddedRedis redis, Set<String> missing) {
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
        assertTrue(latest.size() > 3, latest.toString());
        latest.keySet().removeIf(key -> missing.contains(key) && !stored.containsKey(key));
        assertEquals(latest, stored);
    }

    /** Returns the keys of the records of all states. */
    Set<String> records() {
        return scores.keySet().stream()
                .map(key -> key.split("\\|", -1))
                .filter(parts -> parts[1].equals("state"))
                .map(parts -> "market:" + parts[2])
                .collect(Collectors.toSet());
    }
}
