package io.riskstream.connect.redis;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.riskstream.tools.local.EmbeddedRedis;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Single values in a real Redis that does not answer, and in a cluster whose slots move and whose primary dies. */
class RedisValuesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration KEEP = Duration.ofMinutes(10);

    private static String keyOf(int primary) {
        return IntStream.range(0, 1_000)
                .mapToObj(i -> "key-" + i)
                .filter(key -> TestRedisCluster.primaryOf(key) == primary)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aServerThatDoesNotAnswerDelaysACallerOnce() throws IOException {
        try (EmbeddedRedis server = EmbeddedRedis.start();
                StallingProxy proxy = new StallingProxy(server.port());
                Jedis admin = new Jedis("127.0.0.1", server.port());
                RedisValues values =
                        new RedisValues(TestRedis.redis("127.0.0.1", proxy.port(), "socketTimeoutMillis", 200))) {
            values.put("key", "value", KEEP);
            proxy.stall();
            String connections = connectionsOf(admin);
            assertThrows(IllegalStateException.class, () -> values.get("key"));
            assertEquals(connections, connectionsOf(admin), "a repetition would open a connection");
            proxy.resume();
            // the circuit breaker lets one call a second through
            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(IllegalStateException.class)
                    .until(() -> values.get("key").equals(Optional.of("value")));
            assertEquals(Optional.of("value"), values.get("key"));
        }
    }

    @Test
    void aFrozenServerDelaysOneCallAndTheOthersFailAtOnce() {
        try (EmbeddedRedis server = EmbeddedRedis.start();
                RedisValues values =
                        new RedisValues(TestRedis.redis("127.0.0.1", server.port(), "socketTimeoutMillis", 500))) {
            values.put("key", "value", KEEP);
            server.pause();
            try {
                assertThrows(IllegalStateException.class, () -> values.get("key"));
                String atOnce = "Redis 127.0.0.1:" + server.port()
                        + " did not answer in time, and is tried again within a second";
                // on a busy machine a second may have passed, and the call is the one that is let through
                await().atMost(PATIENCE).until(() -> assertThrows(IllegalStateException.class, () -> values.get("key"))
                        .getMessage()
                        .equals(atOnce));
            } finally {
                server.resume();
            }
            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(IllegalStateException.class)
                    .until(() -> values.get("key").equals(Optional.of("value")));
        }
    }

    private static String connectionsOf(Jedis admin) {
        return admin.info("stats")
                .lines()
                .filter(line -> line.startsWith("total_connections_received"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void followsSlotsThatMoveAndTheReplicaOfADeadPrimary() {
        try (TestRedisCluster cluster = new TestRedisCluster();
                RedisValues values = new RedisValues(TestRedis.redis("127.0.0.1", cluster.port(0), "cluster", true))) {
            String key = keyOf(1);
            String slot = "" + JedisClusterCRC16.getSlot(key);
            assertEquals(Optional.empty(), values.putIfAbsent(keyOf(2), "other", KEEP));
            cluster.cluster(2, "SETSLOT", slot, "IMPORTING", cluster.cluster(1, "MYID"));
            cluster.cluster(1, "SETSLOT", slot, "MIGRATING", cluster.cluster(2, "MYID"));
            // the source has no such key, and asks the client to look at the server that imports the slot
            assertEquals(Optional.empty(), values.putIfAbsent(key, "first", KEEP));
            assertEquals(Optional.of("first"), values.putIfAbsent(key, "second", KEEP));
            assertEquals(Optional.of("first"), values.get(key));
            values.put(key, "third", KEEP);
            cluster.cluster(2, "SETSLOT", slot, "NODE", cluster.cluster(2, "MYID"));
            cluster.cluster(1, "SETSLOT", slot, "NODE", cluster.cluster(2, "MYID"));
            assertEquals(Optional.of("third"), values.get(key));

            String ofFirst = keyOf(0);
            values.put(ofFirst, "value", KEEP);
            assertEquals(1, cluster.admin(0).waitReplicas(1, PATIENCE.toMillis()));
            cluster.kill(0);
            IllegalStateException failure = assertThrows(IllegalStateException.class, () -> values.get(ofFirst));
            assertEquals(-1, failure.getMessage().indexOf(ofFirst), failure.getMessage());
            // the seed is dead too, so another server must name the new primary
            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(IllegalStateException.class)
                    .until(() -> values.get(ofFirst).equals(Optional.of("value")));
        }
    }
}
