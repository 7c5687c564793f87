package io.riskstream.tools.local;

import io.riskstream.runner.BucketHistogram;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The counts of one bolt in a run. A replayed event counts again.
 *
 * @param received received events by source, COMPONENT.STREAM
 * @param stages the stages by name
 * @param passed events that were passed to the next bolt or published
 * @param rejected events that were rejected
 * @param dropped events that were dropped on purpose
 */
public record ComponentSummary(
        Map<String, Received> received, Map<String, Stage> stages, long passed, long rejected, long dropped) {
    /**
     * The events of one stream.
     *
     * @param ageMsP50 median time from the Kafka timestamp of a batch's first event to the arrival of the batch
     * @param ageMsP99 99th percentile of the same time
     */
    public record Received(long events, long ageMsP50, long ageMsP99) {}

    /**
     * The counts of one stage.
     *
     * @param events events that the stage was applied to; each attempt counts
     * @param applyUsMean mean time per event on the executor's thread, in microseconds; the events of a batch have equal shares
     * @param applyUsP99 99th percentile of the same time
     * @param waited pending outcomes
     * @param waitMsP50 median time until a pending outcome was completed
     * @param waitMsP99 99th percentile of the same time
     */
    public record Stage(
            long events, double applyUsMean, double applyUsP99, long waited, double waitMsP50, double waitMsP99) {}

    private static final String RECEIVED = "received.";
    private static final String APPLY = ".apply";
    private static final String WAIT = ".wait";

    static Map<String, ComponentSummary> of(RunMetrics metrics) {
        Map<String, ComponentSummary> components = new TreeMap<>();
        metrics.components().forEach((id, component) -> {
            if (!component.histograms().isEmpty()) {
                components.put(id, of(component));
            }
        });
        return components;
    }

    /** True if every component has as many events that left as it has received. */
    static boolean areSettled(RunMetrics metrics) {
        return of(metrics).values().stream()
                .allMatch(component ->
                        component.receivedEvents() == component.passed + component.rejected + component.dropped);
    }

    private long receivedEvents() {
        return received.values().stream().mapToLong(Received::events).sum();
    }

    private static ComponentSummary of(RunMetrics.Component component) {
        Map<String, Received> received = new TreeMap<>();
        Map<String, Stage> stages = new TreeMap<>();
        component.histograms().forEach((name, histogram) -> {
            if (name.startsWith(RECEIVED)) {
                received.put(
                        name.substring(RECEIVED.length()),
                        new Received(
                                histogram.total(), (long) histogram.getValue(0.5), (long) histogram.getValue(0.99)));
            } else if (name.endsWith(APPLY) && !name.startsWith(BudgetStep.BUDGET)) {
                String stage = name.substring(0, name.length() - APPLY.length());
                stages.put(
                        stage,
                        stage(
                                histogram,
                                component.histograms().getOrDefault(stage + WAIT, BucketHistogram.Counts.NONE)));
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
