package io.riskstream.storm;

import io.riskstream.event.EventType;
import io.riskstream.runner.StageHarness;
import io.riskstream.stage.Options;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StageSpec;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.storm.task.TopologyContext;
import org.apache.storm.topology.OutputFieldsDeclarer;
import org.apache.storm.tuple.Fields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stages that a bolt or spout runs in order, and its options for them. It travels to the workers; a task opens it there. */
public final class StageList implements StageComponent, Serializable {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(StageList.class);

    private final List<Stage> stages;
    private final StageOptions options;

    private StageList(List<Stage> stages, StageOptions options) {
        this.stages = stages;
        this.options = options;
    }

    /** Adds the options of a component that runs stages to its declaration. */
    public static Options.Declared declare(Options.Declared options) {
        return StageOptions.declare(options);
    }

    /**
     * Creates a sequence.
     *
     * @param component the term for the component in messages, such as {@code bolt}
     * @param options values of the options that {@link #declare} adds
     * @throws ConfigurationException if there is no stage, a stage is null, two stages have the same name, a stage is in the list twice, the stages have different event types, or an
     *     option is invalid
     */
    public static StageList of(String component, List<Stage> stages, Options options) {
        checkStages(component, stages);
        List<Stage> copy = List.copyOf(stages);
        return new StageList(copy, StageOptions.read(options, copy));
    }

    private static void checkStages(String component, List<Stage> stages) {
        if (stages.isEmpty()) {
            throw problem(component, "", "the list of stages is empty; a " + component + " needs at least one stage");
        }
        Map<String, Stage> byName = new HashMap<>();
        EventType type = null;
        for (Stage stage : stages) {
            if (stage == null) {
                throw problem(
                        component, "", "a stage is missing; declare it under 'components', above this " + component);
            }
            StageSpec spec = stage.spec();
            Stage namesake = byName.put(spec.name(), stage);
            if (namesake != null) {
                throw problem(
                        component,
                        spec.name(),
                        namesake.equals(stage)
                                ? "stage '" + spec.name() + "' is in the list twice; remove one of them"
                                : "two stages have the name '" + spec.name() + "'; give one of them another name");
            }
            if (type != null
                    && spec.eventType().isPresent()
                    && !spec.eventType().get().equals(type)) {
                throw problem(
                        component,
                        spec.name(),
                        "stage '" + spec.name()
                                + "' has another event type than the stages before it; all stages of a " + component
                                + " need the same one");
            }
            type = spec.eventType().orElse(type);
        }
    }

    private static ConfigurationException problem(String component, String value, String message) {
        return new ConfigurationException(ConfigurationProblem.ofOption(component, "", value, message));
    }

    @Override
    public List<Stage> stages() {
        return stages;
    }

    @Override
    public StageHarness harness(List<Stage> opened, StageContext stageContext, Runnable wake) {
        return new StageHarness(opened, options.retryPolicy(), options.capacity(), stageContext, wake);
    }

    /** True if a stage returns later outcomes. */
    public boolean isAsynchronous() {
        return stages.stream().anyMatch(stage -> stage.spec().asynchronous());
    }

    StageOptions options() {
        return options;
    }

    /** Declares the streams of a component that runs these stages. */
    public void declareStreams(OutputFieldsDeclarer declarer) {
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

    /**
     * Opens the stages on the executor's thread.
     *
     * @param component the term for the component in messages, such as {@code bolt}
     * @param context the context of the task
     * @throws IllegalStateException if the topology would lose events
     */
    public <T> StageTask<T> open(
            String component,
            Map<String, Object> configuration,
            TopologyContext topology,
            StormContext context,
            EventCollector<T> collector) {
        String id = topology.getThisComponentId();
        EventLoss.ofStreams(stages, id, topology.getThisTargets().keySet()).ifPresent(loss -> {
            throw new IllegalStateException(component + " '" + id + "': " + loss);
        });
        EventLoss.ofConfiguration(configuration).ifPresent(loss -> {
            throw new IllegalStateException(loss.toString());
        });
        for (Stage stage : stages) {
            stage.open(context);
        }
        return new StageTask<>(this, topology, context, collector);
    }

    /** Closes the stages. */
    public void close() {
        for (Stage stage : stages) {
            try {
                stage.close();
            } catch (RuntimeException e) {
                LOG.warn("cannot close stage '{}'", stage.spec().name(), e);
            }
        }
    }
}
