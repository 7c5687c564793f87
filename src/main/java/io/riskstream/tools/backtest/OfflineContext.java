package io.riskstream.tools.backtest;

import io.riskstream.history.MemoryHistories;
import io.riskstream.runner.SharedObjects;
import io.riskstream.stage.Histories;
import io.riskstream.stage.HistoryStore;
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
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The context of the stages of a backtest. Its threads share one, as the tasks of a worker share a near-cache. It keeps no metrics, and it publishes nothing.
 * Safe for many threads.
 */
final class OfflineContext implements StageContext, AutoCloseable {
    /** The share of the heap for the histories of a store; a pipeline usually has one. */
    private static final double HISTORY_SHARE = 0.4;

    private static final String REMOVED = "history.memory";

    private final String pipeline;
    private final Optional<Records> records;
    private final SharedObjects objects = new SharedObjects();
    private final IdentityHashMap<HistoryStore, MemoryHistories> histories = new IdentityHashMap<>();
    private final long historyBytes;
    private int historyRequests;
    private final Map<String, String> reports = new TreeMap<>();

    /**
     * Creates a context.
     *
     * @param records what every look-up reads; empty to connect to the pipeline's own stores
     */
    OfflineContext(String pipeline, Optional<Records> records) {
        this(pipeline, records, (long) (Runtime.getRuntime().maxMemory() * HISTORY_SHARE));
    }

    /**
     * Creates a context.
     *
     * @param historyBytes how much memory the histories of each store may take, approximately
     */
    OfflineContext(String pipeline, Optional<Records> records, long historyBytes) {
        this.pipeline = pipeline;
        this.records = records;
        this.historyBytes = historyBytes;
    }

    @Override
    public String pipeline() {
        return pipeline;
    }

    /** Keeps the first message of each code. */
    @Override
    public synchronized void report(String code, String message) {
        reports.putIfAbsent(code, message);
    }

    /** Returns the first message of each code that a stage reported, and whether histories were removed from memory. */
    Map<String, String> reports() {
        long removed = removedHistories();
        Map<String, String> all;
        synchronized (this) {
            all = new TreeMap<>(reports);
        }
        if (removed > 0) {
            all.put(
                    REMOVED,
                    String.format(
                            Locale.ROOT,
                            "the histories of the %,d entities that had no event for longest were removed from memory, which may hold %,d MB of histories; the counts and sums of their later events are too low; give the JVM more memory, such as -Xmx2g",
                            removed,
                            historyBytes >> 20));
        }
        return all;
    }

    @Override
    public Records records(RecordStore store) {
        return records.orElseGet(() -> objects.opened(store.connect(this)));
    }

    /** Returns histories in memory, that begin empty: a backtest must not add to those of production. They take a bounded share of the heap. */
    @Override
    public Histories histories(HistoryStore store) {
        synchronized (histories) {
            historyRequests++;
            return histories.computeIfAbsent(store, key -> new MemoryHistories(historyBytes, new MapHistories()));
        }
    }

    /** Returns how many histories of entities were removed from memory because all together took too much. */
    long removedHistories() {
        synchronized (histories) {
            return histories.values().stream()
                    .mapToLong(MemoryHistories::removed)
                    .sum();
        }
    }

    /** Returns how many times a stage asked for histories. */
    int historyRequests() {
        synchronized (histories) {
            return historyRequests;
        }
    }

    @Override
    public Schemas schemas(SchemaStore store) {
        return objects.opened(store.connect(this));
    }

    @Override
    public ReleaseLog releases(ReleaseStore store) {
        throw new IllegalStateException("a backtest scores with the scorecards that it compares");
    }

    @Override
    public Publisher publisher(Sink sink) {
        throw new IllegalStateException("a stage that publishes is not run in a backtest");
    }

    @Override
    public <T extends AutoCloseable> T shared(String name, Supplier<T> factory) {
        return objects.shared(name, factory);
    }

    /** Closes the connections and the shared objects; the stages must be closed before. */
    @Override
    public void close() {
        objects.close();
    }
}
