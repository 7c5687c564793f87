package io.riskstream.connect.redis;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.stage.Records;
import io.riskstream.stage.ValidityToken;
import io.riskstream.testing.TestContext;
import io.riskstream.tools.local.EmbeddedRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.params.SetParams;

/** Tests the invalidations of a real server, and the end of validity tokens when invalidations are lost. */
final class RedisTrackingIT {
    private static final String PASSWORD = "correct-horse";

    @TempDir
    private Path secrets;

    private final TestContext context = new TestContext().connectingToStores();
    private final Queue<String> changed = new ConcurrentLinkedQueue<>();
    private EmbeddedRedis server;
    private Jedis admin;

    @BeforeEach
    void start() {
        server = EmbeddedRedis.start();
        admin = new Jedis("127.0.0.1", server.port());
    }

    @AfterEach
    void stop() {
        context.close();
        admin.close();
        server.close();
    }

    private Redis redis(Object... more) {
        return TestRedis.redis("127.0.0.1", server.port(), more);
    }

    private Records watching(Redis redis, String... prefixes) {
        Records records = context.records(redis);
        records.watch(Set.of(prefixes), changed::add);
        return records;
    }

    private static ValidityToken tokenOf(Records records, String key) {
        RecordProbe probe = new RecordProbe(key);
        records.fetch(List.of(probe));
        try {
            probe.result().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("no result", e);
        }
        return probe.token();
    }

    private void awaitTracking(Records records) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> tokenOf(records, "county:0").isTracked()
                        && tokenOf(records, "county:0").isValid());
    }

    private void awaitInvalidation(String key) {
        await().atMost(Duration.ofSeconds(20)).until(() -> changed.contains(key));
    }

    private void assertInvalidatesOnEveryKindOfChange(Records records) {
        ValidityToken token = tokenOf(records, "county:1");
        assertTrue(token.isValid() && token.isTracked());
        admin.set("county:1", "new");
        awaitInvalidation("county:1");
        admin.del("county:1");
        admin.hset("county:2", "a", "b");
        awaitInvalidation("county:2");
        admin.set("county:3", "expires soon", SetParams.setParams().px(1));
        await().until(() -> changed.stream().filter("county:3"::equals).count() == 2);
        admin.set("county:Zürich", "new");
        awaitInvalidation("county:Zürich");
        admin.set("weather:1", "not watched");
        admin.set("county:end", "new");
        awaitInvalidation("county:end");
        assertFalse(changed.contains("weather:1"));
        assertTrue(token.isValid());
    }

    @Test
    void receivesInvalidationsAsPushMessages() {
        assertInvalidatesOnEveryKindOfChange(watching(redis(), "county:"));
        assertTrue(admin.clientList().contains("resp=3"), admin.clientList());
    }

    @Test
    void receivesInvalidationsAsRedirectedMessagesWithoutResp3() {
        admin.close();
        server.close();
        server = EmbeddedRedis.start("--rename-command", "HELLO", "");
        admin = new Jedis("127.0.0.1", server.port());
        assertInvalidatesOnEveryKindOfChange(watching(redis(), "county:"));
        assertFalse(admin.clientList().contains("resp=3"), admin.clientList());
    }

    @Test
    void receivesRedirectedMessagesAsAUserWithoutResp3() throws IOException {
        admin.close();
        server.close();
        server = EmbeddedRedis.start("--rename-command", "HELLO", "");
        admin = new Jedis("127.0.0.1", server.port());
        admin.sendCommand(Command.ACL, "SETUSER", "scores", "on", ">" + PASSWORD, "~*", "&*", "+@all");
        Path password = Files.writeString(secrets.resolve("password"), PASSWORD);
        assertInvalidatesOnEveryKindOfChange(
                watching(redis("user", "scores", "password", "file:" + password), "county:"));
        assertFalse(
                context.reports().toString().contains(PASSWORD),
                context.reports().toString());
    }

    @Test
    void receivesInvalidationsWithoutTheRightToPing() throws IOException {
        admin.sendCommand(Command.ACL, "SETUSER", "scores", "on", ">" + PASSWORD, "~*", "+mget", "+client|tracking");
        Path password = Files.writeString(secrets.resolve("password"), PASSWORD);
        Records records = watching(redis("user", "scores", "password", "file:" + password), "county:");
        ValidityToken token = tokenOf(records, "county:1");
        assertTrue(token.isValid() && token.isTracked());
        // wait until the server has refused further PINGs of the watchdog
        long refused = pings();
        await().atMost(Duration.ofSeconds(20)).until(() -> pings() > refused + 1);
        assertTrue(token.isValid());
        assertEquals(0, context.count("redis.flushes"));
    }

    private long pings() {
        return admin.info("commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_ping:"))
                .mapToLong(line -> Long.parseLong(line.replaceFirst(".*rejected_calls=(\\d+).*", "$1")))
                .sum();
    }

    @Test
    void usesTheAgeOfRecordsWithoutTrackingAndReportsItOnce() throws IOException {
        admin.sendCommand(
                Command.ACL, "SETUSER", "scores", "on", ">" + PASSWORD, "~*", "&*", "+@all", "-client|tracking");
        Path password = Files.writeString(secrets.resolve("password"), PASSWORD);
        Records records = watching(redis("user", "scores", "password", "file:" + password), "county:");
        ValidityToken token = tokenOf(records, "county:1");
        assertTrue(token.isValid());
        assertFalse(token.isTracked());
        assertEquals(1, context.reports().size(), context.reports().toString());
        String report = context.reports().get(0).message();
        assertTrue(report.contains("NOPERM") && report.contains("maxAgeMillis"), report);
        assertEquals("redis.tracking", context.reports().get(0).code());
    }

    @Test
    void opensNoTrackingConnectionWithFreshnessTtl() {
        Records records = watching(redis("freshness", "TTL"), "county:");
        ValidityToken token = tokenOf(records, "county:1");
        assertTrue(token.isValid());
        assertFalse(token.isTracked());
        assertEquals(1, admin.clientList().split("name=riskstream", -1).length - 1);
    }

    @Test
    void endsTheTokenWhenTheConnectionIsClosedAndTracksAgain() {
        Records records = watching(redis(), "county:");
        ValidityToken before = tokenOf(records, "county:1");
        long[] ids = admin.clientList()
                .lines()
                .filter(client -> client.contains("resp=3"))
                .mapToLong(client -> Long.parseLong(client.substring(3, client.indexOf(' '))))
                .toArray();
        assertEquals(1, ids.length);
        admin.sendCommand(Command.CLIENT, "KILL", "ID", String.valueOf(ids[0]));
        await().until(() -> !before.isValid());
        awaitTracking(records);
        admin.set("county:1", "new");
        awaitInvalidation("county:1");
        assertEquals(1, context.count("redis.flushes"));
        assertEquals(1, context.gauge("redis.tracked"));
    }

    @Test
    void endsTheTokenWhenTheDatabaseIsFlushedAndKeepsTracking() {
        Records records = watching(redis(), "county:");
        ValidityToken before = tokenOf(records, "county:1");
        admin.flushAll();
        await().until(() -> !before.isValid());
        awaitTracking(records);
        admin.set("county:1", "new");
        awaitInvalidation("county:1");
    }

    @Test
    void tracksAgainAfterTheServerRestarts() {
        Records records = watching(redis(), "county:");
        ValidityToken before = tokenOf(records, "county:1");
        server.stop();
        await().until(() -> !before.isValid());
        server.restart();
        admin = new Jedis("127.0.0.1", server.port());
        await().atMost(Duration.ofSeconds(20)).until(() -> context.gauge("redis.down") == 0);
        awaitTracking(records);
        // on a busy machine the tracking connection may be replaced once more; a change in that moment ends all tokens
        // instead
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            admin.set("county:1", "new");
            return changed.contains("county:1");
        });
    }

    @Test
    void detectsAHalfOpenConnection() throws IOException {
        try (StallingProxy proxy = new StallingProxy(server.port())) {
            Records records =
                    watching(TestRedis.redis("127.0.0.1", proxy.port(), "socketTimeoutMillis", 300), "county:");
            ValidityToken before = tokenOf(records, "county:1");
            assertTrue(before.isValid());
            proxy.stall();
            await().atMost(Duration.ofSeconds(20)).until(() -> !before.isValid());
            proxy.resume();
            await().atMost(Duration.ofSeconds(20)).until(() -> context.gauge("redis.down") == 0);
            awaitTracking(records);
        }
    }

    @Test
    void watchesOverlappingPrefixesAndPrefixesAddedLater() {
        Records records = watching(redis(), "county:", "county:us:");
        admin.set("county:us:1", "new");
        awaitInvalidation("county:us:1");
        records.watch(Set.of("weather:"), changed::add);
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            admin.set("weather:1", "new");
            return changed.contains("weather:1");
        });
        admin.set("county:1", "new");
        awaitInvalidation("county:1");
    }

    @Test
    void watchesAllKeysWithAnEmptyPrefix() {
        watching(redis(), "", "county:");
        admin.set("anything", "new");
        awaitInvalidation("anything");
    }

    @Test
    void closesAllConnectionsAfterTheLastTask() {
        watching(redis(), "county:");
        context.close();
        await().until(() -> !admin.clientList().contains("name=riskstream"));
    }
}
