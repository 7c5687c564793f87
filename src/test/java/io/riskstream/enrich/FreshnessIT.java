package io.riskstream.enrich;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.connect.redis.Redis;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Origin;
import io.riskstream.event.Patch;
import io.riskstream.stage.Outcome;
import io.riskstream.testing.TestContext;
import io.riskstream.tools.local.EmbeddedRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;

/** Measures how soon a write to a real Redis affects enriched events. The times are printed; no assertion depends on them. */
final class FreshnessIT {
    private static final FieldSource CLAIM = new FieldSource() {
        @Override
        public String name() {
            return "claim";
        }

        @Override
        public List<Field> fields() {
            return List.of(new Field("code", FieldType.STRING));
        }
    };

    private final TestContext context = new TestContext().connectingToStores();
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

    private Enrich open(TestContext task) {
        Lookup lookup = new Lookup(Map.of("name", "record", "key", "key:{code}", "fields", Map.of("value", "long")));
        Enrich stage = new Enrich(
                new EventType(List.of(CLAIM, lookup)),
                new Redis(Map.of("host", "127.0.0.1", "port", server.port())),
                List.of(lookup));
        stage.open(task);
        return stage;
    }

    private static Event event(int key) {
        FieldValues values = new FieldValues(1);
        values.setString(0, String.valueOf(key));
        return Event.of(new Origin("claims", 0, 0, 0, Optional.empty(), List.of()), new byte[0])
                .with(Patch.NONE.withFields(0, values));
    }

    private static long value(Enrich stage, int key) {
        Event event = event(key);
        Event enriched = event.with(assertInstanceOf(Outcome.Pass.class, TestContext.settled(stage.apply(event)))
                .patch());
        return enriched.isPresent(1) ? enriched.integer(1) : -1;
    }

    /** Polls a condition without pauses, since the test measures the time. */
    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "the condition was not met within 20 s");
            Thread.onSpinWait();
        }
    }

    private static String json(long value) {
        return "{\"value\":" + value + "}";
    }

    @Test
    void usesAWriteAsSoonAsItIsReported() {
        Enrich stage = open(context);
        int keys = 100;
        for (int key = 0; key < keys; key++) {
            admin.set("key:" + key, json(0));
            value(stage, key);
        }
        long[] micros = new long[3_000];
        for (int i = 0; i < micros.length; i++) {
            int key = i % keys;
            admin.set("key:" + key, json(i + 1));
            long written = System.nanoTime();
            int wanted = i + 1;
            until(() -> value(stage, key) == wanted);
            micros[i] = (System.nanoTime() - written) / 1_000;
        }
        Arrays.sort(micros);
        System.out.printf(
                Locale.ROOT,
                "from SET acknowledged to the new value used, 3,000 writes: p50 %.2f ms, p99 %.2f ms, max %.2f ms%n",
                micros[1_500] / 1e3,
                micros[2_970] / 1e3,
                micros[2_999] / 1e3);
    }

    @Test
    void keepsNoOutdatedRecordUnderConcurrentReadsAndWrites() throws InterruptedException {
        int keys = 32;
        int writes = 20_000;
        AtomicBoolean stopped = new AtomicBoolean();
        AtomicLong reads = new AtomicLong();
        List<Thread> readers = new ArrayList<>();
        List<TestContext> tasks = new ArrayList<>();
        Enrich stage = open(context);
        for (int i = 0; i < 3; i++) {
            TestContext task = context.anotherTask();
            tasks.add(task);
            Enrich own = open(task);
            SplittableRandom random = new SplittableRandom(i);
            Thread reader = new Thread(() -> {
                while (!stopped.get()) {
                    value(own, random.nextInt(keys));
                    reads.incrementAndGet();
                }
            });
            readers.add(reader);
            reader.start();
        }
        SplittableRandom random = new SplittableRandom(4711);
        long[] last = new long[keys];
        for (int i = 1; i <= writes; i++) {
            int key = random.nextInt(keys);
            last[key] = i;
            admin.set("key:" + key, json(i));
        }
        // changes are reported in order, so after this last one all others have been reported
        value(stage, keys);
        admin.set("key:" + keys, json(writes));
        await().until(() -> value(stage, keys) == writes);
        stopped.set(true);
        for (Thread reader : readers) {
            reader.join();
        }
        int outdated = 0;
        for (int key = 0; key < keys; key++) {
            outdated += value(stage, key) == last[key] ? 0 : 1;
        }
        System.out.printf(
                Locale.ROOT,
                "%,d writes to %d keys against %,d reads by three tasks: %d keys outdated%n",
                writes,
                keys,
                reads.get(),
                outdated);
        assertEquals(0, outdated);
        tasks.forEach(TestContext::close);
    }

    @Test
    void flushesAndTracksAgainAfterTheTrackingConnectionIsKilled() {
        Enrich stage = open(context);
        admin.set("key:1", json(1));
        value(stage, 1);
        String tracker = admin.clientList()
                .lines()
                .filter(client -> client.contains("resp=3"))
                .map(client -> client.substring(3, client.indexOf(' ')))
                .findFirst()
                .orElseThrow();
        admin.sendCommand(Command.CLIENT, "KILL", "ID", tracker);
        long killed = System.nanoTime();
        until(() -> context.count("redis.flushes") == 1);
        long flushed = System.nanoTime();
        admin.set("key:1", json(2));
        assertEquals(2, value(stage, 1));
        until(() -> context.gauge("redis.tracked") == 1);
        long tracked = System.nanoTime();
        value(stage, 1);
        assertInstanceOf(Outcome.Pass.class, stage.apply(event(1)), "cached again");
        admin.set("key:1", json(3));
        await().until(() -> value(stage, 1) == 3);
        System.out.printf(
                Locale.ROOT,
                "after CLIENT KILL of the tracker: flushed in %.1f ms, tracking again in %.1f ms%n",
                (flushed - killed) / 1e6,
                (tracked - killed) / 1e6);
    }
}
