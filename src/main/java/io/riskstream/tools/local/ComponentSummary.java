package io.riskstream.tools.local;

import io.riskstream.runner.BucketHistogram;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What one bolt did in a run. A replayed event counts again.
 *
 * @param received by COMPONENT.STREAM that they came from
 * @param stages by the stage's name
 * @param passed events that went on: to the next bolt, or were published
 * @param rejected events that were turned away
 * @param dropped events that were left out on purpose
 */
public record ComponentSummary(
        Map<String, Received> received, Map<String, Stage> stages, long passed, long rejected, long dropped) {
    /**
     * What came by one stream.
     *
     * @param ageMsP50 since the event's Kafka timestamp, when its batch came in; of a batch the first event's
     * @param ageMsP99 as before
     */
    public record Received(long events, long ageMsP50, long ageMsP99) {}

    /**
     * One stage.
     *
     * @param events how often it was applied to one: another attempt counts again
     * @param applyUsMean microseconds an event on the executor's thread; of events applied to at once each has an equal share
     * @param applyUsP99 as before
     * @param waited how many answers came later
     * @param waitMsP50 till such an answer came
     * @param waitMsP99 as before
     */
    public record Stage(
            long events, double applyUsMean, double applyUsP99, long waited, double waitMsP50, double waitMsP99) {}

    private static final String RECEIVED = "received.";
    private static final String APPLY = ".apply";
    private static final String WAIT = ".wait";

    static Map<String, ComponentSummary> of(RunMetrics metrics) {
        Map<String, ComponentSummary> components = new TreeMap<>();
        metrics.components().forEach((id, component) -> {
            if (!component.spreads().isEmpty()) {
                components.put(id, of(component));
            }
        });
        return components;
    }

    private static ComponentSummary of(RunMetrics.Component component) {
        Map<String, Received> received = new TreeMap<>();
        Map<String, Stage> stages = new TreeMap<>();
        component.spreads().forEach((name, spread) -> {
            if (name.startsWith(RECEIVED)) {
                received.put(
                        name.substring(RECEIVED.length()),
                        new Received(spread.total(), (long) spread.getValue(0.5), (long) spread.getValue(0.99)));
            } else if (name.endsWith(APPLY)) {
                String stage = name.substring(0, name.length() - APPLY.length());
                stages.put(
                        stage,
                        stage(spread, component.spreads().getOrDefault(stage + WAIT, BucketHistogram.Counts.NONE)));
            }
        });
        return new ComponentSummary(
                received,
                stages,
                component.count("events.passed"),
                component.count("events.rejected"),
                component.count("events.dropped"));
    }

    private static Stage stage(BucketHistogram.Counts apply, BucketHistogram.Counts wait) {
        return new Stage(
                apply.total(),
                in(TimeUnit.MICROSECONDS, apply.getMean()),
                in(TimeUnit.MICROSECONDS, apply.getValue(0.99)),
                wait.total(),
                in(TimeUnit.MILLISECONDS, wait.getValue(0.5)),
                in(TimeUnit.MILLISECONDS, wait.getValue(0.99)));
    }

    private static double in(TimeUnit unit, double nanos) {
        return Math.round(100 * nanos / unit.toNanos(1)) / 100.0;
    }
}
