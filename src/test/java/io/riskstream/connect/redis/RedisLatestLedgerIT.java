package io.riskstream.connect.redis;

import static io.riskstream.connect.TestOutputs.failure;
import static io.riskstream.connect.TestOutputs.publish;
import static io.riskstream.connect.TestOutputs.score;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.stage.Message;
import io.riskstream.stage.Publisher;
import io.riskstream.testing.FutureReceipt;
import io.riskstream.testing.TestContext;
import io.riskstream.tools.local.EmbeddedRedis;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;

/**
 * Keeps a ledger of what was published and of what Redis has, while servers are killed, suspended and replaced. A message that fails is published again, as a stage
 * does.
 */
@Tag("stores")
final class RedisLatestLedgerIT {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLatestLedgerIT.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int KEYS = 500;

    private final List<TestContext> contexts = new ArrayList<>();
    private final List<AutoCloseable> closed = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        contexts.forEach(TestContext::close);
        for (AutoCloseable resource : closed) {
            resource.close();
        }
    }

    private <T extends AutoCloseable> T closing(T resource) {
        closed.add(0, resource);
        return resource;
    }

    /** Returns the publisher of another worker. */
    private Publisher worker(int port) {
        return worker(TestRedis.redis("127.0.0.1", port, "socketTimeoutMillis", 300, "connectTimeoutMillis", 500));
    }

    private Publisher worker(Redis redis) {
        TestContext context = new TestContext();
        contexts.add(context);
        return new RedisLatest(redis, Map.of("ttlSeconds", 3_600)).connect(context);
    }

    /** Messages in a random order: several versions of each key, with the expected origin of the latest. */
    private static final class Stream {
        private final List<Message> messages = new ArrayList<>();
        private final Map<String, String> latest = new TreeMap<>();

        Stream(int versions, long seed) {
            Random random = new Random(seed);
            for (int version = 0; version < versions; version++) {
                for (int key = 0; key < KEYS; key++) {
                    long offset = (long) version * KEYS + key;
                    messages.add(score("p-" + key, version / 2, offset, "v" + version));
                    latest.put("score:p-" + key, "claims-0@" + offset);
                }
            }
            Collections.shuffle(messages, random);
        }
    }

    /** Publishes all messages, each until it is acknowledged. Returns how many attempts failed. */
    private static int publishAll(Publisher publisher, List<Message> messages) {
        int failed = 0;
        List<Message> waiting = messages;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!waiting.isEmpty()) {
            List<FutureReceipt> receipts = waiting.stream()
                    .map(message -> FutureReceipt.of(publisher, message))
                    .toList();
            List<Message> again = new ArrayList<>();
            for (int i = 0; i < receipts.size(); i++) {
                if (failure(receipts.get(i)).isPresent()) {
                    again.add(waiting.get(i));
                }
            }
            failed += again.size();
            assertTrue(System.nanoTime() < end, again.size() + " messages were not acknowledged in time");
            waiting = again;
        }
        return failed;
    }

    private static Map<String, String> stored(Jedis admin, String member) {
        Map<String, String> stored = new TreeMap<>();
        for (String key : admin.keys("score:*")) {
            stored.put(key, admin.hget(key, member));
        }
        return stored;
    }

    /** Runs an action while a thread publishes messages over and over; returns how many attempts failed. */
    private static int publishingMeanwhile(Publisher publisher, List<Message> messages, Runnable action)
            throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        int[] failed = {0};
        Thread thread = new Thread(() -> {
            do {
                failed[0] += publishAll(publisher, messages);
            } while (done.getCount() > 0);
        });
        thread.start();
        try {
            action.run();
        } finally {
            done.countDown();
            thread.join(PATIENCE.toMillis());
        }
        assertTrue(!thread.isAlive(), "publishing did not end");
        return failed[0];
    }

    @Test
    void replaysLeaveTheSameContentWhateverTheOrderAndTheNumberOfWorkers() throws InterruptedException {
        EmbeddedRedis server = closing(EmbeddedRedis.start());
        Jedis admin = closing(new Jedis("127.0.0.1", server.port()));
        Stream stream = new Stream(6, 1);
        Publisher first = worker(server.port());
        Publisher second = worker(server.port());
        publishingMeanwhile(first, stream.messages, () -> publishAll(second, new Stream(6, 2).messages));
        assertEquals(stream.latest, stored(admin, "origin"));
        Map<String, String> bodies = stored(admin, "body");
        for (int replay = 0; replay < 2; replay++) {
            publishAll(first, stream.messages);
            assertEquals(stream.latest, stored(admin, "origin"));
            assertEquals(bodies, stored(admin, "body"));
        }
        LOG.info("two workers wrote {} messages of {} keys each", stream.messages.size(), KEYS);
    }

    @Test
    void losesNothingWhenTheServerIsKilledWithAnAppendOnlyFile() throws InterruptedException {
        EmbeddedRedis server = closing(EmbeddedRedis.start("--appendonly", "yes", "--appendfsync", "always"));
        Stream stream = new Stream(4, 3);
        Publisher publisher = worker(server.port());
        publishAll(publisher, stream.messages.subList(0, 100));
        int failed = publishingMeanwhile(publisher, stream.messages, () -> {
            for (int i = 0; i < 3; i++) {
                server.restart(); // kill -9; the script is gone too
                publish(worker(server.port()), score("marker", i, i, "kill"));
            }
        });
        Jedis admin = closing(new Jedis("127.0.0.1", server.port()));
        Map<String, String> stored = stored(admin, "origin");
        stored.remove("score:marker");
        assertEquals(stream.latest, stored);
        LOG.info("three kills: {} attempts failed, {} keys are the latest", failed, stored.size());
    }

    @Test
    void waitsForAFrozenServer() throws InterruptedException {
        EmbeddedRedis server = closing(EmbeddedRedis.start());
        Stream stream = new Stream(4, 4);
        Publisher publisher = worker(server.port());
        publishAll(publisher, stream.messages.subList(0, 100));
        int failed = publishingMeanwhile(publisher, stream.messages, () -> {
            server.pause();
            await().atMost(PATIENCE)
                    .until(() -> contexts.get(0).reports().toString().contains("does not answer"));
            server.resume();
        });
        assertTrue(failed > 0, "no attempt failed while the server was frozen");
        assertEquals(stream.latest, stored(closing(new Jedis("127.0.0.1", server.port())), "origin"));
        LOG.info("frozen: {} attempts failed", failed);
    }

    /** A message larger than the buffers of the sockets: writing to a frozen server blocks, and the socket's time limit is one for reading. */
    @Test
    void givesUpAWriteThatBlocks() {
        EmbeddedRedis server = closing(EmbeddedRedis.start());
        TestContext context = new TestContext();
        contexts.add(context);
        Redis redis = TestRedis.redis("127.0.0.1", server.port(), "socketTimeoutMillis", 2_000);
        Publisher publisher = new RedisLatest(redis, new HashMap<>(Map.of("ttlSeconds", 60, "maxBytes", 90_000_000)))
                .connect(context);
        assertTrue(publish(publisher, score("p-1", 1, 1, "refer")).isEmpty());
        Message large = score("p-2", 1, 2, "x".repeat(20_000_000));
        server.pause();
        try {
            assertTrue(publish(publisher, large).isPresent());
        } finally {
            server.resume();
        }
        await().atMost(PATIENCE).until(() -> publish(publisher, large).isEmpty());
    }

    @Test
    void followsAFailoverToAReplicaAtTheSameAddress() throws InterruptedException, IOException {
        EmbeddedRedis primary = closing(EmbeddedRedis.start());
        EmbeddedRedis replica = closing(EmbeddedRedis.start());
        Jedis admin = closing(new Jedis("127.0.0.1", replica.port()));
        admin.replicaof("127.0.0.1", primary.port());
        await().atMost(PATIENCE).until(() -> admin.info("replication").contains("master_link_status:up"));
        SwitchingProxy proxy = closing(new SwitchingProxy(primary.port()));
        Stream stream = new Stream(4, 5);
        Publisher publisher = worker(proxy.port());
        publishAll(publisher, stream.messages.subList(0, 100));
        int failed = publishingMeanwhile(publisher, stream.messages, () -> {
            // new connections reach the replica, which refuses writes until it is promoted
            proxy.switchTo(replica.port());
            primary.stop();
            await().atMost(PATIENCE)
                    .until(() -> contexts.get(0).reports().toString().contains("READONLY"));
            admin.replicaofNoOne();
        });
        assertTrue(failed > 0, "no attempt failed during the failover");
        assertEquals(stream.latest, stored(admin, "origin"));
        LOG.info("failover: {} attempts failed", failed);
    }

    @Test
    void writesToAllServersOfAClusterWhileSlotsMoveAndAPrimaryDies() throws InterruptedException {
        TestRedisCluster cluster = closing(new TestRedisCluster());
        Redis redis = TestRedis.redis(
                "127.0.0.1", cluster.port(1), "cluster", true, "socketTimeoutMillis", 500, "connectTimeoutMillis", 500);
        Publisher publisher = worker(redis);
        Stream stream = new Stream(4, 6);
        publishAll(publisher, stream.messages);
        Map<String, String> stored = new TreeMap<>();
        for (int i = 0; i < TestRedisCluster.PRIMARIES; i++) {
            Map<String, String> part = stored(cluster.admin(i), "origin");
            assertTrue(part.size() > KEYS / 10, "server " + i + " has " + part.size() + " keys");
            stored.putAll(part);
        }
        assertEquals(stream.latest, stored);

        Stream later = new Stream(8, 7);
        int failed = publishingMeanwhile(publisher, later.messages, () -> {
            moveSlotOf("score:p-1", cluster);
            cluster.kill(0); // its replica takes over
            await().atMost(PATIENCE).until(() -> cluster.admin(TestRedisCluster.PRIMARIES)
                    .info("replication")
                    .contains("role:master"));
        });
        publishAll(publisher, later.messages);
        Map<String, String> after = new TreeMap<>();
        for (int i = 1; i <= TestRedisCluster.PRIMARIES; i++) {
            after.putAll(stored(cluster.admin(i), "origin"));
        }
        assertEquals(later.latest, after);
        LOG.info("cluster: {} attempts failed while a slot moved and a primary was killed", failed);
    }

    /** Moves the slot of a key from its server to another one, with its keys, as redis-cli does. */
    private static void moveSlotOf(String key, TestRedisCluster cluster) {
        int slot = ClusterSlots.slotOf(key);
        int source = TestRedisCluster.primaryOf(key);
        int target = source == 1 ? 2 : 1;
        cluster.cluster(target, "SETSLOT", "" + slot, "IMPORTING", cluster.cluster(source, "MYID"));
        cluster.cluster(source, "SETSLOT", "" + slot, "MIGRATING", cluster.cluster(target, "MYID"));
        Jedis from = cluster.admin(source);
        for (List<String> keys = from.clusterGetKeysInSlot(slot, 100);
                !keys.isEmpty();
                keys = from.clusterGetKeysInSlot(slot, 100)) {
            for (String moving : keys) {
                from.migrate("127.0.0.1", cluster.port(target), moving, 0, (int) TimeUnit.SECONDS.toMillis(5));
            }
        }
        for (int i = 0; i < TestRedisCluster.PRIMARIES; i++) {
            cluster.cluster(i, "SETSLOT", "" + slot, "NODE", cluster.cluster(target, "MYID"));
        }
    }
}
