package io.riskstream.connect.redis;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.stage.Histories;
import io.riskstream.stage.HistoryTrim;
import io.riskstream.stage.Records;
import io.riskstream.testing.TestContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Tests look-ups on a real cluster while slots move and a primary dies. The last test leaves the cluster with one server less. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class RedisClusterIT {
    private static TestRedisCluster cluster;

    private final TestContext context = new TestContext().connectingToStores();
    private final Queue<String> changed = new ConcurrentLinkedQueue<>();

    /** Keys with hash tags, complete and incomplete: braces in a value of an event choose the server, and nothing else. */
    private static final List<String> TAGGED = List.of(
            "county:{a}1", "county:{a}2", "county:{b}1", "county:{}1", "county:{1", "county:}1{", "county:{{a}}1");

    @BeforeAll
    static void start() {
        cluster = new TestRedisCluster();
        try (RedisLoader loader =
                new RedisLoader(new Redis(Map.of("host", "127.0.0.1", "port", cluster.port(1), "cluster", true)))) {
            for (int i = 0; i < 300; i++) {
                loader.put("county:" + i, "v" + i);
            }
            for (String key : TAGGED) {
                loader.put(key, "at " + key);
            }
            loader.flush();
            assertEquals(300 + TAGGED.size(), loader.written());
        }
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @AfterEach
    void close() {
        context.close();
    }

    private Records watching() {
        Records records = context.records(new Redis(
                Map.of("host", "127.0.0.1", "port", cluster.port(1), "cluster", true, "socketTimeoutMillis", 500)));
        records.watch(Set.of("county:"), changed::add);
        return records;
    }

    private static List<RecordProbe> fetch(Records records, List<String> keys) {
        List<RecordProbe> probes = keys.stream().map(RecordProbe::new).toList();
        records.fetch(probes);
        return probes;
    }

    private static String result(RecordProbe probe) {
        try {
            return probe.result().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("no result for " + probe.key(), e);
        }
    }

    private static List<String> keys() {
        return IntStream.range(0, 300).mapToObj(i -> "county:" + i).toList();
    }

    private void awaitInvalidation(String key) {
        await().atMost(Duration.ofSeconds(20)).until(() -> changed.contains(key));
    }

    @Test
    @Order(1)
    void fetchesTheRecordsOfAllServersAndReceivesInvalidationsFromEach() {
        Records records = watching();
        // the first replies raise the limit of keys in one round trip above the keys of one server
        fetch(records, keys()).forEach(RedisClusterIT::result);
        long before = context.count("redis.batches");
        List<RecordProbe> probes = fetch(records, keys());
        for (int i = 0; i < probes.size(); i++) {
            assertEquals("v" + i, result(probes.get(i)));
            assertTrue(probes.get(i).token().isValid() && probes.get(i).token().isTracked());
        }
        assertEquals(
                TestRedisCluster.PRIMARIES,
                probes.stream().map(RecordProbe::token).distinct().count());
        assertEquals(TestRedisCluster.PRIMARIES, context.count("redis.batches") - before, "one round trip to each");
        assertEquals(TestRedisCluster.PRIMARIES, context.gauge("redis.tracked"));
        for (String key : List.of("county:1", "county:2", "county:3", "county:4", "county:5")) {
            cluster.set(key, "new");
            awaitInvalidation(key);
            cluster.set(key, "v" + key.substring(7));
        }
        assertEquals("none", result(fetch(records, List.of("county:4711")).get(0)));
    }

    @Test
    @Order(2)
    void fetchesRecordsWhoseKeysHaveHashTags() {
        List<RecordProbe> probes = fetch(watching(), TAGGED);
        for (RecordProbe probe : probes) {
            assertEquals("at " + probe.key(), result(probe));
        }
    }

    @Test
    @Order(2)
    void fetchesHashes() {
        cluster.admin(TestRedisCluster.primaryOf("county:hash")).hset("county:hash", Map.of("a", "1", "b", "2"));
        Records records = watching();
        RecordProbe hash = new RecordProbe("county:hash", "a", "c", "b");
        RecordProbe text = new RecordProbe("county:1", "a");
        records.fetch(List.of(hash, text));
        assertEquals("[1, none, 2]", result(hash));
        assertTrue(text.result()
                .handle((value, failure) -> failure.getMessage())
                .join()
                .startsWith("unreadable"));
    }

    @Test
    @Order(3)
    void followsASlotDuringAndAfterItsMigration() {
        Records records = watching();
        String key = "county:7";
        int from = TestRedisCluster.primaryOf(key);
        int to = (from + 1) % TestRedisCluster.PRIMARIES;
        String slot = "" + JedisClusterCRC16.getSlot(key);
        RecordProbe before = fetch(records, List.of(key)).get(0);
        assertEquals("v7", result(before));

        cluster.cluster(to, "SETSLOT", slot, "IMPORTING", cluster.cluster(from, "MYID"));
        cluster.cluster(from, "SETSLOT", slot, "MIGRATING", cluster.cluster(to, "MYID"));
        cluster.admin(from).sendCommand(Command.MIGRATE, "127.0.0.1", "" + cluster.port(to), key, "0", "5000");
        awaitInvalidation(key); // its migration deleted it from the source server
        RecordProbe during = fetch(records, List.of(key)).get(0);
        assertEquals("v7", result(during));
        assertNotEquals(before.token(), during.token(), "another server answered");

        cluster.cluster(to, "SETSLOT", slot, "NODE", cluster.cluster(to, "MYID"));
        cluster.cluster(from, "SETSLOT", slot, "NODE", cluster.cluster(to, "MYID"));
        RecordProbe after = fetch(records, List.of(key)).get(0);
        assertEquals("v7", result(after));
        assertFalse(before.isCompletedTwice() || during.isCompletedTwice() || after.isCompletedTwice());
        changed.clear();
        cluster.admin(to).set(key, "new");
        awaitInvalidation(key);
        assertEquals("new", result(fetch(records, List.of(key)).get(0)));

        // moves the slot back for the other tests
        cluster.cluster(from, "SETSLOT", slot, "IMPORTING", cluster.cluster(to, "MYID"));
        cluster.cluster(to, "SETSLOT", slot, "MIGRATING", cluster.cluster(from, "MYID"));
        cluster.admin(to).set(key, "v7");
        cluster.admin(to).sendCommand(Command.MIGRATE, "127.0.0.1", "" + cluster.port(from), key, "0", "5000");
        cluster.cluster(from, "SETSLOT", slot, "NODE", cluster.cluster(from, "MYID"));
        cluster.cluster(to, "SETSLOT", slot, "NODE", cluster.cluster(from, "MYID"));
    }

    @Test
    @Order(3)
    void addsToTheHistoriesOfAllServersAndFollowsAMigratingSlot() {
        Histories histories = context.histories(new Redis(
                Map.of("host", "127.0.0.1", "port", cluster.port(1), "cluster", true, "socketTimeoutMillis", 500)));
        List<HistoryProbe> probes = IntStream.range(0, 300)
                .mapToObj(i -> new HistoryProbe("riskstream-history:h:" + i % 100, (byte) (i / 100)))
                .toList();
        histories.append(probes);
        for (HistoryProbe probe : probes) {
            Set<Byte> entries = probe.entries();
            for (byte earlier = 0; earlier <= probe.number(); earlier++) {
                assertTrue(entries.contains(earlier), probe.key() + " has " + entries);
            }
        }

        String key = "riskstream-history:h:new";
        int from = TestRedisCluster.primaryOf(key);
        int to = (from + 1) % TestRedisCluster.PRIMARIES;
        String slot = "" + JedisClusterCRC16.getSlot(key);
        cluster.cluster(to, "SETSLOT", slot, "IMPORTING", cluster.cluster(from, "MYID"));
        cluster.cluster(from, "SETSLOT", slot, "MIGRATING", cluster.cluster(to, "MYID"));
        List<HistoryProbe> during = List.of(new HistoryProbe(key, (byte) 7), new HistoryProbe(key, (byte) 8));
        histories.append(during);
        assertTrue(during.get(0).entries().contains((byte) 7));
        assertEquals(Set.of((byte) 7, (byte) 8), during.get(1).entries());

        List<String> failures = new CopyOnWriteArrayList<>();
        histories.trim(new HistoryTrim(key, List.of(), List.of(new byte[] {7}), failures::add));
        HistoryProbe after = new HistoryProbe(key, (byte) 9);
        histories.append(List.of(after));
        assertEquals(Set.of((byte) 8, (byte) 9), after.entries());
        assertEquals(List.of(), failures);
        cluster.cluster(to, "SETSLOT", slot, "NODE", cluster.cluster(to, "MYID"));
        cluster.cluster(from, "SETSLOT", slot, "NODE", cluster.cluster(to, "MYID"));
        HistoryProbe moved = new HistoryProbe(key, (byte) 9);
        histories.append(List.of(moved));
        assertEquals(Set.of((byte) 8, (byte) 9), moved.entries());
    }

    @Test
    @Order(4)
    void reportsThatASingleServerBelongsToACluster() {
        Records records =
                context.records(new Redis(Map.of("host", "127.0.0.1", "port", cluster.port(1), "freshness", "TTL")));
        String other = keys().stream()
                .filter(key -> TestRedisCluster.primaryOf(key) != 1)
                .findFirst()
                .orElseThrow();
        String failure = fetch(records, List.of(other))
                .get(0)
                .result()
                .handle((value, refused) -> refused.getMessage())
                .join();
        assertTrue(failure.contains("'cluster' to true"), failure);
    }

    @Test
    @Order(5)
    void usesTheReplicaOfADeadPrimaryAndDelaysNoOtherServer() {
        Records records = watching();
        List<String> ofFirst = keys().stream()
                .filter(key -> TestRedisCluster.primaryOf(key) == 0)
                .toList();
        List<String> ofOthers = keys().stream()
                .filter(key -> TestRedisCluster.primaryOf(key) != 0)
                .toList();
        RecordProbe before = fetch(records, ofFirst.subList(0, 1)).get(0);
        result(before);
        RecordProbe beforeElsewhere = fetch(records, ofOthers.subList(0, 1)).get(0);
        result(beforeElsewhere);

        cluster.kill(0);
        await().atMost(Duration.ofSeconds(20)).until(() -> !before.token().isValid());
        List<RecordProbe> elsewhere = new ArrayList<>();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            elsewhere.addAll(fetch(records, ofOthers));
            return fetch(records, ofFirst).stream().map(RecordProbe::result).allMatch(result -> result.handle(
                            (value, failure) -> failure == null)
                    .join());
        });
        elsewhere.forEach(RedisClusterIT::result);
        assertTrue(beforeElsewhere.token().isValid(), "the records of the other servers stay valid");
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            RecordProbe after = fetch(records, ofFirst.subList(0, 1)).get(0);
            result(after);
            return after.token().isValid();
        });
        changed.clear();
        cluster.admin(TestRedisCluster.PRIMARIES).set(ofFirst.get(0), "new");
        awaitInvalidation(ofFirst.get(0));
        assertEquals("new", result(fetch(records, ofFirst.subList(0, 1)).get(0)));
    }
}
