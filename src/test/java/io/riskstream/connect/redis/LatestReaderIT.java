package io.riskstream.connect.redis;

import static io.riskstream.connect.TestOutputs.deadLetter;
import static io.riskstream.connect.TestOutputs.publish;
import static io.riskstream.connect.TestOutputs.score;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.publish.StoreUnavailableException;
import io.riskstream.testing.TestContext;
import io.riskstream.tools.local.EmbeddedRedis;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Reads what {@link RedisLatest} has written to a real Redis. */
class LatestReaderIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static RedisLatest latest(Redis redis) {
        return new RedisLatest(redis, Map.of("ttlSeconds", 600));
    }

    private static Redis redis(int port, Object... options) {
        return TestRedis.redis("127.0.0.1", port, options);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void readsScoresAndDeadLettersAsTheyWerePublished() {
        try (EmbeddedRedis server = EmbeddedRedis.start();
                TestContext context = new TestContext();
                LatestReader reader = new LatestReader(latest(redis(server.port())))) {
            byte[] original = {0, (byte) 0xC3, '{'};
            RedisLatest sink = latest(redis(server.port()));
            assertEquals(Optional.empty(), publish(sink.connect(context), score("p-1", 5, 7, "refer")));
            assertEquals(Optional.empty(), publish(sink.connect(context), deadLetter(9, original)));

            LatestOutput found = reader.read("score", bytes("p-1")).orElseThrow();
            assertEquals(
                    "{\"id\":\"p-1\",\"score\":12.5,\"decision\":\"refer\"}",
                    new String(found.body(), StandardCharsets.UTF_8));
            assertEquals("claims-0@7", found.origin().toString());
            assertEquals(5, found.timestamp());
            LatestOutput letter = reader.read("letters", bytes("claims-0@9")).orElseThrow();
            assertArrayEquals(original, letter.body());
            assertEquals("schema.required", letter.members().get("code"));
            assertEquals("flood", letter.members().get("pipeline"));
            assertEquals(Optional.empty(), reader.read("score", bytes("p-2")).map(LatestOutput::origin));
            assertFalse(found.toString().contains("refer"), found.toString());
        }
    }

    @Test
    void aKeyOfAnotherProgramIsNoOutput() {
        try (EmbeddedRedis server = EmbeddedRedis.start();
                Jedis admin = new Jedis("127.0.0.1", server.port());
                LatestReader reader = new LatestReader(latest(redis(server.port())))) {
            admin.set("score:text", "x");
            admin.hset("score:hash", Map.of("origin", "x", "version", "y", "body", "z"));
            admin.hset("score:version", Map.of("origin", "claims-0@1", "version", "y", "body", "z"));
            for (String key : new String[] {"text", "hash", "version"}) {
                assertTrue(reader.read("score", bytes(key)).isEmpty(), key);
            }
        }
    }

    @Test
    void aServerThatIsAwayIsReportedWithoutTheKeyAndUsedAgainWhenItReturns() {
        try (EmbeddedRedis server = EmbeddedRedis.start();
                LatestReader reader = new LatestReader(latest(redis(server.port())))) {
            assertTrue(reader.read("score", bytes("p-1")).isEmpty());
            server.stop();
            String message = assertThrows(
                            StoreUnavailableException.class, () -> reader.read("score", bytes("secret-key")))
                    .getMessage();
            assertTrue(message.contains("127.0.0.1:" + server.port()), message);
            assertFalse(message.contains("secret-key"), message);
            server.restart();
            assertTrue(reader.read("score", bytes("p-1")).isEmpty());
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsReportedWithinTheSocketTimeout() {
        try (EmbeddedRedis server = EmbeddedRedis.start();
                LatestReader reader = new LatestReader(latest(redis(server.port(), "socketTimeoutMillis", 200)))) {
            assertTrue(reader.read("score", bytes("p-1")).isEmpty());
            server.pause();
            assertThrows(StoreUnavailableException.class, () -> reader.read("score", bytes("p-1")));
            server.resume();
            await().atMost(PATIENCE)
                    .ignoreException(StoreUnavailableException.class)
                    .until(() -> reader.read("score", bytes("p-1")).isEmpty());
        }
    }

    @Test
    void aRefusedCommandIsReported() {
        try (EmbeddedRedis server = EmbeddedRedis.start();
                Jedis admin = new Jedis("127.0.0.1", server.port());
                LatestReader reader = new LatestReader(latest(redis(server.port())))) {
            admin.aclSetUser("default", "-hmget");
            String message = assertThrows(StoreUnavailableException.class, () -> reader.read("score", bytes("p-1")))
                    .getMessage();
            assertTrue(message.contains("NOPERM"), message);
        }
    }

    @Test
    void followsTheServersOfACluster() {
        try (TestRedisCluster cluster = new TestRedisCluster();
                TestContext context = new TestContext()) {
            Redis redis = redis(cluster.port(1), "cluster", true);
            try (LatestReader reader = new LatestReader(latest(redis))) {
                RedisLatest sink = latest(redis);
                for (int i = 0; i < 30; i++) {
                    String key = "p-" + i;
                    assertEquals(Optional.empty(), publish(sink.connect(context), score(key, 5, i, "refer")));
                    assertEquals(
                            "claims-0@" + i,
                            reader.read("score", bytes(key))
                                    .orElseThrow()
                                    .origin()
                                    .toString());
                }
            }
        }
    }
}
