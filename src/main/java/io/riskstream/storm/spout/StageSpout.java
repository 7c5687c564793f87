package io.riskstream.storm.spout;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.runner.StageHarness;
import io.riskstream.stage.Options;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import io.riskstream.storm.StageComponent;
import io.riskstream.storm.StageList;
import io.riskstream.storm.StormContext;
import io.riskstream.storm.wait.WakerRegistry;
import java.util.List;
import java.util.Map;
import org.apache.storm.spout.SpoutOutputCollector;
import org.apache.storm.task.TopologyContext;
import org.apache.storm.topology.OutputFieldsDeclarer;

/**
 * Reads events from Kafka and runs stages over them on its own thread, like a {@link BatchSpout} and a {@link io.riskstream.storm.StageBolt} in one. An
 * event that a stage has published costs no tuple: no queue, no acker and no other thread. Only events with a consumer are emitted: rejected ones,
 * dropped ones, and those that passed if a bolt consumes them.
 *
 * <p>Delivery is at least once. Offsets are committed up to the first event that is not done. An event is done when it has passed all stages, so that its
 * sink has acknowledged it, or when each tuple that contains it is acked. A failed tuple is emitted again without limit, from memory: the stages do not run again.
 * After a crash, the events that were not committed run again.
 *
 * <p>The spout never blocks while outcomes are pending. It reads while the in-flight events, those in the stages included, are below its limits. A sink that
 * does not answer therefore stops the reading.
 *
 * <p>Storm lets an idle spout wait for a millisecond. An outcome that is completed ends this wait if {@code topology.spout.wait.strategy} parks, as {@code
 * WaitStrategyPark} does; Storm's default strategy sleeps.
 *
 * <p>{@code topology.max.spout.pending} counts only tuples, so the spout's own limits replace it. A deactivated spout starts nothing new, finishes the
 * events in its stages, and commits them.
 */
public final class StageSpout extends RecordSpout implements StageComponent {
    private static final long serialVersionUID = 1;
    private static final String COMPONENT = "stage spout";

    /** How long one call of {@code nextTuple} runs stages before it lets Storm process acks. */
    private static final long MAX_TURN_NANOS = 10_000_000;

    private static final int TICK_SECONDS = 1;

    /** The options in a Flux file. */
    public static final Options.Declared OPTIONS = StageList.declare(ReadLimits.limits(
            ReadLimits.batchOptions(KafkaSource.options(COMPONENT), "that run through the stages together"),
            20_000,
            "number of in-flight events of one task, including those in its stages, at which reading pauses; it resumes at half",
            100_000));

    private final StageList sequence;

    /**
     * Creates a spout.
     *
     * @param stages run in this order over each event
     * @param options see {@link #OPTIONS}
     * @throws io.riskstream.text.ConfigurationException if an option is unknown, missing or invalid, or the stages cannot run together
     */
    public StageSpout(Kafka kafka, List<Stage> stages, Map<String, Object> options) {
        this(kafka, stages, OPTIONS.read(options));
    }

    private StageSpout(Kafka kafka, List<Stage> stages, Options values) {
        super(KafkaSource.of(kafka, values), ReadLimits.ofBatches(values));
        this.sequence = StageList.of(COMPONENT, stages, values);
    }

    @Override
    public List<Stage> stages() {
        return sequence.stages();
    }

    @Override
    public StageHarness harness(List<Stage> opened, StageContext stageContext, Runnable wake) {
        return sequence.harness(opened, stageContext, wake);
    }

    /** Returns the number of tuples if each contains one event. */
    @Override
    public int fullTuplesInFlight() {
        return limits().maxInFlightEvents();
    }

    @Override
    @SuppressWarnings("deprecation") // registerMetric, see tickMetric; the newer metrics are read on other threads
    BatchDelivery openDelivery(
            Map<String, Object> configuration,
            TopologyContext topology,
            StormContext context,
            SpoutOutputCollector output) {
        StageDelivery delivery = new StageDelivery(
                limits(),
                source().budget(),
                output,
                WakerRegistry.of(context),
                topology.getThisTargets().keySet());
        delivery.run(sequence.open("spout", configuration, topology, context, delivery));
        topology.registerMetric("tick", this::tickMetric, TICK_SECONDS);
        return delivery;
    }

    /**
     * Storm calls {@code nextTuple} neither of an inactive spout nor while {@code topology.max.spout.pending} is reached. It does read metrics of this
     * kind on the executor's thread then, so this one, which has no value, is the spout's tick.
     */
    private Object tickMetric() {
        tick();
        return null;
    }

    @Override
    public void nextTuple() {
        long until = System.nanoTime() + MAX_TURN_NANOS;
        while (proceed() && System.nanoTime() - until < 0) {
            // the next batch
        }
    }

    @Override
    void closeStages() {
        sequence.close();
    }

    @Override
    public void declareOutputFields(OutputFieldsDeclarer declarer) {
        sequence.declareStreams(declarer);
    }
}
