package io.riskstream.tools.backtest;

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
import io.riskstream.stage.StageContext;
import io.riskstream.testing.MapHistories;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The context of the stages of a backtest. Its threads share one, as the tasks of a worker share a near-cache. It keeps no metrics, and it publishes nothing.
 * Safe for many threads.
 */
final class OfflineContext implements StageContext, AutoCloseable {
    private static final Metrics NO_METRICS = new Metrics() {
        @Override
        public Counter counter(String name) {
            return count -> {};
        }

        @Override
        public Timer timer(String name) {
            return nanos -> {};
        }

        @Override
        public Distribution distribution(String name) {
            return (value, times) -> {};
        }

        @Override
        public void gauge(String name, LongSupplier value) {}
    };

    private final String pipeline;
    private final Optional<Records> records;
    private final Map<String, AutoCloseable> shared = new HashMap<>();
    private final Map<HistoryStore, Histories> histories = new IdentityHashMap<>();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Map<String, String> reports = new TreeMap<>();

    /**
     * Creates a context.
     *
     * @param records what every look-up reads; empty to connect to the pipeline's own stores
     */
    OfflineContext(String pipeline, Optional<Records> records) {
        this.pipeline = pipeline;
        this.records = records;
    }

    @Override
    public String pipeline() {
        return pipeline;
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
        return NO_METRICS;
    }

    /** Keeps the first message of each code. */
    @Override
    public synchronized void report(String code, String message) {
        reports.putIfAbsent(code, message);
    }

    /** Returns the first message of each code that a stage reported. */
    synchronized Map<String, String> reports() {
        return new TreeMap<>(reports);
    }

    @Override
    public Records records(RecordStore store) {
        return records.orElseGet(() -> opened(store.connect(this)));
    }

    /** Returns histories in memory, that begin empty: a backtest must not add to those of production. */
    @Override
    public Histories histories(HistoryStore store) {
        synchronized (shared) {
            return histories.computeIfAbsent(store, key -> new MapHistories());
        }
    }

    /** True if a stage keeps histories, so that events must be processed in their order. */
    boolean keepsHistories() {
        synchronized (shared) {
            return !histories.isEmpty();
        }
    }

    @Override
    public Schemas schemas(SchemaStore store) {
        return opened(store.connect(this));
    }

    @Override
    public ReleaseLog releases(ReleaseStore store) {
        throw new IllegalStateException("a backtest scores with the scorecards that it compares");
    }

    @Override
    public Publisher publisher(Sink sink) {
        throw new IllegalStateException("a stage that publishes is not run in a backtest");
    }

    private <T extends AutoCloseable> T opened(T port) {
        synchronized (shared) {
            opened.push(port);
        }
        return port;
    }

    @Override
    public <T extends AutoCloseable> T shared(String name, Supplier<T> factory) {
        synchronized (shared) {
            @SuppressWarnings("unchecked") // one name, one type
            T object = (T) shared.computeIfAbsent(name, ignored -> factory.get());
            return object;
        }
    }

    /** Closes the connections and the shared objects; the stages must be closed before. */
    @Override
    public void close() {
        synchronized (shared) {
            opened.forEach(OfflineContext::close);
            shared.values().forEach(OfflineContext::close);
        }
    }

    private static void close(AutoCloseable object) {
        try {
            object.close();
        } catch (Exception e) {
            throw new IllegalStateException(object + " does not close", e);
        }
    }
}
