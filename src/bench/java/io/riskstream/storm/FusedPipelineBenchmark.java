package io.riskstream.storm;

import io.riskstream.bench.Workload;
import io.riskstream.enrich.Lookup;
import io.riskstream.enrich.cache.OtherCaches;
import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Origin;
import io.riskstream.parse.ParseJson;
import io.riskstream.publish.PublishScore;
import io.riskstream.runner.PendingInput;
import io.riskstream.runner.RetryPolicy;
import io.riskstream.runner.StageRunner;
import io.riskstream.score.Score;
import io.riskstream.score.Scorecard;
import io.riskstream.stage.Histories;
import io.riskstream.stage.HistoryStore;
import io.riskstream.stage.Message;
import io.riskstream.stage.Publisher;
import io.riskstream.stage.RecordChangeListener;
import io.riskstream.stage.RecordRequest;
import io.riskstream.stage.RecordStore;
import io.riskstream.stage.Records;
import io.riskstream.stage.ReleaseLog;
import io.riskstream.stage.ReleaseStore;
import io.riskstream.stage.SchemaStore;
import io.riskstream.stage.Schemas;
import io.riskstream.stage.Sink;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.ValidityToken;
import io.riskstream.testing.TestContext;
import io.riskstream.validate.EventSchema;
import io.riskstream.validate.ValidateSchema;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Cost of an event from its bytes to its verdict, with all stages in one bolt and all 330,000 records cached. The records are looked up evenly, which is
 * harder on the processor's caches than real claims are. The near-cache is that of this project or one built on another cache.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(FusedPipelineBenchmark.BATCH)
@Warmup(iterations = 4, time = 3)
@Measurement(iterations = 4, time = 3)
@Fork(
        value = 1,
        jvmArgs = {"-Xms3g", "-Xmx3g", "-XX:+UseParallelGC"})
public class FusedPipelineBenchmark {
    static final int BATCH = 500;
    static final List<String> STAGES = List.of("PARSE", "VALIDATE", "ENRICH", "SCORE", "PUBLISH");
    private static final int CLAIMS = 100_000;
    private static final int ENTRIES = 500_000;

    /** The implementation of the near-cache. */
    @Param({"SIEVE", "CACHE2K", "CAFFEINE"})
    public String cache;

    /** The last stage. */
    @Param("SCORE")
    public String upTo;

    private final List<byte[]> claims = new ArrayList<>();
    private final DeferredPublisher sink = new DeferredPublisher();
    private StageRunner<String> runner;
    private List<Event> collected;
    private long scored;
    private int next;

    private record GeneratedRecords() implements RecordStore {
        @Override
        public Records connect(StageContext context) {
            ValidityToken token = ValidityToken.tracked();
            return new Records() {
                @Override
                public void fetch(List<? extends RecordRequest> requests) {
                    for (RecordRequest request : requests) {
                        String key = request.key();
                        String lookup = key.substring(0, key.indexOf(':'));
                        int number = Integer.parseInt(key.substring(key.indexOf(':') + 2)) / 13;
                        request.found(Workload.record(lookup, number).getBytes(StandardCharsets.UTF_8), token);
                    }
                }

                @Override
                public void watch(Set<String> prefixes, RecordChangeListener changes) {}

                @Override
                public void close() {}
            };
        }
    }

    /** Keeps receipts until {@link #acknowledge} completes all of them. */
    private static final class DeferredPublisher implements Publisher {
        private final ArrayList<Receipt> open = new ArrayList<>();
        private final ArrayList<Receipts> openGroups = new ArrayList<>();
        private int[] indexes = new int[1024];
        private long bytes;

        @Override
        public void publish(Message message, Receipt receipt) {
            bytes += message.value().orElseThrow().length;
            open.add(receipt);
        }

        @Override
        public void publish(Message message, Receipts receipts, int index) {
            bytes += message.value().orElseThrow().length;
            int size = openGroups.size();
            if (size == indexes.length) {
                indexes = Arrays.copyOf(indexes, 2 * size);
            }
            indexes[size] = index;
            openGroups.add(receipts);
        }

        void acknowledge() {
            for (int i = 0; i < openGroups.size(); i++) {
                openGroups.get(i).acknowledged(indexes[i]);
            }
            openGroups.clear();
            for (Receipt receipt : open) {
                receipt.acknowledged();
            }
            open.clear();
        }

        @Override
        public Duration deadline() {
            return Duration.ofSeconds(100);
        }

        @Override
        public void close() {}
    }

    private record UnusedSink() implements Sink {
        @Override
        public Publisher connect(StageContext context) {
            throw new AssertionError("the context returns the publisher");
        }
    }

    /** A test context with another near-cache and the system's clock. */
    private record BenchmarkContext(TestContext test, AutoCloseable nearCache, Publisher sink) implements StageContext {
        @Override
        public String pipeline() {
            return "bench";
        }

        @Override
        public io.riskstream.stage.Metrics metrics() {
            return test.metrics();
        }

        @Override
        public void report(String code, String message) {
            throw new AssertionError(code + ": " + message);
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
        public Publisher publisher(Sink to) {
            return this.sink;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T extends AutoCloseable> T shared(String name, Supplier<T> factory) {
            return OtherCaches.isNearCache(name) ? (T) nearCache : test.shared(name, factory);
        }
    }

    @Setup
    public void open() {
        List<Lookup> lookups = Workload.lookups();
        EventSchema schema = new EventSchema(Workload.schemaFile());
        EventType type = Workload.type(schema, lookups);
        List<Stage> all = List.of(
                new ParseJson(type, Map.of("id", "id")),
                new ValidateSchema(type, schema),
                Workload.enrich(type, new GeneratedRecords(), lookups, ENTRIES),
                new Score(type, new Scorecard(type, Workload.scorecardFile())),
                new PublishScore(type, new UnusedSink(), Map.of("topic", "bench-scores")));
        List<Stage> stages = all.subList(0, STAGES.indexOf(upTo) + 1);
        BenchmarkContext context = new BenchmarkContext(new TestContext(), OtherCaches.nearCache(cache, ENTRIES), sink);
        stages.forEach(stage -> stage.open(context));
        runner = new StageRunner<>(
                stages,
                new RetryPolicy(5, Duration.ofMillis(100), Duration.ofSeconds(5)),
                1_000_000,
                context,
                () -> {});
        SplittableRandom random = new SplittableRandom(7);
        String[] ids = new String[Workload.LOOKUPS.size()];
        for (int i = 0; i < CLAIMS; i++) {
            int k = 0;
            for (String lookup : Workload.LOOKUPS.keySet()) {
                // each record is looked up for at least one claim
                int number = i < Workload.RECORDS ? (i * 7 + k) % Workload.RECORDS : random.nextInt(Workload.RECORDS);
                ids[k++] = Workload.id(lookup, number);
            }
            claims.add(Workload.claim(random, i, ids).getBytes(StandardCharsets.UTF_8));
        }
        for (int i = 0; i < CLAIMS / BATCH; i++) {
            batch(); // fills the near-cache
        }
    }

    /** Returns events as a stage emits them. */
    static List<Event> events(String stage, int count) {
        FusedPipelineBenchmark pipeline = new FusedPipelineBenchmark();
        pipeline.cache = "SIEVE";
        pipeline.upTo = stage;
        pipeline.open();
        pipeline.collected = new ArrayList<>();
        while (pipeline.collected.size() < count) {
            pipeline.batch();
        }
        return pipeline.collected.subList(0, count);
    }

    @Benchmark
    public long batch() {
        List<Event> events = new ArrayList<>(BATCH);
        for (int i = 0; i < BATCH; i++) {
            events.add(Event.of(
                    new Origin("claims", 0, next, 0, Optional.empty(), List.of()),
                    claims.get(next).clone()));
            next = (next + 1) % CLAIMS;
        }
        runner.accept("input", new Batch(events));
        sink.acknowledge();
        while (runner.pendingOutcomes() > 0) {
            runner.drain();
            sink.acknowledge();
        }
        for (PendingInput<String> input = runner.pollReady(); input != null; input = runner.pollReady()) {
            if (!input.rejected().isEmpty() || !input.dropped().isEmpty()) {
                throw new AssertionError("all claims must pass");
            }
            for (Event event : input.passed()) {
                scored += event.values().size();
            }
            if (collected != null) {
                collected.addAll(input.passed());
            }
            input.passed().clear();
        }
        return scored + sink.bytes;
    }
}
