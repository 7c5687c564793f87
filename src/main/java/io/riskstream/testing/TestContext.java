package io.riskstream.testing;

import io.riskstream.stage.Histories;
import io.riskstream.stage.HistoryStore;
import io.riskstream.stage.Message;
import io.riskstream.stage.Metrics;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Publisher;
import io.riskstream.stage.RecordStore;
import io.riskstream.stage.Records;
import io.riskstream.stage.ReleaseLog;
import io.riskstream.stage.ReleaseStore;
import io.riskstream.stage.SchemaId;
import io.riskstream.stage.SchemaStore;
import io.riskstream.stage.Schemas;
import io.riskstream.stage.Secret;
import io.riskstream.stage.Sink;
import io.riskstream.stage.StageContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The context of a stage in a test. The test sets the clock, the records and the secrets, and reads messages, reports and metrics.
 *
 * <p>It connects to nothing: a look-up in any store reads {@link #records()}, histories of any store are in {@link #histories()}, and every sink keeps its messages in {@link #messages()} and
 * acknowledges them at once. Schema stores have the schemas of {@link #withSchema}. {@link #connectingToStores}, {@link #connectingToSchemaStores} and {@link
 * #withPublisher} change that. The time is 29 February 2024, 12:00 UTC, until the
 * test changes it. Closing the context closes what a worker closes with the stage. Safe for many threads.
 */
public final class TestContext implements StageContext, AutoCloseable {
    private static final Duration MAX_WAIT = Duration.ofSeconds(10);

    private record DistributionTotals(LongAdder count, LongAdder sum) {}

    /** The state that the tasks of one worker share. */
    private static final class Worker {
        private record Shared(AutoCloseable object, Set<TestContext> users) {}

        // close to its overflow, so that a stage that compares two readings instead of their difference fails its test
        private final AtomicLong ticks =
                new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(1).toNanos());
        private final AtomicLong millis =
                new AtomicLong(Instant.parse("2024-02-29T12:00:00Z").toEpochMilli());
        private final Map<String, Shared> shared = new HashMap<>();
        private final Map<String, String> secrets = new ConcurrentHashMap<>();
        private final List<Message> messages = Collections.synchronizedList(new ArrayList<>());
        private volatile MapRecords records = new MapRecords();
        private volatile Optional<BiFunction<RecordStore, StageContext, Records>> connect = Optional.empty();
        private volatile MapHistories histories = new MapHistories();
        private volatile Optional<BiFunction<HistoryStore, StageContext, Histories>> connectHistories =
                Optional.empty();
        private final Map<SchemaId, List<String>> schemas = new ConcurrentHashMap<>();
        private volatile Optional<BiFunction<SchemaStore, StageContext, Schemas>> connectSchemas = Optional.empty();
        private final TestReleases releases = new TestReleases();
        private volatile Optional<BiFunction<ReleaseStore, StageContext, ReleaseLog>> connectReleases =
                Optional.empty();
        private volatile Optional<Publisher> publisher = Optional.empty();
        private volatile String pipeline = "test";
        private volatile Duration maxWait = MAX_WAIT;
    }

    private final Worker worker;
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final Map<String, List<Long>> timers = new ConcurrentHashMap<>();
    private final Map<String, DistributionTotals> distributions = new ConcurrentHashMap<>();
    private final Map<String, LongSupplier> gauges = new ConcurrentHashMap<>();
    private final List<StageReport> reports = Collections.synchronizedList(new ArrayList<>());
    private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>();

    /** Creates the context of the only task in a worker. */
    public TestContext() {
        this(new Worker());
    }

    private TestContext(Worker worker) {
        this.worker = worker;
    }

    /** Returns the context of another task in the same worker. It shares all but metrics and reports. */
    public TestContext anotherTask() {
        return new TestContext(worker);
    }

    /** Sets the pipeline's name; it is {@code test} before. */
    public TestContext withPipeline(String name) {
        worker.pipeline = name;
        return this;
    }

    /** Sets the clock. Durations, which the ticker measures, do not change. */
    public TestContext setTime(Instant now) {
        worker.millis.set(now.toEpochMilli());
        return this;
    }

    /** Advances the clock and the ticker. */
    public TestContext advance(Duration time) {
        worker.millis.addAndGet(time.toMillis());
        return advanceTicker(time);
    }

    /** Advances the ticker alone. */
    TestContext advanceTicker(Duration time) {
        worker.ticks.addAndGet(time.toNanos());
        return this;
    }

    /** Uses these records for all stores. */
    public TestContext withRecords(MapRecords records) {
        worker.records = records;
        return this;
    }

    /** Uses this connection for all stores, instead of {@link #records()}. */
    public TestContext connectingTo(Records connection) {
        worker.connect = Optional.of((store, context) -> connection);
        return this;
    }

    /** Uses these histories for all stores of histories. */
    public TestContext withHistories(MapHistories histories) {
        worker.histories = histories;
        return this;
    }

    /** Makes look-ups and histories connect to their own store, for tests with a real server. */
    public TestContext connectingToStores() {
        worker.connect = Optional.of(RecordStore::connect);
        worker.connectHistories = Optional.of(HistoryStore::connectHistories);
        return this;
    }

    /** Adds a schema to all schema stores. A schema that the test does not add is missing. */
    public TestContext withSchema(int id, String schema) {
        return withSchema(new SchemaId.AssignedNumber(id), schema);
    }

    /**
     * Adds a schema to all schema stores.
     *
     * @param texts the texts of the schemas that it refers to, and last the schema
     */
    public TestContext withSchema(SchemaId id, String... texts) {
        worker.schemas.put(id, List.of(texts));
        return this;
    }

    /** Uses this connection for all schema stores, instead of the schemas that the test adds. */
    public TestContext withSchemas(Schemas connection) {
        worker.connectSchemas = Optional.of((store, context) -> connection);
        return this;
    }

    /** Makes parsers connect to their own schema store, for tests with a real server. */
    public TestContext connectingToSchemaStores() {
        worker.connectSchemas = Optional.of(SchemaStore::connect);
        return this;
    }

    /**
     * Adds an entry to the log of releases, which all stores of releases share.
     *
     * @param timestamp when the log accepted it, in milliseconds since 1970
     */
    public TestContext withRelease(long timestamp, String key, byte[] value) {
        worker.releases.add(timestamp, key, value);
        return this;
    }

    /** Makes scorers connect to their own log of releases, for tests with a real server. */
    public TestContext connectingToReleaseStores() {
        worker.connectReleases = Optional.of(ReleaseStore::connect);
        return this;
    }

    /** Returns the latest report of each worker to the log of releases. */
    public Map<String, byte[]> releaseReports() {
        return worker.releases.reports();
    }

    /** Uses this publisher for all sinks, instead of keeping messages. */
    public TestContext withPublisher(Publisher publisher) {
        worker.publisher = Optional.of(publisher);
        return this;
    }

    /**
     * Sets a secret.
     *
     * @param reference {@code env:NAME} or {@code file:PATH}, as a Flux file has it
     */
    public TestContext withSecret(String reference, String value) {
        worker.secrets.put(new Secret(reference).reference(), value);
        return this;
    }

    /**
     * Sets how long a driver waits for a later outcome, by the system clock. After it the driver reports {@code STAGE.late}, and the event continues
     * as after the outcome's deadline. It is 10 s before.
     */
    public TestContext withMaxWait(Duration time) {
        worker.maxWait = time;
        return this;
    }

    Duration maxWait() {
        return worker.maxWait;
    }

    /** Returns the records of all stores. */
    public MapRecords records() {
        return worker.records;
    }

    /** Returns the histories of all stores. */
    public MapHistories histories() {
        return worker.histories;
    }

    /** Returns the published messages, in order. */
    public List<Message> messages() {
        return messages(0, messageCount());
    }

    int messageCount() {
        return worker.messages.size();
    }

    List<Message> messages(int from, int to) {
        synchronized (worker.messages) {
            return List.copyOf(worker.messages.subList(from, to));
        }
    }

    int requestCount() {
        return worker.records.requestCount();
    }

    List<RequestedRecord> requests(int from, int to) {
        return worker.records.requests(from, to);
    }

    /** Returns the reported problems, in order. */
    public List<StageReport> reports() {
        synchronized (reports) {
            return List.copyOf(reports);
        }
    }

    /** Returns the value of a counter; 0 if it does not exist. */
    public long count(String counter) {
        LongAdder count = counts.get(counter);
        return count == null ? 0 : count.sum();
    }

    /**
     * Returns the current value of a gauge.
     *
     * @throws IllegalArgumentException if it does not exist
     */
    public long gauge(String name) {
        LongSupplier gauge = gauges.get(name);
        if (gauge == null) {
            throw new IllegalArgumentException("no gauge '" + name + "'; there are " + gauges.keySet());
        }
        return gauge.getAsLong();
    }

    /** Returns the durations that a timer recorded, in order, in nanoseconds. */
    public List<Long> timer(String name) {
        List<Long> recorded = timers.getOrDefault(name, List.of());
        synchronized (recorded) {
            return List.copyOf(recorded);
        }
    }

    /** Returns the number of values that a distribution recorded. */
    public long distributionCount(String name) {
        DistributionTotals totals = distributions.get(name);
        return totals == null ? 0 : totals.count().sum();
    }

    /** Returns the sum of the values that a distribution recorded. */
    public long distributionSum(String name) {
        DistributionTotals totals = distributions.get(name);
        return totals == null ? 0 : totals.sum().sum();
    }

    /**
     * Returns the outcome, or the outcome that a later one completes with, even after its deadline. Waits for it up to 10 s.
     *
     * @throws AssertionError if it does not complete, or fails
     */
    public static Outcome settled(Outcome outcome) {
        if (!(outcome instanceof Outcome.Later later)) {
            return outcome;
        }
        try {
            CompletableFuture<Outcome> settled = new CompletableFuture<>();
            later.outcome().whenDone((result, failure) -> {
                if (failure == null) {
                    settled.complete(result);
                } else {
                    settled.completeExceptionally(failure);
                }
            });
            return settled.get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("the later outcome did not complete", e);
        }
    }

    @Override
    public String pipeline() {
        return worker.pipeline;
    }

    @Override
    public InstantSource clock() {
        return () -> Instant.ofEpochMilli(worker.millis.get());
    }

    @Override
    public LongSupplier ticker() {
        return worker.ticks::get;
    }

    @Override
    public Metrics metrics() {
        return new Metrics() {
            @Override
            public Counter counter(String name) {
                return counts.computeIfAbsent(name, ignored -> new LongAdder())::add;
            }

            @Override
            public Timer timer(String name) {
                return timers.computeIfAbsent(name, ignored -> Collections.synchronizedList(new ArrayList<>()))::add;
            }

            @Override
            public Distribution distribution(String name) {
                DistributionTotals totals = distributions.computeIfAbsent(
                        name, ignored -> new DistributionTotals(new LongAdder(), new LongAdder()));
                return (value, times) -> {
                    totals.count().add(times);
                    totals.sum().add(value * times);
                };
            }

            @Override
            public void gauge(String name, LongSupplier value) {
                gauges.putIfAbsent(name, value);
            }
        };
    }

    @Override
    public void report(String code, String message) {
        reports.add(new StageReport(code, message));
    }

    /** Returns the secret that {@link #withSecret} set; else reads it as a worker does. */
    @Override
    public String secret(Secret secret) {
        String value = worker.secrets.get(secret.reference());
        return value == null ? secret.resolve() : value;
    }

    @Override
    public Records records(RecordStore store) {
        Records records =
                worker.connect.map(connect -> connect.apply(store, this)).orElse(worker.records);
        opened.add(records);
        return records;
    }

    @Override
    public Histories histories(HistoryStore store) {
        Histories histories = worker.connectHistories
                .map(connect -> connect.apply(store, this))
                .orElse(worker.histories);
        opened.add(histories);
        return histories;
    }

    @Override
    public Schemas schemas(SchemaStore store) {
        Schemas schemas = worker.connectSchemas
                .map(connect -> connect.apply(store, this))
                .orElseGet(() -> new MapSchemas(worker.schemas));
        opened.add(schemas);
        return schemas;
    }

    @Override
    public ReleaseLog releases(ReleaseStore store) {
        return worker.connectReleases.map(connect -> connect.apply(store, this)).orElseGet(worker.releases::connect);
    }

    @Override
    public Publisher publisher(Sink sink) {
        Publisher publisher = worker.publisher.orElseGet(() -> new RecordingPublisher(worker.messages));
        opened.add(publisher);
        return publisher;
    }

    @Override
    public <T extends AutoCloseable> T shared(String name, Supplier<T> factory) {
        synchronized (worker.shared) {
            Worker.Shared shared =
                    worker.shared.computeIfAbsent(name, ignored -> new Worker.Shared(factory.get(), new HashSet<>()));
            shared.users().add(this);
            @SuppressWarnings("unchecked") // one name, one type
            T object = (T) shared.object();
            return object;
        }
    }

    /** Closes the ports, and the shared objects that no other task uses. */
    @Override
    public void close() {
        opened.forEach(TestContext::close);
        List<AutoCloseable> unused = new ArrayList<>();
        synchronized (worker.shared) {
            worker.shared.values().removeIf(shared -> {
                boolean last = shared.users().remove(this) && shared.users().isEmpty();
                if (last) {
                    unused.add(shared.object());
                }
                return last;
            });
        }
        unused.forEach(TestContext::close);
    }

    private static void close(AutoCloseable object) {
        try {
            object.close();
        } catch (Exception e) {
            throw new IllegalStateException(object + " does not close", e);
        }
    }
}
