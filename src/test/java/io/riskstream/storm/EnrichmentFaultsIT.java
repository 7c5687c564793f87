package io.riskstream.storm;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.connect.redis.Redis;
import io.riskstream.connect.redis.RedisLoader;
import io.riskstream.enrich.Enrich;
import io.riskstream.enrich.Lookup;
import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Origin;
import io.riskstream.event.Patch;
import io.riskstream.runner.PendingInput;
import io.riskstream.runner.RetryPolicy;
import io.riskstream.runner.StageRunner;
import io.riskstream.stage.Metrics;
import io.riskstream.stage.Publisher;
import io.riskstream.stage.RecordStore;
import io.riskstream.stage.Records;
import io.riskstream.stage.Sink;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import io.riskstream.testing.TestContext;
import io.riskstream.tools.local.EmbeddedRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;

/**
 * Everything a Redis can do to a stream of events that look up in it. One executor's thread sends 2,000 events a second through four enrichments
 * that differ in what they do with an error; every event must come to its declared end, and the thread must never wait for the server.
 */
final class EnrichmentFaultsIT {
    private static final String PASSWORD = "correct-horse";
    private static final int RECORDS = 500;
    private static final int EVENTS_A_MILLISECOND = 2;
    private static final int OF_EACH = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(40);

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

    /** What became of the events of one enrichment, by kind of end; kept by the executor's thread, and read by the test. */
    private static final class Ends {
        private final Map<String, Integer> ends = new TreeMap<>();

        private synchronized void end(String how) {
            ends.merge(how, 1, Integer::sum);
        }

        synchronized int count(String how) {
            return ends.getOrDefault(how, 0);
        }

        synchronized int all() {
            return ends.values().stream().mapToInt(i -> i).sum();
        }

        synchronized Map<String, Integer> counts() {
            return new TreeMap<>(ends);
        }

        void takeFrom(StageRunner<String> runner) {
            for (PendingInput<String> input = runner.pollReady(); input != null; input = runner.pollReady()) {
                input.passed().forEach(this::passed);
                input.rejected().forEach(event -> end(event.rejections().get(0).code()));
                if (!input.dropped().isEmpty()) {
                    throw new AssertionError("nothing drops events here");
                }
                input.passed().clear();
                input.rejected().clear();
            }
        }

        private void passed(Event event) {
            boolean found = event.isPresent(1);
            boolean degraded = !event.degraded().isEmpty();
            end(found ? degraded ? "stale" : "found" : degraded ? "passed over" : "no record");
        }
    }

    /** A test's context with a clock that goes. */
    private record World(TestContext test, Set<String> told) implements StageContext {
        @Override
        public String pipeline() {
            return test.pipeline();
        }

        @Override
        public InstantSource clock() {
            return InstantSource.system();
        }

        @Override
        public LongSupplier ticker() {
            return System::nanoTime;
        }

        @Override
        public Metrics metrics() {
            Metrics kept = test.metrics();
            return new Metrics() {
                @Override
                public Counter counter(String name) {
                    return kept.counter(name);
                }

                @Override
                public Timer timer(String name) {
                    return nanos -> {};
                }

                @Override
                public Distribution distribution(String name) {
                    return kept.distribution(name);
                }

                @Override
                public void gauge(String name, LongSupplier value) {
                    kept.gauge(name, value);
                }
            };
        }

        /** Repeats are held back, as on a worker: each kind of report is kept once. */
        @Override
        public void report(String code, String message) {
            if (told.add(code)) {
                test.report(code, message);
            }
        }

        @Override
        public Records records(RecordStore store) {
            return store.connect(this);
        }

        @Override
        public Publisher publisher(Sink sink) {
            return test.publisher(sink);
        }

        @Override
        public <T extends AutoCloseable> T shared(String name, Supplier<T> factory) {
            return test.shared(name, factory);
        }
    }

    @TempDir
    private Path secrets;

    private final TestContext test = new TestContext();
    private final World world = new World(test, ConcurrentHashMap.newKeySet());
    private final Map<String, StageRunner<String>> runners = new TreeMap<>();
    private final Map<String, Ends> ends = new TreeMap<>();
    private EmbeddedRedis server;
    private Jedis admin;
    private Thread executor;
    private volatile boolean feeding = true;
    private volatile boolean over;
    private volatile long fed;
    private volatile long longestPauseNanos;
    private volatile Optional<Throwable> failure = Optional.empty();

    @BeforeEach
    void start() throws IOException {
        server = EmbeddedRedis.start("--enable-debug-command", "yes");
        admin = new Jedis("127.0.0.1", server.port());
        Files.writeString(secrets.resolve("password"), PASSWORD);
        admit();
        load();
    }

    @AfterEach
    void stop() throws InterruptedException {
        over = true;
        if (executor != null) {
            executor.join();
        }
        test.close();
        admin.close();
        server.close();
    }

    private void admit() {
        admin.sendCommand(Command.ACL, "SETUSER", "scores", "reset", "on", ">" + PASSWORD, "~*", "&*", "+@all");
    }

    private void load() {
        try (RedisLoader loader = new RedisLoader(new Redis(Map.of("host", "127.0.0.1", "port", server.port())))) {
            for (int i = 0; i < RECORDS; i++) {
                loader.put("code:" + i, "{\"value\":" + i + "}");
            }
        }
    }

    private void restart(boolean full) {
        server.restart();
        admin.close();
        admin = new Jedis("127.0.0.1", server.port());
        if (full) {
            load();
        }
        admit();
    }

    private Redis redis() {
        return new Redis(Map.of(
                "host",
                "127.0.0.1",
                "port",
                server.port(),
                "user",
                "scores",
                "password",
                "file:" + secrets.resolve("password"),
                "socketTimeoutMillis",
                500));
    }

    /** Four enrichments on one executor's thread, as four bolts would be. */
    private void run() {
        enrichment("PASS", Map.of("onError", "PASS", "maxAgeMillis", 0));
        enrichment("REJECT", Map.of("onError", "REJECT", "maxAgeMillis", 0));
        enrichment("RETRY", Map.of("onError", "RETRY", "maxAgeMillis", 0));
        enrichment("stale", Map.of("onError", "REJECT", "staleMillis", 600_000));
        executor = new Thread(this::execute, "executor");
        executor.start();
        await().atMost(PATIENCE).until(() -> ends.values().stream().allMatch(all -> all.count("found") >= 2 * RECORDS));
    }

    private void enrichment(String name, Map<String, Object> policy) {
        Map<String, Object> options = new HashMap<>(Map.of(
                "name", "record", "key", "code:{code}", "fields", Map.of("value", "long"), "deadlineMillis", 100));
        options.putAll(policy);
        Lookup lookup = new Lookup(options);
        Stage stage = new Enrich(new EventType(List.of(CLAIM, lookup)), redis(), List.of(lookup), Map.of("name", name));
        stage.open(world);
        ends.put(name, new Ends());
        runners.put(
                name,
                new StageRunner<>(
                        List.of(stage),
                        new RetryPolicy(100_000, Duration.ofMillis(10), Duration.ofMillis(200)),
                        100_000,
                        world,
                        () -> LockSupport.unpark(executor)));
    }

    private void execute() {
        try {
            long start = System.nanoTime();
            long last = start;
            while (!over) {
                long now = System.nanoTime();
                longestPauseNanos = Math.max(longestPauseNanos, now - last);
                last = now;
                long due = EVENTS_A_MILLISECOND * ((now - start) / 1_000_000);
                while (feeding && fed < due) {
                    FieldValues values = new FieldValues(1);
                    values.setString(0, String.valueOf(fed % RECORDS));
                    Event event = Event.of(new Origin("claims", 0, fed, 0, Optional.empty(), List.of()), new byte[0])
                            .with(Patch.NONE.withFields(0, values));
                    runners.values().forEach(runner -> runner.accept("input", Batch.of(event)));
                    fed = fed + 1; // only this thread writes
                }
                runners.forEach((name, runner) -> {
                    runner.drain();
                    ends.get(name).takeFrom(runner);
                });
                LockSupport.parkNanos(200_000);
            }
        } catch (RuntimeException | Error e) {
            failure = Optional.of(e);
        }
    }

    /** Waits until so many more events have come to this end. */
    private void awaitMore(String enrichment, String how) {
        Ends of = ends.get(enrichment);
        int before = of.count(how);
        await().atMost(PATIENCE).until(() -> failure.isPresent() || of.count(how) >= before + OF_EACH);
        assertEquals(Optional.empty(), failure);
    }

    /** While the server cannot be asked, every event ends as declared, but for those that are tried again; and the executor goes on. */
    private void everyEventEndsAsDeclared() {
        longestPauseNanos = 0;
        awaitMore("PASS", "passed over");
        awaitMore("REJECT", "enrich.error");
        awaitMore("stale", "stale");
    }

    /** Once the server is back, everything is found again, what was tried again included; nothing is lost. */
    private void everythingIsFoundAgain(String fault) {
        for (String enrichment : ends.keySet()) {
            awaitMore(enrichment, "found");
        }
        feeding = false;
        await().atMost(PATIENCE).until(() -> ends.values().stream().allMatch(all -> all.all() == fed));
        print(fault);
        Ends retried = ends.get("RETRY");
        assertEquals(
                fed,
                retried.count("found") + retried.count("no record"),
                retried.counts().toString());
        assertEquals(0, ends.get("stale").count("passed over"));
        assertEquals(0, test.count("redis.internal"));
    }

    private void print(String fault) {
        StringBuilder told = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: %,d events to each enrichment, longest pause of the executor %.1f ms%n",
                fault,
                fed,
                longestPauseNanos / 1e6));
        ends.forEach((enrichment, of) -> told.append(String.format("  %-7s %s%n", enrichment, of.counts())));
        System.out.print(told);
    }

    @Test
    void aServerThatStopsForFiveSeconds() {
        run();
        long stopped = System.nanoTime();
        server.pause();
        try {
            everyEventEndsAsDeclared();
            // the server's own pause, not the test's wait for something
            await().atMost(PATIENCE)
                    .until(() ->
                            System.nanoTime() - stopped >= Duration.ofSeconds(5).toNanos());
            assertTrue(test.gauge("redis.down") == 1, "the breaker is open");
        } finally {
            server.resume();
        }
        everythingIsFoundAgain("stopped for 5 s");
        assertEquals(0, test.gauge("redis.down"));
    }

    @Test
    void aServerThatIsKilledAndComesBackFull() {
        run();
        server.stop();
        everyEventEndsAsDeclared();
        restart(true);
        everythingIsFoundAgain("killed, and back with its records");
    }

    @Test
    void aServerThatIsKilledAndComesBackEmpty() {
        run();
        server.stop();
        everyEventEndsAsDeclared();
        restart(false);
        for (String enrichment : ends.keySet()) {
            awaitMore(enrichment, "passed over");
        }
        load();
        // it is empty no more: what was known to be absent is found, since the server tells of it
        for (String enrichment : ends.keySet()) {
            awaitMore(enrichment, "found");
        }
        feeding = false;
        await().atMost(PATIENCE).until(() -> ends.values().stream().allMatch(all -> all.all() == fed));
        print("killed, and back empty, then loaded");
    }

    @Test
    void aServerThatIsBusyForASecond() {
        run();
        Thread busy = new Thread(() -> {
            try (Jedis other = new Jedis("127.0.0.1", server.port(), 10_000)) {
                other.sendCommand(() -> "DEBUG".getBytes(StandardCharsets.US_ASCII), "SLEEP", "1.5");
            }
        });
        busy.start();
        everyEventEndsAsDeclared();
        everythingIsFoundAgain("busy for 1.5 s");
    }

    @Test
    void aPasswordThatIsChangedOnTheServerAndThenOnTheWorker() {
        run();
        admin.sendCommand(Command.ACL, "SETUSER", "scores", "resetpass", ">battery-staple");
        admin.sendCommand(Command.CLIENT, "KILL", "USER", "scores");
        everyEventEndsAsDeclared();
        try {
            Files.writeString(secrets.resolve("password"), "battery-staple");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        everythingIsFoundAgain("the password changed");
        assertTrue(test.reports().stream().noneMatch(report -> report.message().contains("staple")));
    }

    @Test
    void aCommandThatIsForbidden() {
        run();
        admin.sendCommand(Command.ACL, "SETUSER", "scores", "-mget", "-get");
        // what is in memory is told of as before, and stays; so the fourth enrichment does not even notice
        awaitMore("PASS", "passed over");
        awaitMore("REJECT", "enrich.error");
        awaitMore("stale", "found");
        admin.sendCommand(Command.ACL, "SETUSER", "scores", "+mget");
        everythingIsFoundAgain("MGET forbidden");
    }

    @Test
    void aServerWithoutRoomForAnotherClient() {
        run();
        admin.configSet("maxclients", "1");
        admin.sendCommand(Command.CLIENT, "KILL", "USER", "scores");
        everyEventEndsAsDeclared();
        admin.configSet("maxclients", "1000");
        everythingIsFoundAgain("maxclients reached");
    }
}
