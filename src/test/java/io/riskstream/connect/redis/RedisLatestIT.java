package io.riskstream.connect.redis;

import static io.riskstream.connect.TestOutputs.deadLetter;
import static io.riskstream.connect.TestOutputs.failure;
import static io.riskstream.connect.TestOutputs.publish;
import static io.riskstream.connect.TestOutputs.score;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.connect.TestOutputs;
import io.riskstream.stage.Message;
import io.riskstream.stage.Publisher;
import io.riskstream.testing.FutureReceipt;
import io.riskstream.testing.TestContext;
import io.riskstream.tools.local.EmbeddedRedis;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;

/** Tests what the sink stores in a real Redis, and how it answers refusals. {@link RedisLatestLedgerIT} has the long tests. */
final class RedisLatestIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static EmbeddedRedis server;
    private static Jedis admin;

    private final TestContext context = new TestContext();

    @BeforeAll
    static void start() {
        server = EmbeddedRedis.start();
        admin = new Jedis("127.0.0.1", server.port());
    }

    @AfterAll
    static void stop() {
        admin.close();
        server.close();
    }

    @BeforeEach
    void clear() {
        admin.flushAll();
    }

    @AfterEach
    void close() {
        context.close();
    }

    private Publisher publisher(Object... more) {
        return publisher(TestRedis.redis("127.0.0.1", server.port()), more);
    }

    private Publisher publisher(Redis redis, Object... more) {
        Map<String, Object> options = new HashMap<>(Map.of("ttlSeconds", 600));
        for (int i = 0; i < more.length; i += 2) {
            options.put((String) more[i], more[i + 1]);
        }
        return new RedisLatest(redis, options).connect(context);
    }

    @Test
    void storesAVerdictWithItsOriginUntilItExpires() {
        assertEquals(Optional.empty(), publish(publisher(), score("p-1", 5, 7, "refer")));
        assertEquals(
                Map.of(
                        "body",
                        "{\"id\":\"p-1\",\"score\":12.5,\"decision\":\"refer\"}",
                        "origin",
                        "claims-0@7",
                        "version",
                        "0000000000000000005-0000000000000000007-0000000000"),
                admin.hgetAll("score:p-1"));
        long ttl = admin.ttl("score:p-1");
        assertTrue(ttl > 0 && ttl <= 600, "" + ttl);
        assertEquals(1, context.count("redis-latest.written"));
    }

    @Test
    void storesADeadLetterUnderItsOrigin() {
        byte[] original = {0, (byte) 0xC3, '{'};
        assertEquals(Optional.empty(), publish(publisher(), deadLetter(7, original)));
        Map<String, String> stored = admin.hgetAll("letters:claims-0@7");
        assertEquals("rejected", stored.get("outcome"));
        assertEquals("schema.required", stored.get("code"));
        assertEquals("[{\"code\":\"schema.required\"}]", stored.get("rejections"));
        assertEquals(
                List.of(original[0], original[1], original[2]),
                bytes(admin.hget(utf8("letters:claims-0@7"), utf8("body"))));
    }

    private static List<Byte> bytes(byte[] array) {
        List<Byte> list = new ArrayList<>();
        for (byte b : array) {
            list.add(b);
        }
        return list;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void keepsTheLatestVersionWhateverTheOrder() {
        Publisher publisher = publisher();
        List<FutureReceipt> receipts = new ArrayList<>();
        for (Message message : List.of(
                score("p-1", 5, 5, "review"),
                score("p-1", 5, 6, "refer"),
                score("p-1", 4, 9, "accept"), // older, whatever its offset
                score("p-1", 5, 5, "review"))) { // a replay
            receipts.add(FutureReceipt.of(publisher, message));
        }
        receipts.forEach(receipt -> assertEquals(Optional.empty(), failure(receipt)));
        assertEquals("claims-0@6", admin.hget("score:p-1", "origin"));
        assertEquals(2, context.count("redis-latest.older"));
        // the same record, scored again with another scorecard
        assertEquals(Optional.empty(), publish(publisher, score("p-1", 5, 6, "corrected")));
        assertTrue(admin.hget("score:p-1", "body").contains("corrected"));
        assertEquals(Optional.empty(), publish(publisher, score("p-1", 6, 1, "accept")));
        assertEquals("claims-0@1", admin.hget("score:p-1", "origin"));
    }

    @Test
    void loadsTheScriptAgainAfterTheServerHasForgottenIt() {
        Publisher publisher = publisher();
        for (int i = 0; i < 3; i++) {
            assertEquals(Optional.empty(), publish(publisher, score("p-" + i, 5, i, "refer")));
            admin.scriptFlush();
        }
        assertEquals(3, admin.dbSize());
        assertEquals(1, context.count("redis-latest.connections"));
    }

    @Test
    void refusesOnlyTheKeysThatAnotherProgramUses() {
        admin.set("score:p-1", "a text");
        admin.hset("score:p-2", "field", "a hash of another program");
        admin.hset("score:p-3", "version", "v9");
        Publisher publisher = publisher();
        List<FutureReceipt> receipts = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            receipts.add(FutureReceipt.of(publisher, score("p-" + i, 5, i, "refer")));
        }
        for (int i = 0; i < 500; i++) {
            Optional<Throwable> failure = failure(receipts.get(i));
            if (i >= 1 && i <= 3) {
                Publisher.Refused refused = assertInstanceOf(Publisher.Refused.class, failure.orElseThrow());
                assertEquals("publish.refused", refused.code());
                assertFalse(refused.getMessage().contains("p-"), refused.getMessage());
            } else {
                assertEquals(Optional.empty(), failure);
            }
        }
        assertEquals("a text", admin.get("score:p-1"));
        assertEquals(Map.of("version", "v9"), admin.hgetAll("score:p-3"));
        assertEquals(3, context.count("redis-latest.refused"));
    }

    @Test
    void refusesWhatIsTooLargeOrNoOutput() {
        Publisher publisher = publisher("maxBytes", 1_000);
        assertEquals(
                "publish.too-large",
                assertInstanceOf(
                                Publisher.Refused.class,
                                publish(publisher, score("p-1", 5, 7, "x".repeat(1_000)))
                                        .orElseThrow())
                        .code());
        assertInstanceOf(
                Publisher.Refused.class,
                publish(publisher, score("k".repeat(5_000), 5, 7, "refer")).orElseThrow());
        assertInstanceOf(
                Publisher.Refused.class,
                publish(publisher, new Message("score", Optional.empty(), Optional.empty(), List.of()))
                        .orElseThrow());
        assertEquals(0, admin.dbSize());
    }

    @Test
    void retriesWhileTheServerHasNoMemoryOrIsAReplica() {
        Publisher publisher = publisher();
        assertEquals(Optional.empty(), publish(publisher, score("p-1", 5, 7, "refer")));
        admin.configSet("maxmemory", "1");
        String failure =
                publish(publisher, score("p-2", 5, 8, "refer")).orElseThrow().getMessage();
        assertTrue(failure.contains("OOM"), failure);
        admin.configSet("maxmemory", "0");
        assertEquals(Optional.empty(), publish(publisher, score("p-2", 5, 8, "refer")));
        admin.replicaof("127.0.0.1", 1);
        failure = publish(publisher, score("p-3", 5, 9, "refer")).orElseThrow().getMessage();
        assertTrue(failure.contains("READONLY") || failure.contains("MASTERDOWN"), failure);
        admin.replicaofNoOne();
        await().atMost(PATIENCE)
                .until(() -> publish(publisher, score("p-3", 5, 9, "refer")).isEmpty());
        assertEquals(3, admin.dbSize());
    }

    @Test
    void reportsAMissingRightAndRetries() {
        admin.aclSetUser("writer", "on", ">secret", "~score:*", "+@all", "-hset");
        context.withSecret("env:WRITER", "secret");
        Publisher publisher =
                publisher(TestRedis.redis("127.0.0.1", server.port(), "user", "writer", "password", "env:WRITER"));
        String failure =
                publish(publisher, score("p-1", 5, 7, "refer")).orElseThrow().getMessage();
        assertTrue(failure.contains("NOPERM") && failure.contains("hset"), failure);
        assertTrue(
                context.reports().toString().contains("NOPERM"),
                context.reports().toString());
        assertFalse(
                context.reports().toString().contains("p-1"), context.reports().toString());
        admin.aclSetUser(
                "writer",
                "resetkeys",
                "~score:*",
                "-@all",
                "+evalsha",
                "+script|load",
                "+hget",
                "+hset",
                "+exists",
                "+expire");
        assertEquals(Optional.empty(), publish(publisher, score("p-1", 5, 7, "refer")));
        admin.aclDelUser("writer");
    }

    @Test
    void reportsAMissingRightToLoadTheScript() {
        admin.aclSetUser("reader", "on", ">secret", "~*", "+@all", "-script");
        context.withSecret("env:READER", "secret");
        admin.scriptFlush();
        Publisher publisher =
                publisher(TestRedis.redis("127.0.0.1", server.port(), "user", "reader", "password", "env:READER"));
        String failure =
                publish(publisher, score("p-1", 5, 7, "refer")).orElseThrow().getMessage();
        assertTrue(failure.contains("SCRIPT LOAD"), failure);
        admin.aclDelUser("reader");
    }

    @Test
    void connectsAgainAfterTheServerHasClosedTheConnection() {
        Publisher publisher = publisher();
        assertEquals(Optional.empty(), publish(publisher, score("p-1", 5, 7, "refer")));
        admin.sendCommand(Command.CLIENT, "KILL", "TYPE", "normal", "SKIPME", "yes");
        assertEquals(Optional.empty(), publish(publisher, score("p-2", 5, 8, "refer")));
        assertEquals(2, context.count("redis-latest.connections"));
    }

    @Test
    void failsAtOnceWhenTheQueueIsFullAndAfterItIsClosed() {
        Publisher publisher = publisher("queueMessages", 5);
        server.pause();
        try {
            List<FutureReceipt> receipts = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                receipts.add(FutureReceipt.of(publisher, score("p-" + i, 5, i, "refer")));
            }
            assertTrue(receipts.stream()
                    .filter(FutureReceipt::isDone)
                    .map(TestOutputs::failure)
                    .anyMatch(failure -> failure.orElseThrow().getMessage().contains("queueMessages")));
        } finally {
            server.resume();
        }
        context.close();
        assertTrue(publish(publisher, score("p-1", 5, 7, "refer"))
                .orElseThrow()
                .getMessage()
                .contains("closed"));
    }

    @Test
    void retriesWhileNoServerOfAClusterHoldsTheKey() {
        try (EmbeddedRedis alone = EmbeddedRedis.start("--cluster-enabled", "yes", "--cluster-port", "0")) {
            Publisher publisher = publisher(TestRedis.redis("127.0.0.1", alone.port()));
            String failure = publish(publisher, score("p-1", 5, 7, "refer"))
                    .orElseThrow()
                    .getMessage();
            assertTrue(failure.contains("CLUSTERDOWN"), failure);
        }
    }
}
