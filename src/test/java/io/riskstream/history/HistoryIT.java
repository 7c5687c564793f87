package io.riskstream.history;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.connect.redis.Redis;
import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.history.RandomClaims.Message;
import io.riskstream.stage.Outcome;
import io.riskstream.testing.MapHistories;
import io.riskstream.testing.TestContext;
import io.riskstream.tools.local.EmbeddedRedis;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** Histories in a real Redis that dies, is suspended, refuses writes, and serves two workers. */
class HistoryIT {
    private static final int SIZE = 400;

    private final TestContext context = new TestContext().connectingToStores();
    private final EmbeddedRedis server = EmbeddedRedis.start("--appendonly", "yes", "--appendfsync", "always");

    @AfterEach
    void stop() {
        context.close();
        server.close();
    }

    private Redis redis() {
        return new Redis(Map.of("host", "127.0.0.1", "port", server.port(), "socketTimeoutMillis", 500));
    }

    private AddHistory opened(String onError) {
        return RandomClaims.opened(context, redis(), onError);
    }

    /** Returns the features in a map in place of Redis, where nothing fails. */
    private static List<Map<String, Object>> undisturbed(List<Message> messages) {
        try (TestContext memory = new TestContext()) {
            return RandomClaims.all(RandomClaims.opened(memory), messages);
        }
    }

    /** Processes messages in batches, and each again until it has its features, as a bolt does. */
    private static List<Map<String, Object>> processed(AddHistory stage, List<Message> messages, Runnable halfway) {
        List<Map<String, Object>> features = new ArrayList<>();
        for (int from = 0; from < messages.size(); from += 50) {
            if (from == messages.size() / 2) {
                halfway.run();
            }
            List<Event> events = messages.subList(from, Math.min(messages.size(), from + 50)).stream()
                    .map(RandomClaims::event)
                    .toList();
            List<Map<String, Object>> done = new ArrayList<>();
            events.forEach(event -> done.add(Map.of()));
            Queue<Integer> open = new ArrayDeque<>();
            for (int i = 0; i < events.size(); i++) {
                open.add(i);
            }
            while (!open.isEmpty()) {
                List<Integer> indexes = List.copyOf(open);
                open.clear();
                Outcome[] outcomes = new Outcome[indexes.size()];
                stage.apply(
                        new Batch(indexes.stream().map(events::get).toList()),
                        (index, outcome) -> outcomes[index] = outcome);
                for (int i = 0; i < outcomes.length; i++) {
                    Outcome outcome = TestContext.settled(outcomes[i]);
                    int index = indexes.get(i);
                    if (outcome instanceof Outcome.Pass pass) {
                        done.set(index, RandomClaims.features(events.get(index), pass));
                    } else {
                        assertInstanceOf(Outcome.Retry.class, outcome);
                        open.add(index);
                    }
                }
            }
            features.addAll(done);
        }
        return features;
    }

    @Test
    void aReplayOfEverythingTwiceGivesTheSameFeaturesAsInMemory() {
        List<Message> messages = RandomClaims.messages(new Random(1), SIZE);
        List<Map<String, Object>> expected = undisturbed(messages);
        AddHistory stage = opened("RETRY");
        MemoryHistories memory = new MemoryHistories(1 << 24, new MapHistories());
        AddHistory backtest = RandomClaims.opened(context, unused -> memory, "RETRY");
        for (int pass = 0; pass < 3; pass++) {
            assertEquals(expected, processed(stage, messages, () -> {}), "pass " + pass);
            assertEquals(expected, processed(backtest, messages, () -> {}), "in a backtest, pass " + pass);
        }
        try (Jedis jedis = new Jedis("127.0.0.1", server.port())) {
            assertEquals(4, jedis.dbSize());
            long entries = jedis.keys("*").stream().mapToLong(jedis::hlen).sum();
            assertEquals(SIZE, entries, "each message has one entry, however often it is processed");
            long seconds = jedis.ttl("riskstream-history:past:policy:p1");
            assertTrue(seconds > Duration.ofDays(129).toSeconds()
                    && seconds <= Duration.ofDays(130).toSeconds());
            assertTrue(jedis.keys("*").stream()
                    .flatMap(key -> jedis.hvals(key.getBytes(StandardCharsets.UTF_8)).stream())
                    .noneMatch(entry -> new String(entry, StandardCharsets.ISO_8859_1).contains("claim-")));
        }
    }

    @Test
    @Tag("stores")
    void aServerThatIsKilledAndRestartedInMidStreamLosesNoEvent() {
        List<Message> messages = RandomClaims.messages(new Random(2), SIZE);
        List<Map<String, Object>> expected = undisturbed(messages);
        AddHistory stage = opened("RETRY");
        Runnable kill = () -> {
            server.stop();
            afterAnError(server::restart);
        };
        assertEquals(expected, processed(stage, messages, kill));
        assertEquals(expected, processed(stage, messages, () -> {}), "replayed");
    }

    @Test
    @Tag("stores")
    void aSuspendedServerDelaysEventsAndLosesNone() {
        List<Message> messages = RandomClaims.messages(new Random(3), SIZE);
        List<Map<String, Object>> expected = undisturbed(messages);
        AddHistory stage = opened("RETRY");
        Runnable suspend = () -> {
            server.pause();
            afterAnError(server::resume);
        };
        assertEquals(expected, processed(stage, messages, suspend));
        assertEquals(expected, processed(stage, messages, () -> {}), "replayed");
    }

    /** Runs an action on another thread when an event has missed its history. */
    private void afterAnError(Runnable action) {
        CompletableFuture<Void> unused = CompletableFuture.runAsync(() -> {
            await().until(() -> context.count("history.past.errors") > 0);
            action.run();
        });
    }

    @Test
    @Tag("stores")
    void twoWorkersOnTheSameEventsGiveTheSameFeatures() {
        List<Message> messages = RandomClaims.messages(new Random(4), SIZE);
        List<Map<String, Object>> expected = undisturbed(messages);
        try (TestContext other = new TestContext().connectingToStores()) {
            AddHistory one = opened("RETRY");
            AddHistory two = RandomClaims.opened(other, redis(), "RETRY");
            CompletableFuture<List<Map<String, Object>>> ofOther =
                    CompletableFuture.supplyAsync(() -> processed(two, messages, () -> {}));
            List<Map<String, Object>> ofOne = processed(one, messages, () -> {});
            assertEquals(expected, ofOne);
            assertEquals(expected, ofOther.join());
        }
    }

    @Test
    @Tag("stores")
    void aFullServerRefusesHistoriesAndServesThemAgainLater() {
        AddHistory stage = opened("PASS");
        List<Message> messages = RandomClaims.messages(new Random(5), 2);
        try (Jedis jedis = new Jedis("127.0.0.1", server.port())) {
            jedis.configSet("maxmemory", "1");
            Event event = RandomClaims.event(messages.get(0));
            Outcome.Pass refused = assertInstanceOf(Outcome.Pass.class, TestContext.settled(stage.apply(event)));
            assertEquals(List.of("past"), event.with(refused.patch()).degraded());
            assertTrue(context.reports().stream()
                    .anyMatch(report -> report.message().contains("OOM")));
            assertEquals(0, context.gauge("redis.down"), "look-ups still work");
            jedis.configSet("maxmemory", "0");
        }
        assertEquals(undisturbed(messages), RandomClaims.all(stage, messages));
    }

    @Test
    @Tag("stores")
    void aKeyOfAnotherTypeIsUnusable() {
        AddHistory stage = opened("PASS");
        Message message = RandomClaims.messages(new Random(6), 1).get(0);
        try (Jedis jedis = new Jedis("127.0.0.1", server.port())) {
            jedis.set("riskstream-history:past:policy:" + message.policy(), "text");
        }
        Event event = RandomClaims.event(message);
        Outcome.Pass pass = assertInstanceOf(Outcome.Pass.class, TestContext.settled(stage.apply(event)));
        assertEquals(
                "[past (unusable)]", event.with(pass.patch()).degradations().toString());
    }
}
