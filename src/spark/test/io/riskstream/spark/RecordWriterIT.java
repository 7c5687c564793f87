package io.riskstream.spark;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import io.riskstream.connect.redis.Redis;
import io.riskstream.connect.redis.RedisLoader;
import io.riskstream.tools.local.EmbeddedRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** The records of a real Redis. */
class RecordWriterIT {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Optional<Duration> TWO_HOURS = Optional.of(Duration.ofHours(2));

    private EmbeddedRedis redis;
    private Jedis admin;

    @BeforeEach
    void start() {
        redis = EmbeddedRedis.start();
        admin = new Jedis("127.0.0.1", redis.port());
    }

    @AfterEach
    void stop() {
        admin.close();
        redis.close();
    }

    private RecordWriter writer(Optional<Duration> life, Object... options) {
        Map<String, Object> all = new HashMap<>(Map.of("host", "127.0.0.1", "port", redis.port()));
        for (int i = 0; i < options.length; i += 2) {
            all.put((String) options[i], options[i + 1]);
        }
        return new RecordWriter(new Redis(all), List.of(RecordKeyTemplate.of("market:{state}")), life);
    }

    private static List<ScoreWindow> windows(Instant start, String state, long events) {
        return List.of(new ScoreWindow(
                start,
                start.plusSeconds(3_600),
                "state",
                state,
                events,
                events,
                events,
                List.of(),
                OptionalDouble.empty(),
                Map.of(),
                List.of(),
                OptionalDouble.empty()));
    }

    private long events(String key) {
        return JsonParser.parseString(admin.get(key))
                .getAsJsonObject()
                .get("events")
                .getAsLong();
    }

    @Test
    void aRecordExpiresAfterItsLifeWhichEachWriteBeginsAgain() {
        try (RecordWriter writer = writer(TWO_HOURS)) {
            assertEquals(1, writer.write(windows(NOON, "NJ", 5)));
            assertTrue(admin.pttl("market:NJ") > Duration.ofMinutes(119).toMillis());
            admin.pexpire("market:NJ", 60_000);
            writer.write(windows(NOON, "NJ", 6));
            assertTrue(admin.pttl("market:NJ") > Duration.ofMinutes(119).toMillis());
        }
        try (RecordWriter writer = writer(Optional.of(Duration.ofMillis(20)))) {
            writer.write(windows(NOON, "TX", 5));
            await().atMost(PATIENCE).until(() -> !admin.exists("market:TX"));
            assertEquals(6, events("market:NJ"));
        }
    }

    @Test
    void aRecordWithoutALifeStays() {
        try (RecordWriter writer = writer(Optional.empty())) {
            writer.write(windows(NOON, "NJ", 5));
            assertEquals(-1, admin.pttl("market:NJ"));
        }
    }

    @Test
    void anEarlierWindowDoesNotReplaceTheRecordAlsoAfterARestart() {
        try (RecordWriter writer = writer(TWO_HOURS)) {
            writer.write(windows(NOON, "NJ", 5));
            assertEquals(0, writer.write(windows(NOON.minusSeconds(3_600), "NJ", 900)));
            assertEquals(5, events("market:NJ"));
        }
        try (RecordWriter writer = writer(TWO_HOURS)) {
            assertEquals(0, writer.write(windows(NOON.minusSeconds(3_600), "NJ", 900)));
            assertEquals(1, writer.write(windows(NOON.plusSeconds(3_600), "NJ", 7)));
            assertEquals(7, events("market:NJ"));
        }
    }

    @Test
    void aRecordOfAnotherProgramIsReplaced() {
        admin.set("market:NJ", "no record");
        admin.set("market:TX", "{\"window_start\":[]}");
        try (RecordWriter writer = writer(TWO_HOURS)) {
            assertEquals(1, writer.write(windows(NOON, "NJ", 5)));
            assertEquals(1, writer.write(windows(NOON, "TX", 6)));
        }
        assertEquals(5, events("market:NJ"));
        assertEquals(6, events("market:TX"));
    }

    @Test
    void aServerThatStopsOrDoesNotAnswerIsATemporaryFailureAndTheSameWriterContinues() {
        try (RecordWriter writer = writer(TWO_HOURS)) {
            writer.write(windows(NOON, "NJ", 5));
            redis.pause();
            RuntimeException frozen = assertThrows(RuntimeException.class, () -> writer.write(windows(NOON, "NJ", 6)));
            assertTrue(RedisLoader.isTemporary(frozen), frozen.toString());
            redis.resume();
            assertEquals(1, writer.write(windows(NOON, "NJ", 6)));
            assertEquals(6, events("market:NJ"));
            redis.stop();
            RuntimeException stopped = assertThrows(RuntimeException.class, () -> writer.write(windows(NOON, "NJ", 7)));
            assertTrue(RedisLoader.isTemporary(stopped), stopped.toString());
            redis.restart();
            assertEquals(1, writer.write(windows(NOON, "NJ", 7)));
        }
        try (Jedis after = new Jedis("127.0.0.1", redis.port())) {
            assertTrue(after.get("market:NJ").contains("\"events\":7"));
        }
    }

    @Test
    void aMissingRightEndsTheJobAndTheMessageHasIt() {
        admin.aclSetUser("default", "-set");
        try (RecordWriter writer = writer(TWO_HOURS)) {
            RuntimeException refused = assertThrows(RuntimeException.class, () -> writer.write(windows(NOON, "NJ", 5)));
            assertFalse(RedisLoader.isTemporary(refused), refused.toString());
            assertTrue(refused.getMessage().contains("NOPERM"), refused.getMessage());
        }
    }

    @Test
    void aMistakeOfTheProgramIsNotTemporary() {
        assertFalse(RedisLoader.isTemporary(new NullPointerException()));
    }
}
