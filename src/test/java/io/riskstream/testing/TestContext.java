package io.riskstream.testing;

import io.riskstream.stage.Message;
import io.riskstream.stage.Metrics;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Publisher;
import io.riskstream.stage.RecordStore;
import io.riskstream.stage.Records;
import io.riskstream.stage.Sink;
import io.riskstream.stage.StageContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
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
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The world of a stage, as a test plays it: time moves only when told to, look-ups are answered by what the test plugs in, messages, reports,
 * counts and times are kept. Safe for many threads. Closing it closes what a worker would close with the stage.
 *
 * <p>Without {@link #withRecords}, look-ups go to the store itself, so that a test may use a real server. Messages are always kept and
 * acknowledged at once, unless the test gives its own publisher.
 */
public final class TestContext implements StageContext, AutoCloseable {
    /** Something reported through {@link StageContext#report}, every repeat of it. */
    public record Report(String code, String message) {}

    private record Spread(LongAdder count, LongAdder sum) {}

    /** What the tasks of one worker have in common. */
    private static final class Worker {
        private record Shared(AutoCloseable object, Set<TestContext> users) {}

        // near its overflow, so that code which compares two readings instead of their difference is found out
        private final AtomicLong ticks =
                new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(1).toNanos());
        private final AtomicLong millis =
                new AtomicLong(Instant.parse("2024-02-29T12:00:00Z").toEpochMilli());
        private final Map<String, Shared> shared = new HashMap<>();
        private Optional<Records> records = Optional.empty();
        private Optional<Publisher> publisher = Optional.empty();
    }

    private final Worker worker;
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final Map<String, List<Long>> times = new ConcurrentHashMap<>();
    private final Map<String, Spread> spreads = new ConcurrentHashMap<>();
    private final Map<String, LongSupplier> gauges = new ConcurrentHashMap<>();
    private final List<Report> reports = new CopyOnWriteArrayList<>();
    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>();

    /** The only task of its worker, on 29 February 2024 at noon. */
    public TestContext() {
        this(new Worker());
    }

    private TestContext(Worker worker) {
        this.worker = worker;
    }

    /** The context of another task in the same worker: it shares the time, the ports and the shared objects, and counts for itself. */
    public TestContext anotherTask() {
        return new TestContext(worker);
    }

    /** Sets the time of day; durations are not touched. */
    public TestContext at(Instant now) {
        worker.millis.set(now.toEpochMilli());
        return this;
    }

    /** Lets time pass, for the clock and the ticker. */
    public TestContext advance(Duration time) {
        worker.millis.addAndGet(time.toMillis());
        worker.ticks.addAndGet(time.toNanos());
        return this;
    }

    /** Answers the look-ups of every store. */
    public TestContext withRecords(Records records) {
        worker.records = Optional.of(records);
        return this;
    }

    /** Takes the messages to every sink. */
    public TestContext withPublisher(Publisher publisher) {
        worker.publisher = Optional.of(publisher);
        return this;
    }

    /** What was published, in order. */
    public List<Message> messages() {
        return messages;
    }

    /** What was reported, in order. */
    public List<Report> reports() {
        return reports;
    }

    /** What a counter stands at; 0 if nothing was counted. */
    public long count(String counter) {
        LongAdder count = counts.get(counter);
        return count == null ? 0 : count.sum();
    }

    /** What a gauge shows just now. */
    public long gauge(String name) {
        return gauges.get(name).getAsLong();
    }

    /** The durations that a timer was given, in order, in nanoseconds. */
    public List<Long> times(String timer) {
        return List.copyOf(times.getOrDefault(timer, List.of()));
    }

    /** How many values a distribution was given. */
    public long spreadCount(String distribution) {
        Spread spread = spreads.get(distribution);
        return spread == null ? 0 : spread.count().sum();
    }

    /** What the values that a distribution was given come to together. */
    public long spreadSum(String distribution) {
        Spread spread = spreads.get(distribution);
        return spread == null ? 0 : spread.sum().sum();
    }

    /** The outcome itself, or what a later one comes to, waited for up to ten seconds; its deadline is not looked at. */
    public static Outcome settled(Outcome outcome) {
        if (!(outcome instanceof Outcome.Later later)) {
            return outcome;
        }
        try {
            CompletableFuture<Outcome> settled = new CompletableFuture<>();
            later.outcome().whenDone((answer, failure) -> {
                if (failure == null) {
                    settled.complete(answer);
                } else {
                    settled.completeExceptionally(failure);
                }
            });
            return settled.get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("the outcome did not come", e);
        }
    }

    @Override
    public String pipeline() {
        return "test";
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
                return times.computeIfAbsent(name, ignored -> new CopyOnWriteArrayList<>())::add;
            }

            @Override
            public Distribution distribution(String name) {
                Spread spread = spreads.computeIfAbsent(name, ignored -> new Spread(new LongAdder(), new LongAdder()));
                return (value, times) -> {
                    spread.count().add(times);
                    spread.sum().add(value * times);
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
        reports.add(new Report(code, message));
    }

    @Override
    public Records records(RecordStore store) {
        Records records = worker.records.orElseGet(() -> store.connect(this));
        opened.add(records);
        return records;
    }

    @Override
    public Publisher publisher(Sink sink) {
        Publisher publisher = worker.publisher.orElseGet(() -> new KeptMessages(messages));
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

    /** Closes the ports, and the shared objects that no other task uses any more. */
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
            throw new AssertionError(object + " did not close", e);
        }
    }

    private record KeptMessages(List<Message> messages) implements Publisher {
        @Override
        public void publish(Message message, Receipt receipt) {
            messages.add(message);
            receipt.acknowledged();
        }

        @Override
        public Duration deadline() {
            return Duration.ofSeconds(30);
        }

        @Override
        public void close() {}
    }
}
