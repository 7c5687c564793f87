package io.riskstream.storm;

import io.riskstream.event.Batch;
import io.riskstream.runner.PendingInput;
import io.riskstream.runner.StageHarness;
import io.riskstream.stage.Options;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import io.riskstream.storm.wait.DrainingWaitStrategy;
import io.riskstream.storm.wait.Waker;
import io.riskstream.storm.wait.WakerRegistry;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.storm.Config;
import org.apache.storm.task.OutputCollector;
import org.apache.storm.task.TopologyContext;
import org.apache.storm.topology.OutputFieldsDeclarer;
import org.apache.storm.topology.base.BaseRichBolt;
import org.apache.storm.tuple.Tuple;
import org.apache.storm.tuple.Values;
import org.apache.storm.utils.ObjectReader;
import org.apache.storm.utils.TupleUtils;
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
public final class StageBolt extends BaseRichBolt implements StageComponent {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(StageBolt.class);
    /**
     * The maximum park time of an idle bolt with inputs. It wakes for the next deadline or retry, and for each completed outcome; this limits the delay
     * if another lock on its thread has used up the wake-up of an outcome.
     */
    private static final long MAX_PARK_WITH_INPUTS_NANOS = 10_000_000;

    /** The options in a Flux file. */
    public static final Options.Declared OPTIONS = StageList.declare(Options.of("bolt"));

    private final StageList sequence;

    private transient StormContext context;
    private transient OutputCollector collector;
    private transient StageTask<Tuple> stageTask;
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
     * @throws io.riskstream.text.ConfigurationException if there is no stage, a stage is null, two stages have the same name, the stages have different
     *     event types, or an option is unknown or invalid
     */
    public StageBolt(List<Stage> stages, Map<String, Object> options) {
        this.sequence = StageList.of("bolt", stages, OPTIONS.read(options));
    }

    @Override
    public List<Stage> stages() {
        return sequence.stages();
    }

    @Override
    public StageHarness harness(List<Stage> opened, StageContext stageContext, Runnable wake) {
        return sequence.harness(opened, stageContext, wake);
    }

    @Override
    public void prepare(Map<String, Object> configuration, TopologyContext topology, OutputCollector output) {
        collector = output;
        context = new StormContext(configuration, topology, output);
        long timeoutSeconds = ObjectReader.getLong(configuration.get(Config.TOPOLOGY_MESSAGE_TIMEOUT_SECS), 30L);
        renewEveryNanos = timeoutSeconds * 1_000_000_000L / 3;
        renewAt = System.nanoTime() + renewEveryNanos;
        stageTask = sequence.open("bolt", configuration, topology, context, new AnchoredEvents());
        registerIdleHooks(configuration, topology, WakerRegistry.of(context));
        if (!DrainingWaitStrategy.isConfigured(configuration) && sequence.isAsynchronous()) {
            LOG.warn(
                    "{}: the bolt has an asynchronous stage, but topology.bolt.wait.strategy is not {}: completed outcomes may wait up to a second",
                    topology.getThisComponentId(),
                    DrainingWaitStrategy.class.getName());
        }
    }

    /** Emits events anchored to their tuple, and acks a tuple after its last event. */
    private final class AnchoredEvents implements EventCollector<Tuple> {
        @Override
        public List<Integer> emit(String stream, Tuple input, Values values) {
            return collector.emit(stream, input, values);
        }

        @Override
        public void left(Tuple input, int events, boolean finished) {
            if (finished) {
                collector.ack(input);
                WakerRegistry.wakeAckers();
            }
        }

        @Override
        public void betweenPasses(Collection<PendingInput<Tuple>> inputs) {
            long now = System.nanoTime();
            if (now - renewAt >= 0) {
                renewAt = now + renewEveryNanos;
                for (PendingInput<Tuple> input : inputs) {
                    collector.resetTimeout(input.anchor());
                }
            }
        }
    }

    /** Lets the wait strategy process outcomes while the executor is idle, and park it as long as its inputs wake it. */
    private void registerIdleHooks(Map<String, Object> configuration, TopologyContext topology, WakerRegistry wakers) {
        boolean deliversAtOnce = WakerRegistry.deliversAtOnce(configuration);
        List<Integer> sources = topology.getThisSources().keySet().stream()
                .flatMap(stream -> topology.getComponentTasks(stream.get_componentId()).stream())
                .distinct()
                .toList();
        Waker waker = DrainingWaitStrategy.register(stageTask::drainSafely, () -> {
            if (!deliversAtOnce || !wakers.areAllWaking(sources)) {
                return 0;
            }
            return stageTask.isEmpty()
                    ? DrainingWaitStrategy.MAX_PARK_NANOS
                    : stageTask.nanosUntilNext(MAX_PARK_WITH_INPUTS_NANOS);
        });
        wakers.register(topology.getThisTaskId(), waker);
        wakers.declareWaking(topology.getThisTaskId());
    }

    @Override
    public void execute(Tuple tuple) {
        if (TupleUtils.isTick(tuple)) {
            stageTask.drain();
            collector.ack(tuple);
            return;
        }
        Batch batch = batchOf(tuple);
        if (batch == null) {
            failUnreadable(tuple);
            return;
        }
        stageTask.accept(tuple.getSourceComponent(), tuple.getSourceStreamId(), tuple, batch);
        stageTask.drain();
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

    @Override
    public void declareOutputFields(OutputFieldsDeclarer declarer) {
        sequence.declareStreams(declarer);
    }

    /** Requests a tick once a second: for retries, deadlines and time-outs in a bolt that receives no tuple. */
    @Override
    public Map<String, Object> getComponentConfiguration() {
        return Map.of(Config.TOPOLOGY_TICK_TUPLE_FREQ_SECS, 1);
    }

    @Override
    public void cleanup() {
        sequence.close();
        if (context != null) {
            context.close();
        }
    }
}
