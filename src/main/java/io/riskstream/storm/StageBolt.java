package io.riskstream.storm;

import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Template;
import io.riskstream.runner.PendingInput;
import io.riskstream.runner.RetryPolicy;
import io.riskstream.runner.StageHarness;
import io.riskstream.runner.StageRunner;
import io.riskstream.stage.Metrics;
import io.riskstream.stage.Options;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StageSpec;
import io.riskstream.storm.wait.DrainingWaitStrategy;
import io.riskstream.storm.wait.Waker;
import io.riskstream.storm.wait.WakerRegistry;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.storm.Config;
import org.apache.storm.task.OutputCollector;
import org.apache.storm.task.TopologyContext;
import org.apache.storm.topology.OutputFieldsDeclarer;
import org.apache.storm.topology.base.BaseRichBolt;
import org.apache.storm.tuple.Fields;
import org.apache.storm.tuple.Tuple;
import org.apache.storm.tuple.Values;
import org.apache.storm.utils.ObjectReader;
import org.apache.storm.utils.TupleUtils;
import org.apache.storm.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one or more stages, one after the other, over the events of each tuple. Which stages share a bolt is decided in the Flux file alone: in
 * bolts of their own they scale and show apart, together they cost least.
 *
 * <p>At least once: an input is acked after each of its events was passed on, rejected on {@link StreamNames#REJECTED} or left out on {@link
 * StreamNames#DROPPED}, all anchored to it. Events that are ready leave without waiting for the slow ones of their tuple, so order is not kept. It
 * never blocks: a stage that has to wait answers {@link io.riskstream.stage.Outcome.Later}, and the input is held, its time-out renewed every third
 * of {@code topology.message.timeout.secs}. How many inputs can be held is bounded by {@code topology.max.spout.pending}: set it.
 *
 * <p>For stages that answer later, set {@code topology.bolt.wait.strategy} to {@link DrainingWaitStrategy}; without it answers wait for the
 * next tuple, or for a tick once a second.
 */
public final class StageBolt extends BaseRichBolt {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(StageBolt.class);
    /** How often an idle bolt looks for deadlines that have passed and retries that are due. */
    private static final long LOOK_FOR_DEADLINES_NANOS = 1_000_000;

    /** The options of a bolt. */
    public static final Options.Declared OPTIONS = Options.of("bolt")
            .optional(
                    "capacity",
                    Options.Kind.INTEGER,
                    4096,
                    "how many answers of stages one task awaits at once; further events wait their turn")
            .optional(
                    "attempts",
                    Options.Kind.INTEGER,
                    5,
                    "how often a stage is applied to an event that it asks to retry, before the event is rejected")
            .optional(
                    "backoffMillis",
                    Options.Kind.MILLISECONDS,
                    100,
                    "pause before the second attempt; each further one is twice as long")
            .optional("maxBackoffMillis", Options.Kind.MILLISECONDS, 5000, "the longest pause between attempts")
            .optional(
                    "partitionBy",
                    Options.Kind.TEXT,
                    "a field: events alike in it always go to the same task of a bolt that groups by `bucket`")
            .optional(
                    "buckets", Options.Kind.INTEGER, 64, "with partitionBy: into how many parts a batch may be split");

    private final List<Stage> stages;
    private final int capacity;
    private final RetryPolicy retryPolicy;
    private final String partitionBy;
    private final int buckets;

    private transient StormContext context;
    private transient OutputCollector collector;
    private transient StageRunner<Tuple> runner;
    private transient ArrivalMetrics arrivals;
    private transient WakerRegistry wakers;
    private transient boolean passedIsConsumed;
    private transient Metrics.Counter passed;
    private transient Metrics.Counter rejected;
    private transient Metrics.Counter dropped;
    private transient Template partition;
    private transient long renewEveryNanos;
    private transient long renewAt;

    /** A bolt of these stages, with the options' defaults. */
    public StageBolt(List<Stage> stages) {
        this(stages, Map.of());
    }

    /**
     * A bolt of these stages.
     *
     * @param options see {@link #OPTIONS}
     * @throws IllegalArgumentException if there is no stage, one is null, two have one name, or they work on different event types
     */
    public StageBolt(List<Stage> stages, Map<String, Object> options) {
        Options given = OPTIONS.read(options);
        this.stages = checked(stages);
        this.capacity = given.integer("capacity", 1, 1_000_000);
        this.retryPolicy = new RetryPolicy(
                given.integer("attempts", 1, 1_000), given.millis("backoffMillis"), given.millis("maxBackoffMillis"));
        this.partitionBy = given.optionalText("partitionBy").orElse(null);
        this.buckets = given.integer("buckets", 1, 65_536);
        if (partitionBy != null) {
            given.checked("partitionBy", this::partitionTemplate);
        }
    }

    private static List<Stage> checked(List<Stage> stages) {
        if (stages.isEmpty()) {
            throw problem("", "it needs at least one stage");
        }
        Map<String, Stage> byName = new LinkedHashMap<>();
        EventType type = null;
        for (Stage stage : stages) {
            if (stage == null) {
                throw problem("", "a stage is missing; is it declared in the Flux file's components?");
            }
            StageSpec spec = stage.spec();
            if (byName.putIfAbsent(spec.name(), stage) != null) {
                throw problem(spec.name(), "two stages are named '" + spec.name() + "'; give one of them another name");
            }
            if (type != null
                    && spec.eventType().isPresent()
                    && !spec.eventType().get().equals(type)) {
                throw problem(
                        spec.name(), "stage '" + spec.name() + "' works on another event type than those before it");
            }
            type = spec.eventType().orElse(type);
        }
        return List.copyOf(stages);
    }

    private static ConfigurationException problem(String value, String message) {
        return new ConfigurationException(ConfigurationProblem.ofOption("bolt", "", value, message));
    }

    private Template partitionTemplate() {
        Optional<EventType> type = stages.stream()
                .flatMap(stage -> stage.spec().eventType().stream())
                .findFirst();
        return Template.of(
                "{" + partitionBy + "}",
                type.orElseThrow(() -> problem("partitionBy", "partitionBy needs a stage that knows the event type")));
    }

    /** The stages, in order. */
    public List<Stage> stages() {
        return stages;
    }

    /**
     * What would be lost if only these of its streams were consumed; empty if nothing. A bolt that would lose events refuses to start.
     *
     * @param id the bolt's id in the Flux file
     */
    public Optional<String> wouldLose(String id, Set<String> consumed) {
        if (mayReject() && !consumed.contains(StreamNames.REJECTED)) {
            return Optional.of(
                    "nothing takes its stream 'rejected', so what it turns away would be lost; add a stream {from: "
                            + id + ", to: dead-letters, grouping: {type: LOCAL_OR_SHUFFLE, streamId: rejected}}");
        }
        boolean publishes = stages.stream().anyMatch(stage -> stage.spec().publishes());
        if (!publishes && !consumed.contains(Utils.DEFAULT_STREAM_ID)) {
            return Optional.of(
                    "nothing takes what it lets through, and no stage of it publishes, so events would be lost; add a stream from "
                            + id + " to the next bolt");
        }
        return Optional.empty();
    }

    /** Why a topology of this configuration would lose events whatever its bolts do; empty if it would not. */
    public static Optional<String> wouldLoseAll(Map<String, Object> configuration) {
        boolean withoutAckers =
                configuration.get(Config.TOPOLOGY_ACKER_EXECUTORS) instanceof Number ackers && ackers.intValue() == 0;
        return withoutAckers
                ? Optional.of(
                        "with topology.acker.executors 0 the spout takes every event for done as soon as it is sent; set it to 1 or more")
                : Optional.empty();
    }

    private boolean mayReject() {
        return stages.stream().anyMatch(stage -> !stage.spec().neverRejects());
    }

    @Override
    public void prepare(Map<String, Object> configuration, TopologyContext topology, OutputCollector output) {
        wouldLose(topology.getThisComponentId(), topology.getThisTargets().keySet())
                .ifPresent(loss -> {
                    throw new IllegalStateException("bolt '" + topology.getThisComponentId() + "': " + loss);
                });
        wouldLoseAll(configuration).ifPresent(loss -> {
            throw new IllegalStateException(loss);
        });
        collector = output;
        passedIsConsumed = topology.getThisTargets().containsKey(Utils.DEFAULT_STREAM_ID);
        context = new StormContext(configuration, topology, output);
        arrivals = new ArrivalMetrics(context);
        passed = context.metrics().counter("events.passed");
        rejected = context.metrics().counter("events.rejected");
        dropped = context.metrics().counter("events.dropped");
        partition = partitionBy == null ? null : partitionTemplate();
        long timeoutSeconds = ObjectReader.getLong(configuration.get(Config.TOPOLOGY_MESSAGE_TIMEOUT_SECS), 30L);
        renewEveryNanos = timeoutSeconds * 1_000_000_000L / 3;
        renewAt = System.nanoTime() + renewEveryNanos;
        for (Stage stage : stages) {
            stage.open(context);
        }
        topology.registerGauge("held", () -> runner.inputs().size());
        Thread executor = Thread.currentThread();
        runner = new StageRunner<>(stages, retryPolicy, capacity, context, () -> LockSupport.unpark(executor));
        comeToRest(configuration, topology);
        if (!DrainingWaitStrategy.isSetIn(configuration)
                && stages.stream().anyMatch(stage -> stage.spec().asynchronous())) {
            LOG.warn(
                    "{}: a stage answers later, but topology.bolt.wait.strategy is not {}: answers may wait up to a second",
                    topology.getThisComponentId(),
                    DrainingWaitStrategy.class.getName());
        }
    }

    private void comeToRest(Map<String, Object> configuration, TopologyContext topology) {
        wakers = WakerRegistry.of(context);
        boolean heard = WakerRegistry.hearTuples(configuration);
        List<Integer> senders = topology.getThisSources().keySet().stream()
                .flatMap(stream -> topology.getComponentTasks(stream.get_componentId()).stream())
                .distinct()
                .toList();
        Waker bell = DrainingWaitStrategy.onIdle(this::drainSafely, () -> {
            if (!heard || !wakers.promisedBy(senders)) {
                return 0;
            }
            return runner.inputs().isEmpty() ? DrainingWaitStrategy.SLEEP_NANOS : LOOK_FOR_DEADLINES_NANOS;
        });
        wakers.add(topology.getThisTaskId(), bell);
        wakers.promise(topology.getThisTaskId());
    }

    /**
     * A harness with this bolt's options, to run stages outside Storm.
     *
     * @param opened the stages, opened with {@code world}
     * @param wake called by threads that complete an outcome
     */
    public StageHarness harness(List<Stage> opened, StageContext world, Runnable wake) {
        return new StageHarness(opened, retryPolicy, capacity, world, wake);
    }

    @Override
    public void execute(Tuple tuple) {
        if (TupleUtils.isTick(tuple)) {
            drain();
            collector.ack(tuple);
            return;
        }
        if (!tuple.contains(StreamNames.EVENTS)
                || !(tuple.getValueByField(StreamNames.EVENTS) instanceof Batch batch)) {
            throw new IllegalStateException("stream '" + tuple.getSourceStreamId() + "' of '"
                    + tuple.getSourceComponent() + "' carries no batch of events in a field '" + StreamNames.EVENTS
                    + "'; this bolt cannot read it");
        }
        arrivals.count(tuple.getSourceComponent(), tuple.getSourceStreamId(), batch);
        runner.accept(tuple, batch);
        drain();
    }

    /** Goes on with whatever can go on; whether there was any. What is ready leaves after each pass: the next one may take its time. */
    private boolean drain() {
        boolean worked = false;
        boolean more = true;
        while (more) {
            flushAll();
            renewTimeouts();
            more = runner.drain();
            worked |= more;
        }
        context.passOnReports();
        return worked;
    }

    /** As {@link #drain}, for the wait strategy: an exception there would end the worker without a word in Storm UI. */
    private boolean drainSafely() {
        try {
            return drain();
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            if (Utils.exceptionCauseIsInstanceOf(InterruptedException.class, e)) {
                Thread.currentThread().interrupt(); // the worker is stopping; the executor looks at this flag
                return false;
            }
            LOG.error("cannot drain answers", e);
            collector.reportError(e);
            return false;
        }
    }

    private void flushAll() {
        for (PendingInput<Tuple> input = runner.pollReady(); input != null; input = runner.pollReady()) {
            flush(input);
        }
    }

    private void flush(PendingInput<Tuple> input) {
        Tuple anchor = input.anchor();
        passed.add(input.passed().size());
        rejected.add(input.rejected().size());
        dropped.add(input.dropped().size());
        countCodes(input.rejected());
        emit(StreamNames.REJECTED, anchor, input.rejected());
        emit(StreamNames.DROPPED, anchor, input.dropped());
        if (!passedIsConsumed) {
            input.passed().clear(); // published
        } else if (partition == null) {
            emit(Utils.DEFAULT_STREAM_ID, anchor, input.passed());
        } else {
            emitByBucket(anchor, input.passed());
        }
        if (input.isFinished()) {
            collector.ack(anchor);
            WakerRegistry.ringAckers();
        }
    }

    private void emit(String stream, Tuple anchor, List<Event> events) {
        if (!events.isEmpty()) {
            wakers.ring(collector.emit(stream, anchor, new Values(new Batch(events))));
        }
        events.clear();
    }

    private void emitByBucket(Tuple anchor, List<Event> events) {
        Map<Integer, List<Event>> byBucket = new HashMap<>();
        for (Event event : events) {
            // an event without the field has a place of its own: bucket 0
            int bucket =
                    Math.floorMod(partition.fill(event).map(String::hashCode).orElse(0), buckets);
            byBucket.computeIfAbsent(bucket, b -> new ArrayList<>()).add(event);
        }
        byBucket.forEach(
                (bucket, sameBucket) -> wakers.ring(collector.emit(anchor, new Values(bucket, new Batch(sameBucket)))));
        events.clear();
    }

    private void renewTimeouts() {
        long now = System.nanoTime();
        if (now - renewAt >= 0) {
            renewAt = now + renewEveryNanos;
            for (PendingInput<Tuple> input : runner.inputs()) {
                collector.resetTimeout(input.anchor());
            }
        }
    }

    @Override
    public void declareOutputFields(OutputFieldsDeclarer declarer) {
        declarer.declare(
                partitionBy == null
                        ? new Fields(StreamNames.EVENTS)
                        : new Fields(StreamNames.BUCKET, StreamNames.EVENTS));
        declarer.declareStream(StreamNames.DROPPED, new Fields(StreamNames.EVENTS));
        if (mayReject()) {
            declarer.declareStream(StreamNames.REJECTED, new Fields(StreamNames.EVENTS));
        }
    }

    /** Ticks once a second: for retries, deadlines and renewals in a bolt that no tuple comes to. */
    @Override
    public Map<String, Object> getComponentConfiguration() {
        return Map.of(Config.TOPOLOGY_TICK_TUPLE_FREQ_SECS, 1);
    }

    @Override
    public void cleanup() {
        for (Stage stage : stages) {
            try {
                stage.close();
            } catch (RuntimeException e) {
                LOG.warn("stage '{}' cannot be closed", stage.spec().name(), e);
            }
        }
        if (context != null) {
            context.close();
        }
    }

    private void countCodes(List<Event> events) {
        for (Event event : events) {
            event.rejections().forEach(rejection -> context.metrics()
                    .counter("rejected." + rejection.code())
                    .add(1));
        }
    }
}
