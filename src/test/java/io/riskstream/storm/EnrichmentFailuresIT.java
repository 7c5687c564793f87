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
import io.riskstream.stage.Histories;
import io.riskstream.stage.HistoryStore;
import io.riskstream.stage.Metrics;
import io.riskstream.stage.Publisher;
import io.riskstream.stage.RecordStore;
import io.riskstream.stage.Records;
import io.riskstream.stage.ReleaseLog;
import io.riskstream.stage.ReleaseStore;
import io.riskstream.stage.SchemaStore;
import io.riskstream.stage.Schemas;
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
 * Tests look-ups of a stream of events while Redis fails in different ways. One executor thread sends 2,000 events a second through four enrichments
 * with different error policies. Every event must get its declared outcome, and the thread must never wait for the server.
 */
final class EnrichmentFailuresIT {
    private static final String PASSWORD = "correct-horse";
    private static final int RECORDS = 500;
    private static final int EVENTS_PER_MILLISECOND = 2;
    private static final int EVENTS_PER_OUTCOME = 500;
    private static final Duration TIMEOUT = Duration.ofSeconds(40);

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

    /** Counts the events of one enrichment by outcome. The executor's thread writes it; the test reads it. */
    private static final class OutcomeCounts {
        private final Map<String, Integer> counts = new TreeMap<>();

        private synchronized void add(String outcome) {
            counts.merge(outcome, 1, Integer::sum);
        }

        synchronized int count(String outcome) {
            return counts.getOrDefault(outcome, 0);
        }

        synchronized int total() {
            return counts.values().stream().mapToInt(i -> i).sum();
        }

        synchronized Map<String, Integer> counts() {
            return new TreeMap<>(counts);
        }

        void takeReady(StageRunner<String> runner) {
            for (PendingInput<String> input = runner.pollReady(); input != null; input = runner.pollReady()) {
                input.passed().forEach(this::addPassed);
                input.rejected().forEach(event -> add(event.rejections().get(0).code()));
                if (!input.dropped().isEmpty()) {
                    throw new AssertionError("no event may be dropped");
                }
                input.passed().clear();
                input.rejected().clear();
            }
        }

        private void addPassed(Event event) {
            boolean found = event.isPresent(1);
            boolean degraded = !event.degraded().isEmpty();
            add(found ? degraded ? "stale" : "found" : degraded ? "passed over" : "no record");
        }
    }

    /** The test's context with the system's clock. */
    private record SystemTimeContext(TestContext test, Set<String> reportedCodes) implements StageContext {
        @Override
        public String pipeline() {
            return test.pipeline();
        }

        @Override
        public Metrics metrics() {
            Metrics metrics = test.metrics();
            return new Metrics() {
                @Override
                public Counter counter(String name) {
                    return metrics.counter(name);
                }

                @Override
                public Timer timer(String name) {
                    return nanos -> {};
                }

                @Override
                public Distribution distribution(String name) {
                    return metrics.distribution(name);
                }

                @Override
                public void gauge(String name, LongSupplier value) {
                    metrics.gauge(name, value);
                }
            };
        }

        /** Suppresses repeated reports, as on a worker: reports each code once. */
        @Override
        public void report(String code, String message) {
            if (reportedCodes.add(code)) {
                test.report(code, message);
            }
        }

        @Override
        public Records records(RecordStore store) {
            return store.connect(this);
        }

        @Override
        public Histories histories(HistoryStore store) {
            return test.histories(store);
        }

        @Override
        public ReleaseLog releases(ReleaseStore store) {
            return test.releases(store);
        }

        @Override
        public Schemas schemas(SchemaStore store) {
            return test.schemas(store);
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
    private final SystemTimeContext context = new SystemTimeContext(test, ConcurrentHashMap.newKeySet());
    private final Map<String, StageRunner<String>> runners = new TreeMap<>();
    private final Map<String, OutcomeCounts> outcomes = new TreeMap<>();
    private EmbeddedRedis server;
    private Jedis admin;
    private Thread executor;
    private volatile boolean sending = true;
    private volatile boolean stopped;
    private volatile long sent;
    private volatile long maxPauseNanos;
    private volatile Optional<Throwable> failure = Optional.empty();

    @BeforeEach
    void start() throws IOException {
        server = EmbeddedRedis.start("--enable-debug-command", "yes");
        admin = new Jedis("127.0.0.1", server.port());
        Files.writeString(secrets.resolve("password"), PASSWORD);
        createUser();
        load();
    }

    @AfterEach
    void stop() throws InterruptedException {
        stopped = true;
        if (executor != null) {
            executor.join();
        }
        test.close();
        admin.close();
        server.close();
    }

    private void createUser() {
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
        createUser();
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

    /** Starts four enrichments on one executor thread, like four bolts. */
    private void startEnrichments() {
        enrichment("PASS", Map.of("onError", "PASS", "maxAgeMillis", 0));
        enrichment("REJECT", Map.of("onError", "REJECT", "maxAgeMillis", 0));
        enrichment("RETRY", Map.of("onError", "RETRY", "maxAgeMillis", 0));
        enrichment("stale", Map.of("onError", "REJECT", "staleMillis", 600_000));
        executor = new Thread(this::execute, "executor");
        executor.start();
        await().atMost(TIMEOUT)
                .until(() -> outcomes.values().stream().allMatch(counted -> counted.count("found") >= 2 * RECORDS));
    }

    private void enrichment(String name, Map<String, Object> policy) {
        Map<String, Object> options = new HashMap<>(Map.of(
                "name", "record", "key", "code:{code}", "fields", Map.of("value", "long"), "deadlineMillis", 100));
        options.putAll(policy);
        Lookup lookup = new Lookup(options);
        Stage stage = new Enrich(new EventType(List.of(CLAIM, lookup)), redis(), List.of(lookup), Map.of("name", name));
        stage.open(context);
        outcomes.put(name, new OutcomeCounts());
        runners.put(
                name,
                new StageRunner<>(
                        List.of(stage),
                        new RetryPolicy(100_000, Duration.ofMillis(10), Duration.ofMillis(200)),
                        100_000,
                        context,
                        () -> LockSupport.unpark(executor)));
    }

    private void execute() {
        try {
            long start = System.nanoTime();
            long last = start;
            while (!stopped) {
                long now = System.nanoTime();
                maxPauseNanos = Math.max(maxPauseNanos, now - last);
                last = now;
                long due = EVENTS_PER_MILLISECOND * ((now - start) / 1_000_000);
                while (sending && sent < due) {
                    FieldValues values = new FieldValues(1);
                    values.setString(0, String.valueOf(sent % RECORDS));
                    Event event = Event.of(new Origin("claims", 0, sent, 0, Optional.empty(), List.of()), new byte[0])
                            .with(Patch.NONE.withFields(0, values));
                    runners.values().forEach(runner -> runner.accept("input", Batch.of(event)));
                    sent = sent + 1; // only this thread writes
                }
                runners.forEach((name, runner) -> {
                    runner.drain();
                    outcomes.get(name).takeReady(runner);
                });
                LockSupport.parkNanos(200_000);
            }
        } catch (RuntimeException | Error e) {
            failure = Optional.of(e);
        }
    }

    /** Waits until 500 more events of an enrichment have this outcome. */
    private void awaitMore(String enrichment, String outcome) {
        OutcomeCounts counted = outcomes.get(enrichment);
        int before = counted.count(outcome);
        await().atMost(TIMEOUT)
                .until(() -> failure.isPresent() || counted.count(outcome) >= before + EVENTS_PER_OUTCOME);
        assertEquals(Optional.empty(), failure);
    }

    /** Checks the outcomes while the server is unavailable: each event gets its declared outcome or is retried, and the executor continues. */
    private void assertDeclaredOutcomes() {
        maxPauseNanos = 0;
        awaitMore("PASS", "passed over");
        awaitMore("REJECT", "enrich.error");
        awaitMore("stale", "stale");
    }

    /** Checks the recovery: all records are found again, also for retried events, and no event is lost. */
    private void assertRecovery(String failureCase) {
        for (String enrichment : outcomes.keySet()) {
            awaitMore(enrichment, "found");
        }
        sending = false;
        await().atMost(TIMEOUT).until(() -> outcomes.values().stream().allMatch(counted -> counted.total() == sent));
        print(failureCase);
        OutcomeCounts retried = outcomes.get("RETRY");
        assertEquals(
                sent,
                retried.count("found") + retried.count("no record"),
                retried.counts().toString());
        assertEquals(0, outcomes.get("stale").count("passed over"));
        assertEquals(0, test.count("redis.internal"));
    }

    private void print(String failureCase) {
        StringBuilder report = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: %,d events to each enrichment, maximum pause of the executor %.1f ms%n",
                failureCase,
                sent,
                maxPauseNanos / 1e6));
        outcomes.forEach(
                (enrichment, counted) -> report.append(String.format("  %-7s %s%n", enrichment, counted.counts())));
        System.out.print(report);
    }

    @Test
    void recoversFromAServerThatIsSuspendedForFiveSeconds() {
        startEnrichments();
        long stopped = System.nanoTime();
        server.pause();
        try {
            assertDeclaredOutcomes();
            // the server stays suspended for five seconds in total
            await().atMost(TIMEOUT)
                    .until(() ->
                            System.nanoTime() - stopped >= Duration.ofSeconds(5).toNanos());
            assertTrue(test.gauge("redis.down") == 1, "the circuit breaker is open");
        } finally {
            server.resume();
        }
        assertRecovery("suspended for 5 s");
        assertEquals(0, test.gauge("redis.down"));
    }

    @Test
    void recoversFromAServerThatRestartsWithItsRecords() {
        startEnrichments();
        server.stop();
        assertDeclaredOutcomes();
        restart(true);
        assertRecovery("killed and restarted with its records");
    }

    @Test
    void recoversFromAServerThatRestartsEmpty() {
        startEnrichments();
        server.stop();
        assertDeclaredOutcomes();
        restart(false);
        for (String enrichment : outcomes.keySet()) {
            awaitMore(enrichment, "passed over");
        }
        load();
        // the server is loaded again: its invalidations end the negative cache entries
        for (String enrichment : outcomes.keySet()) {
            awaitMore(enrichment, "found");
        }
        sending = false;
        await().atMost(TIMEOUT).until(() -> outcomes.values().stream().allMatch(counted -> counted.total() == sent));
        print("killed, restarted empty, then loaded");
    }

    @Test
    void recoversFromAServerThatIsBusy() {
        startEnrichments();
        Thread busy = new Thread(() -> {
            try (Jedis other = new Jedis("127.0.0.1", server.port(), 10_000)) {
                other.sendCommand(() -> "DEBUG".getBytes(StandardCharsets.US_ASCII), "SLEEP", "1.5");
            }
        });
        busy.start();
        assertDeclaredOutcomes();
        assertRecovery("busy for 1.5 s");
    }

    @Test
    void usesAPasswordThatIsChangedOnTheServerAndThenOnTheWorker() {
        startEnrichments();
        admin.sendCommand(Command.ACL, "SETUSER", "scores", "resetpass", ">battery-staple");
        admin.sendCommand(Command.CLIENT, "KILL", "USER", "scores");
        assertDeclaredOutcomes();
        try {
            Files.writeString(secrets.resolve("password"), "battery-staple");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertRecovery("password changed");
        assertTrue(test.reports().stream().noneMatch(report -> report.message().contains("staple")));
    }

    @Test
    void recoversFromAForbiddenCommand() {
        startEnrichments();
        admin.sendCommand(Command.ACL, "SETUSER", "scores", "-mget", "-get");
        // invalidations still arrive, so cached records stay valid and the fourth enrichment is not affected
        awaitMore("PASS", "passed over");
        awaitMore("REJECT", "enrich.error");
        awaitMore("stale", "found");
        admin.sendCommand(Command.ACL, "SETUSER", "scores", "+mget");
        assertRecovery("MGET forbidden");
    }

    @Test
    void recoversFromAServerWithTooManyClients() {
        startEnrichments();
        admin.configSet("maxclients", "1");
        admin.sendCommand(Command.CLIENT, "KILL", "USER", "scores");
        assertDeclaredOutcomes();
        admin.configSet("maxclients", "1000");
        assertRecovery("maxclients reached");
    }
}
