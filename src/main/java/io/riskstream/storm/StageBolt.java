package io.riskstream.storm;

import io.riskstream.event.Batch;
import io.riskstream.event.EventType;
import io.riskstream.runner.PendingInput;
import io.riskstream.runner.StageHarness;
import io.riskstream.runner.StageRunner;
import io.riskstream.stage.Options;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StageSpec;
import io.riskstream.storm.wait.DrainingWaitStrategy;
import io.riskstream.storm.wait.Waker;
import io.riskstream.storm.wait.WakerRegistry;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.storm.Config;
import org.apache.storm.task.OutputCollector;
import org.apache.storm.task.TopologyContext;
import org.apache.storm.topology.OutputFieldsDeclarer;
import org.apache.storm.topology.base.BaseRichBolt;
import org.apache.storm.tuple.Fields;
import org.apache.storm.tuple.Tuple;
import org.apache.storm.utils.ObjectReader;
import org.apache.storm.utils.TupleUtils;
import org.apache.storm.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one or more stages in order over the events of each tuple. The Flux file alone decides which stages share a bolt: in separate bolts they scale
 * and are measured separately, in one bolt they cost least.
 *
 * <p>Delivery is at least once. An input is acked after each of its events has passed, was rejected on {@link StreamNames#REJECTED} or dropped on
 * {@link StreamNames#DROPPED}; all emitted events are anchored to it. Events leave as soon as they are finished and do not wait for slower events of
 * their tuple, so their order is not kept. The bolt never blocks: a stage that has to wait returns {@link io.riskstream.stage.Outcome.Later}, and the
 * bolt keeps the input and renews its time-out every third of {@code topology.message.timeout.secs}. The limits of the spout bound the
 * number of inputs that a bolt keeps.
 *
 * <p>For asynchronous stages, set {@code topology.bolt.wait.strategy} to {@link DrainingWaitStrategy}. Without it, completed outcomes wait for the next
 * tuple or for a tick once a second.
 */
public final class StageBolt extends BaseRichBolt {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(StageBolt.class);
    /** How often an idle bolt with inputs checks for expired deadlines and due retries. */
    private static final long DEADLINE_CHECK_NANOS = 1_000_000;

    /** The options in a Flux file. */
    public static final Options.Declared OPTIONS = BoltOptions.declaration();

    private final List<Stage> stages;
    private final BoltOptions options;

    private transient StormContext context;
    private transient OutputCollector collector;
    private transient StageRunner<Tuple> runner;
    private transient EventEmitter emitter;
    private transient ArrivalMetrics arrivals;
    private transient long renewEveryNanos;
    private transient long renewAt;

    /** Creates a bolt with default options. */
    public StageBolt(List<Stage> stages) {
        this(stages, Map.of());
    }

    /**
     * Creates a bolt.
     *
     * @param options see {@link #OPTIONS}
     * @throws ConfigurationException if there is no stage, a stage is null, two stages have the same name, the stages have different event types, or an
     *     option is unknown or invalid
     */
    public StageBolt(List<Stage> stages, Map<String, Object> options) {
        checkStages(stages);
        this.stages = List.copyOf(stages);
        this.options = BoltOptions.read(options, stages);
    }

    private static void checkStages(List<Stage> stages) {
        if (stages.isEmpty()) {
            throw problem("", "the list of stages is empty; a bolt needs at least one stage");
        }
        Set<String> names = new HashSet<>();
        EventType type = null;
        for (Stage stage : stages) {
            if (stage == null) {
                throw problem("", "a stage is missing; declare it under 'components', above this bolt");
            }
            StageSpec spec = stage.spec();
            if (!names.add(spec.name())) {
                throw problem(
                        spec.name(), "two stages have the name '" + spec.name() + "'; give one of them another name");
            }
            if (type != null
                    && spec.eventType().isPresent()
                    && !spec.eventType().get().equals(type)) {
                throw problem(
                        spec.name(),
                        "stage '" + spec.name()
                                + "' has another event type than the stages before it; all stages of a bolt need the same one");
            }
            type = spec.eventType().orElse(type);
        }
    }

    private static ConfigurationException problem(String value, String message) {
        return new ConfigurationException(ConfigurationProblem.ofOption("bolt", "", value, message));
    }

    /** Returns the stages in order. */
    public List<Stage> stages() {
        return stages;
    }

    /**
     * Returns a harness with this bolt's options that runs stages outside Storm.
     *
     * @param opened the stages, opened with {@code stageContext}
     * @param wake called by threads that complete an outcome
     */
    public StageHarness harness(List<Stage> opened, StageContext stageContext, Runnable wake) {
        return new StageHarness(opened, options.retryPolicy(), options.capacity(), stageContext, wake);
    }

    @Override
    public void prepare(Map<String, Object> configuration, TopologyContext topology, OutputCollector output) {
        refuseEventLoss(configuration, topology);
        collector = output;
        context = new StormContext(configuration, topology, output);
        arrivals = new ArrivalMetrics(context);
        long timeoutSeconds = ObjectReader.getLong(configuration.get(Config.TOPOLOGY_MESSAGE_TIMEOUT_SECS), 30L);
        renewEveryNanos = timeoutSeconds * 1_000_000_000L / 3;
        renewAt = System.nanoTime() + renewEveryNanos;
        for (Stage stage : stages) {
            stage.open(context);
        }
        Thread executor = Thread.currentThread();
        runner = new StageRunner<>(
                stages, options.retryPolicy(), options.capacity(), context, () -> LockSupport.unpark(executor));
        topology.registerGauge("held", () -> runner.inputs().size());
        WakerRegistry wakers = WakerRegistry.of(context);
        emitter = new EventEmitter(
                output,
                wakers,
                topology.getThisTargets().containsKey(Utils.DEFAULT_STREAM_ID),
                options.partitioner(stages),
                options.decisionStreams(),
                context);
        registerIdleHooks(configuration, topology, wakers);
        if (!DrainingWaitStrategy.isConfigured(configuration)
                && stages.stream().anyMatch(stage -> stage.spec().asynchronous())) {
            LOG.warn(
                    "{}: the bolt has an asynchronous stage, but topology.bolt.wait.strategy is not {}: completed outcomes may wait up to a second",
                    topology.getThisComponentId(),
                    DrainingWaitStrategy.class.getName());
        }
    }

    private void refuseEventLoss(Map<String, Object> configuration, TopologyContext topology) {
        String id = topology.getThisComponentId();
        EventLoss.ofStreams(stages, id, topology.getThisTargets().keySet()).ifPresent(loss -> {
            throw new IllegalStateException("bolt '" + id + "': " + loss);
        });
        EventLoss.ofConfiguration(configuration).ifPresent(loss -> {
            throw new IllegalStateException(loss.toString());
        });
    }

    /** Lets the wait strategy call {@link #drain} while the executor is idle, and park it as long as its inputs wake it. */
    private void registerIdleHooks(Map<String, Object> configuration, TopologyContext topology, WakerRegistry wakers) {
        boolean deliversAtOnce = WakerRegistry.deliversAtOnce(configuration);
        List<Integer> sources = topology.getThisSources().keySet().stream()
                .flatMap(stream -> topology.getComponentTasks(stream.get_componentId()).stream())
                .distinct()
                .toList();
        Waker waker = DrainingWaitStrategy.register(this::drainSafely, () -> {
            if (!deliversAtOnce || !wakers.areAllWaking(sources)) {
                return 0;
            }
            return runner.inputs().isEmpty() ? DrainingWaitStrategy.MAX_PARK_NANOS : DEADLINE_CHECK_NANOS;
        });
        wakers.register(topology.getThisTaskId(), waker);
        wakers.declareWaking(topology.getThisTaskId());
    }

    @Override
    public void execute(Tuple tuple) {
        if (TupleUtils.isTick(tuple)) {
            drain();
            collector.ack(tuple);
            return;
        }
        Batch batch = batchOf(tuple);
        if (batch == null) {
            failUnreadable(tuple);
            return;
        }
        arrivals.count(tuple.getSourceComponent(), tuple.getSourceStreamId(), batch);
        runner.accept(tuple, batch);
        drain();
    }

    /** Fails a tuple whose batch {@link BatchSerializer} could not read, so that the spout emits its events again. */
    private void failUnreadable(Tuple tuple) {
        context.report(
                "serializer",
                "a batch from '" + tuple.getSourceComponent()
                        + "' cannot be read and is emitted again; the worker's log contains the reason");
        collector.fail(tuple);
    }

    /** Returns the batch of a tuple; {@code null} if it could not be read. */
    private static Batch batchOf(Tuple tuple) {
        if (tuple.contains(StreamNames.EVENTS)) {
            Object events = tuple.getValueByField(StreamNames.EVENTS);
            if (events instanceof Batch batch) {
                return batch;
            } else if (events == null) {
                return null;
            }
        }
        throw new IllegalStateException("stream '" + tuple.getSourceStreamId() + "' of '"
                + tuple.getSourceComponent() + "' has no batch of events in a field '" + StreamNames.EVENTS
                + "'; connect this bolt to a stream that has one");
    }

    /** Does the work that is possible now. Returns true if there was any. Finished events are emitted before each pass, which may take long. */
    private boolean drain() {
        boolean worked = false;
        boolean more = true;
        while (more) {
            emitFinished();
            renewTimeouts();
            more = runner.drain();
            worked |= more;
        }
        context.flushReports();
        return worked;
    }

    /** Calls {@link #drain} for the wait strategy and catches everything: an exception there would end the worker without an error in Storm UI. */
    private boolean drainSafely() {
        try {
            return drain();
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            if (Utils.exceptionCauseIsInstanceOf(InterruptedException.class, e)) {
                Thread.currentThread().interrupt(); // the worker is stopping; the executor checks this flag
                return false;
            }
            LOG.error("cannot process completed outcomes", e);
            collector.reportError(e);
            return false;
        }
    }

    private void emitFinished() {
        for (PendingInput<Tuple> input = runner.pollReady(); input != null; input = runner.pollReady()) {
            emitter.emit(input);
        }
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
                options.isPartitioned()
                        ? new Fields(StreamNames.BUCKET, StreamNames.EVENTS)
                        : new Fields(StreamNames.EVENTS));
        options.decisionStreams().declare(declarer);
        declarer.declareStream(StreamNames.DROPPED, new Fields(StreamNames.EVENTS));
        if (EventLoss.mayReject(stages)) {
            declarer.declareStream(StreamNames.REJECTED, new Fields(StreamNames.EVENTS));
        }
    }

    /** Requests a tick once a second: for retries, deadlines and time-outs in a bolt that receives no tuple. */
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
                LOG.warn("cannot close stage '{}'", stage.spec().name(), e);
            }
        }
        if (context != null) {
            context.close();
        }
    }
}
