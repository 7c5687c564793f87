package io.riskstream.connect.redis;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.stage.Records;
import io.riskstream.testing.TestContext;
import io.riskstream.tools.local.EmbeddedRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;

/** Tests look-ups on a real server, which is killed, suspended and protected by passwords. */
final class RedisIT {
    private static final String PASSWORD = "correct-horse";

    @TempDir
    private Path secrets;

    private final TestContext context = new TestContext().connectingToStores();
    private EmbeddedRedis server;

    @AfterEach
    void stop() {
        context.close();
        if (server != null) {
            server.close();
        }
    }

    private Redis redis(Object... more) {
        return TestRedis.redis("127.0.0.1", server.port(), more);
    }

    private void load(int records) {
        try (RedisLoader loader = new RedisLoader(redis())) {
            for (int i = 0; i < records; i++) {
                loader.put("key:" + i, "{\"n\":" + i + "}");
            }
        }
    }

    private static List<String> keys(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "key:" + i).toList();
    }

    private static CompletableFuture<List<String>> fetch(Records records, List<String> keys) {
        return RecordProbe.fetch(records, keys);
    }

    private static List<String> result(CompletableFuture<List<String>> request) {
        try {
            return request.get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("no result", e);
        }
    }

    private static String failure(CompletableFuture<?> request) {
        ExecutionException failure = assertThrows(ExecutionException.class, () -> request.get(10, TimeUnit.SECONDS));
        return failure.getCause().getMessage();
    }

    private static void awaitAnswers(Records records) {
        await().atMost(Duration.ofSeconds(20)).until(() -> fetch(records, List.of("key:0"))
                .handle((result, failure) -> failure == null)
                .get(10, TimeUnit.SECONDS));
    }

    @Test
    void returnsRecordsInTheOrderOfTheirKeysAndReportsMissingOnes() {
        server = EmbeddedRedis.start();
        load(2);
        Records records = context.records(redis());
        assertEquals(
                List.of("{\"n\":1}", "none", "{\"n\":0}", "{\"n\":1}"),
                result(fetch(records, List.of("key:1", "nothing", "key:0", "key:1"))));
        assertEquals(List.of(), result(fetch(records, List.of())));
    }

    @Test
    void returnsToEachOfManyRequestsItsOwnRecords() {
        server = EmbeddedRedis.start();
        load(5_000);
        Records records = context.records(redis());
        assertEquals(
                5_000,
                result(fetch(records, keys(0, 5_000))).stream().distinct().count());
        List<CompletableFuture<List<String>>> requests = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            requests.add(fetch(records, keys(i, i + 3)));
        }
        for (int i = 0; i < requests.size(); i++) {
            assertEquals("{\"n\":" + (i + 2) + "}", result(requests.get(i)).get(2));
        }
    }

    @Test
    void sharesOneConnectionAmongAllStagesOfAWorkerUntilTheLastIsClosed() {
        server = EmbeddedRedis.start();
        Records records = context.records(redis());
        TestContext other = context.anotherTask();
        Records others = other.records(redis());
        result(fetch(others, List.of("key:0")));
        other.close();
        result(fetch(records, List.of("key:0")));
        try (Jedis admin = new Jedis("127.0.0.1", server.port())) {
            assertEquals(1, admin.clientList().split("name=riskstream", -1).length - 1);
            context.close();
            await().until(() -> !admin.clientList().contains("name=riskstream"));
        }
        assertTrue(failure(fetch(records, List.of("key:0"))).contains("closed"));
    }

    @Test
    void completesAllRequestsWhenTheServerDiesAndReconnectsAfterItsRestart() {
        server = EmbeddedRedis.start();
        load(1);
        Records records = context.records(redis());
        result(fetch(records, List.of("key:0")));
        List<CompletableFuture<List<String>>> requests = new ArrayList<>();
        Thread killer = new Thread(server::stop);
        killer.start();
        do {
            requests.add(fetch(records, keys(0, 100)));
        } while (killer.isAlive());
        String failure = failure(fetch(records, List.of("key:0")));
        assertTrue(failure.contains("127.0.0.1:" + server.port()) && failure.contains("Exception"), failure);
        CompletableFuture.allOf(requests.toArray(CompletableFuture[]::new))
                .handle((all, some) -> true)
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        assertEquals("redis", context.reports().get(0).code());
        assertTrue(context.reports().get(0).message().contains("127.0.0.1:" + server.port()));

        server.restart();
        load(1);
        awaitAnswers(records);
        assertEquals(List.of("{\"n\":0}"), result(fetch(records, List.of("key:0"))));
    }

    @Test
    void connectsToAServerThatStartsLaterWithoutAnyRequest() {
        server = EmbeddedRedis.start();
        server.stop();
        Records records = context.records(redis());
        failure(fetch(records, List.of("key:0")));
        server.restart();
        try (Jedis admin = new Jedis("127.0.0.1", server.port())) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> admin.clientList().contains("name=riskstream"));
        }
        awaitAnswers(records);
    }

    @Test
    void failsNoRequestWhenTheServerClosesTheConnection() {
        server = EmbeddedRedis.start();
        load(1);
        Records records = context.records(redis());
        result(fetch(records, List.of("key:0")));
        try (Jedis admin = new Jedis("127.0.0.1", server.port())) {
            admin.sendCommand(Protocol.Command.CLIENT, "KILL", "TYPE", "normal", "SKIPME", "yes");
        }
        assertEquals(List.of("{\"n\":0}"), result(fetch(records, List.of("key:0"))));
        assertEquals(List.of(), context.reports());
    }

    @Test
    void failsRequestsToASuspendedServerAfterTheSocketTimeoutAndRecovers() {
        server = EmbeddedRedis.start();
        load(1);
        Records records = context.records(redis("socketTimeoutMillis", 100));
        result(fetch(records, List.of("key:0")));
        server.pause();
        try {
            String failure = failure(fetch(records, List.of("key:0")));
            assertTrue(failure.contains("timed out"), failure);
        } finally {
            server.resume();
        }
        awaitAnswers(records);
    }

    @Test
    void failsRequestsBeyondTheQueueLimitAtOnceAndCompletesAllOnClose() {
        server = EmbeddedRedis.start();
        Records records = context.records(redis("socketTimeoutMillis", 60_000));
        result(fetch(records, List.of("key:0")));
        server.pause();
        try {
            List<CompletableFuture<List<String>>> requests = new ArrayList<>();
            for (int i = 0; i < 110_000; i++) {
                requests.add(fetch(records, List.of("key:" + i)));
            }
            assertTrue(failure(requests.get(requests.size() - 1)).contains("does not keep up"));
            CompletableFuture<?> first = requests.get(0);
            assertFalse(first.isDone());
            context.close();
            assertTrue(failure(first).contains("closed"));
            assertTrue(requests.stream().allMatch(CompletableFuture::isCompletedExceptionally));
        } finally {
            server.resume();
        }
    }

    private static String result(RecordProbe probe) {
        return result(probe.result().thenApply(List::of)).get(0);
    }

    private static RecordProbe hash(Records records, String key, String... members) {
        RecordProbe probe = new RecordProbe(key, members);
        records.fetch(List.of(probe));
        return probe;
    }

    @Test
    void distinguishesAHashWithoutTheDeclaredMembersFromAMissingOne() {
        server = EmbeddedRedis.start("--user", "blind", "on", ">" + PASSWORD, "~*", "+@all", "-hlen");
        try (Jedis admin = new Jedis("127.0.0.1", server.port())) {
            admin.hset("key:other", Map.of("Density", "12.5"));
            admin.hset("key:part", Map.of("density", "12.5"));
        }
        Records records = context.records(redis());
        RecordProbe other = hash(records, "key:other", "density", "income");
        RecordProbe part = hash(records, "key:part", "density", "income");
        RecordProbe none = hash(records, "key:none", "density", "income");
        assertEquals("unreadable: the hash has none of the declared members", failure(other.result()));
        assertEquals("[12.5, none]", result(part));
        assertEquals("none", result(none));

        context.withSecret("env:BLIND", PASSWORD);
        Records blind = context.records(redis("user", "blind", "password", "env:BLIND"));
        assertEquals("none", result(hash(blind, "key:other", "density")));
    }

    @Test
    void distinguishesAValueOfAnotherTypeFromAMissingRecord() {
        server = EmbeddedRedis.start("--user", "blind", "on", ">" + PASSWORD, "~*", "+@all", "-type");
        try (Jedis admin = new Jedis("127.0.0.1", server.port())) {
            admin.hset("key:hash", Map.of("density", "12.5"));
            admin.hset("key:hash-2", Map.of("density", "12.5"));
            admin.set("key:text", "{}");
        }
        Records records = context.records(redis());
        List<RecordProbe> together =
                List.of(new RecordProbe("key:hash"), new RecordProbe("key:none"), new RecordProbe("key:text"));
        records.fetch(together);
        assertEquals(
                "unreadable: its type in Redis is not the one of the request",
                failure(together.get(0).result()));
        assertEquals("none", result(together.get(1)));
        assertEquals("{}", result(together.get(2)));
        // one was found, so every missing record is checked from now on
        List<RecordProbe> later = List.of(new RecordProbe("key:none"), new RecordProbe("key:hash-2"));
        records.fetch(later);
        assertEquals("none", result(later.get(0)));
        assertTrue(failure(later.get(1).result()).startsWith("unreadable"));

        context.withSecret("env:BLIND", PASSWORD);
        Records blind = context.records(redis("user", "blind", "password", "env:BLIND"));
        assertEquals("none", result(hash(blind, "key:hash")));
    }

    @Test
    void logsInAUserWithAPassword() throws IOException {
        server = EmbeddedRedis.start(
                "--user", "default", "off", "--user", "scores", "on", ">" + PASSWORD, "~key:*", "+@all");
        Path password = Files.writeString(secrets.resolve("password"), PASSWORD + "\n");
        Records records = context.records(redis("user", "scores", "password", "file:" + password));
        assertEquals(List.of("none"), result(fetch(records, List.of("key:0"))));
        String failure = failure(fetch(records, List.of("another:4711")));
        assertTrue(failure.contains("NOPERM") && !failure.contains("4711"), failure);
    }

    @Test
    void readsThePasswordThroughTheContextSoThatATestCanSetIt() {
        server = EmbeddedRedis.start("--requirepass", PASSWORD);
        context.withSecret("env:RISKSTREAM_NO_SUCH_VARIABLE", PASSWORD);
        Records records =
                context.records(redis("password", "env:RISKSTREAM_NO_SUCH_VARIABLE", "freshness", "TRACKING"));
        assertEquals(List.of("none"), result(fetch(records, List.of("key:0"))));
    }

    @Test
    void failsRequestsWithAWrongPasswordAndNeverShowsIt() throws IOException {
        server = EmbeddedRedis.start("--requirepass", PASSWORD);
        Path password = Files.writeString(secrets.resolve("password"), "battery-staple");
        Records records = context.records(redis("password", "file:" + password));
        String failure = failure(fetch(records, List.of("key:0")));
        assertTrue(failure.contains("WRONGPASS"), failure);
        await().until(() -> !context.reports().isEmpty());
        assertFalse(failure.contains("staple") || context.reports().toString().contains("staple"), failure);

        // the secret is corrected on the worker, without a restart
        Files.writeString(password, PASSWORD);
        awaitAnswers(records);
    }

    @Test
    void reportsAMissingPassword() {
        server = EmbeddedRedis.start("--requirepass", PASSWORD);
        String failure = failure(fetch(context.records(redis()), List.of("key:0")));
        assertTrue(failure.contains("NOAUTH"), failure);
    }

    @Test
    void doesNotFallBackToPlainTextWithoutTls() {
        server = EmbeddedRedis.start();
        failure(fetch(context.records(redis("tls", true, "socketTimeoutMillis", 500)), List.of("key:0")));
    }

    @Test
    void loaderReportsTheNumberOfWrittenRecordsAndTheRefusal() {
        server = EmbeddedRedis.start("--maxmemory", "1mb", "--maxmemory-policy", "noeviction");
        String large = "x".repeat(10_000);
        RedisLoader loader = new RedisLoader(redis());
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> {
            for (int i = 0; i < 10_000; i++) {
                loader.put("key:" + i, large);
            }
        });
        assertTrue(refused.getMessage().contains("127.0.0.1:" + server.port()), refused.getMessage());
        assertTrue(refused.getMessage().contains("OOM"), refused.getMessage());
        assertTrue(loader.written() < 10_000);
    }
}
