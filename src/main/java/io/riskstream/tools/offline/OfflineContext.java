package io.riskstream.tools.offline;

import io.riskstream.stage.Message;
import io.riskstream.stage.Metrics;
import io.riskstream.stage.Publisher;
import io.riskstream.stage.RecordStore;
import io.riskstream.stage.Records;
import io.riskstream.stage.Sink;
import io.riskstream.stage.StageContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The world of the stages in an offline session: time stands still unless it is moved, every store has the given records, every sink keeps what it gets. */
final class OfflineContext implements StageContext, AutoCloseable {
    private final String pipeline;
    private final Instant now;
    private final List<RequestedRecord> asked = Collections.synchronizedList(new ArrayList<>());
    private final Records records;
    private final AtomicLong ticks = new AtomicLong();
    private final List<Message> messages = Collections.synchronizedList(new ArrayList<>());
    private final List<StageReport> reports = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, AutoCloseable> shared = new LinkedHashMap<>();

    OfflineContext(String pipeline, Instant now, Map<String, byte[]> records) {
        this.pipeline = pipeline;
        this.now = now;
        this.records = new GivenRecords(records, asked);
    }

    /** For the next event. What is shared stays, and so does the time. */
    void clear() {
        messages.clear();
        reports.clear();
        asked.clear();
    }

    /** Lets time pass for deadlines and pauses; the time of day stands still. */
    void leap(Duration time) {
        ticks.addAndGet(time.toNanos());
    }

    int messageCount() {
        return messages.size();
    }

    /** Those published from one count on up to another. */
    List<Message> messages(int from, int to) {
        return List.copyOf(messages).subList(from, to);
    }

    int askedCount() {
        return asked.size();
    }

    /** The records asked for from one count on up to another. */
    List<RequestedRecord> asked(int from, int to) {
        return List.copyOf(asked).subList(from, to);
    }

    List<StageReport> reports() {
        return List.copyOf(reports);
    }

    @Override
    public String pipeline() {
        return pipeline;
    }

    @Override
    public InstantSource clock() {
        return InstantSource.fixed(now);
    }

    @Override
    public LongSupplier ticker() {
        return ticks::get;
    }

    /** Nobody counts the work on one event. */
    @Override
    public Metrics metrics() {
        return new Metrics() {
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
    }

    @Override
    public void report(String code, String message) {
        reports.add(new StageReport(code, message));
    }

    @Override
    public Records records(RecordStore store) {
        return records;
    }

    @Override
    public Publisher publisher(Sink sink) {
        return new RecordingPublisher(messages);
    }

    @Override
    public <T extends AutoCloseable> T shared(String name, Supplier<T> factory) {
        synchronized (shared) {
            @SuppressWarnings("unchecked") // one name, one type
            T object = (T) shared.computeIfAbsent(name, ignored -> factory.get());
            return object;
        }
    }

    /** @throws IllegalStateException if something shared does not close */
    @Override
    public void close() {
        synchronized (shared) {
            shared.forEach((name, object) -> {
                try {
                    object.close();
                } catch (Exception e) {
                    throw new IllegalStateException(name + " does not close", e);
                }
            });
        }
    }
}
