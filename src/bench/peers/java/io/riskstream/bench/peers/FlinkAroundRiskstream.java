package io.riskstream.bench.peers;

import io.riskstream.bench.Workload;
import io.riskstream.bench.pipeline.ContestantJob;
import io.riskstream.bench.pipeline.Topics;
import io.riskstream.connect.redis.Redis;
import io.riskstream.enrich.Lookup;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Origin;
import io.riskstream.parse.ParseJson;
import io.riskstream.publish.PublishScore;
import io.riskstream.score.Score;
import io.riskstream.score.Scorecard;
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
import io.riskstream.stage.SchemaStore;
import io.riskstream.stage.Schemas;
import io.riskstream.stage.Sink;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import io.riskstream.validate.EventSchema;
import io.riskstream.validate.ValidateSchema;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Runs Riskstream's stages in Flink's asynchronous operator, with Flink's Kafka source and sink, so that only the engine differs. */
final class FlinkAroundRiskstream {
    private static final int CAPACITY = 1_000;
    private static final long TIMEOUT_SECONDS = 20;

    private FlinkAroundRiskstream() {}

    public static void main(String[] arguments) {
        ContestantJob job = ContestantJob.of(arguments);
        ContestantJob.run(() -> {
            StreamExecutionEnvironment flink = FlinkIo.environment(1);
            SingleOutputStreamOperator<Scored> scored = AsyncDataStream.unorderedWait(
                            FlinkIo.claims(flink, job, new Bytes()),
                            new Stages(job.redisPort()),
                            TIMEOUT_SECONDS,
                            TimeUnit.SECONDS,
                            CAPACITY)
                    .name("stages");
            SingleOutputStreamOperator<OutputRecord> scores = scored.process(new Split());
            scores.getSideOutput(FlinkIo.DEAD_LETTERS).sinkTo(FlinkIo.sink(job, Topics.DEAD_LETTERS));
            scores.sinkTo(FlinkIo.sink(job, Topics.SCORES));
            flink.execute("bench-claims");
        });
    }

    /** The result of a claim. Public and plain, so that Flink has a fast serializer for it. */
    public static final class Scored {
        public OutputRecord letter;
        public boolean rejected;
    }

    private static final class Bytes implements KafkaRecordDeserializationSchema<OutputRecord> {
        private static final long serialVersionUID = 1;

        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<OutputRecord> out) {
            out.collect(new OutputRecord(record.key(), record.value()));
        }

        @Override
        public TypeInformation<OutputRecord> getProducedType() {
            return TypeInformation.of(OutputRecord.class);
        }
    }

    /** Parses, validates, enriches, scores and writes; the last three on the fetching thread if a record is not cached. */
    private static final class Stages extends RichAsyncFunction<OutputRecord, Scored> {
        private static final long serialVersionUID = 1;

        private final int redisPort;
        private transient LocalContext stageContext;
        private transient Stage parse;
        private transient Stage validate;
        private transient Stage enrich;
        private transient ThreadLocal<Stage[]> scoreAndWrite;

        Stages(int redisPort) {
            this.redisPort = redisPort;
        }

        @Override
        public void open(OpenContext context) {
            List<Lookup> lookups = Workload.lookups();
            EventSchema schema = new EventSchema(Workload.schemaFile());
            EventType type = Workload.type(schema, lookups);
            Scorecard scorecard = new Scorecard(type, Workload.scorecardFile());
            stageContext = new LocalContext();
            parse = opened(new ParseJson(type, Map.of("id", "id")));
            validate = opened(new ValidateSchema(type, schema));
            Redis redis = new Redis(Map.of("host", "127.0.0.1", "port", redisPort));
            enrich = opened(Workload.enrich(type, redis, lookups, ContestantJob.CACHE_ENTRIES));
            scoreAndWrite = ThreadLocal.withInitial(() -> new Stage[] {
                opened(new Score(type, scorecard)),
                opened(new PublishScore(type, new CapturingSink(), Map.of("topic", Topics.SCORES, "event", "NONE")))
            });
        }

        private Stage opened(Stage stage) {
            stage.open(stageContext);
            return stage;
        }

        @Override
        public void asyncInvoke(OutputRecord letter, ResultFuture<Scored> result) {
            Origin origin = new Origin(Topics.CLAIMS, 0, 0, 0, Optional.of(letter.key), List.of());
            Event event = Event.of(origin, letter.value);
            Outcome parsed = parse.apply(event);
            if (!(parsed instanceof Outcome.Pass fields)) {
                reject(letter, result);
                return;
            }
            event = event.with(fields.patch());
            if (!(validate.apply(event) instanceof Outcome.Pass)) {
                reject(letter, result);
                return;
            }
            Event valid = event;
            Outcome enriched = enrich.apply(valid);
            if (enriched instanceof Outcome.Later later) {
                later.outcome().whenDone((outcome, failure) -> {
                    if (failure != null) {
                        result.completeExceptionally(failure);
                    } else {
                        complete(letter, valid.with(((Outcome.Pass) outcome).patch()), result);
                    }
                });
            } else {
                complete(letter, valid.with(((Outcome.Pass) enriched).patch()), result);
            }
        }

        private static void reject(OutputRecord letter, ResultFuture<Scored> result) {
            Scored scored = new Scored();
            scored.letter = letter;
            scored.rejected = true;
            result.complete(Collections.singleton(scored));
        }

        private void complete(OutputRecord letter, Event enriched, ResultFuture<Scored> result) {
            Stage[] stages = scoreAndWrite.get();
            Event event = enriched.with(((Outcome.Pass) stages[0].apply(enriched)).patch());
            stages[1].apply(event);
            Scored scored = new Scored();
            scored.letter = new OutputRecord(letter.key, CapturingSink.WRITTEN.get());
            result.complete(Collections.singleton(scored));
        }

        @Override
        public void close() {
            stageContext.close();
        }
    }

    private static final class Split extends ProcessFunction<Scored, OutputRecord> {
        private static final long serialVersionUID = 1;

        @Override
        public void processElement(Scored scored, Context context, Collector<OutputRecord> out) {
            if (scored.rejected) {
                context.output(FlinkIo.DEAD_LETTERS, scored.letter);
            } else {
                out.collect(scored.letter);
            }
        }
    }

    /** Keeps the message that the publishing stage wrote on this thread, for Flink's sink. */
    private record CapturingSink() implements Sink, Publisher {
        private static final long serialVersionUID = 1;
        static final ThreadLocal<byte[]> WRITTEN = new ThreadLocal<>();

        @Override
        public Publisher connect(StageContext context) {
            return this;
        }

        @Override
        public void publish(Message message, Receipt receipt) {
            WRITTEN.set(message.value().orElseThrow());
            receipt.acknowledged();
        }

        @Override
        public Duration deadline() {
            return Duration.ofSeconds(30);
        }

        @Override
        public void close() {}
    }

    /** The context of the stages. */
    private static final class LocalContext implements StageContext, Metrics {
        private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
        private final Map<String, AutoCloseable> shared = new ConcurrentHashMap<>();

        @Override
        public String pipeline() {
            return "bench-claims";
        }

        @Override
        public Distribution distribution(String name) {
            return (value, times) -> {};
        }

        @Override
        public Metrics metrics() {
            return this;
        }

        @Override
        public Counter counter(String name) {
            return counts.computeIfAbsent(name, ignored -> new LongAdder())::add;
        }

        @Override
        public Timer timer(String name) {
            return counter(name)::add;
        }

        @Override
        public void gauge(String name, LongSupplier value) {}

        @Override
        public void report(String code, String message) {
            throw new IllegalStateException(code + ": " + message);
        }

        @Override
        public Records records(RecordStore store) {
            return shared("records", () -> store.connect(this));
        }

        @Override
        public Histories histories(HistoryStore store) {
            return shared("histories", () -> store.connectHistories(this));
        }

        @Override
        public ReleaseLog releases(ReleaseStore store) {
            return store.connect(this);
        }

        @Override
        public Schemas schemas(SchemaStore store) {
            return store.connect(this);
        }

        @Override
        public Publisher publisher(Sink sink) {
            return sink.connect(this);
        }

        @Override
        @SuppressWarnings("unchecked") // each name has one type
        public <T extends AutoCloseable> T shared(String name, Supplier<T> factory) {
            return (T) shared.computeIfAbsent(name, ignored -> factory.get());
        }

        void close() {
            shared.values().forEach(object -> {
                try {
                    object.close();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
        }
    }
}
