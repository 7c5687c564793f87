package io.riskstream.tools.local;

import io.riskstream.runner.BucketHistogram;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * One step of the events that exceeded the latency budget of their spout.
 *
 * @param longest events of whose time this step took the most
 * @param events events that spent time in this step
 * @param share part of the time of all these events, from 0 to 1
 * @param msP50 median time of an event in this step, in milliseconds
 * @param msP99 99th percentile of the same time
 */
public record BudgetStep(long longest, long events, double share, double msP50, double msP99) {
    static final String BUDGET = "budget.";
    private static final String SLOW = "slow.";
    private static final double NANOS_PER_MILLI = 1e6;

    /** Returns the steps by name; an empty map if no event exceeded a budget, or no spout has one. */
    static Map<String, BudgetStep> of(RunMetrics metrics) {
        Map<String, BucketHistogram.Counts> steps = new HashMap<>();
        metrics.components()
                .values()
                .forEach(component -> component.histograms().forEach((name, histogram) -> {
                    if (name.startsWith(BUDGET)) {
                        steps.merge(name.substring(BUDGET.length()), histogram, BucketHistogram.Counts::plus);
                    }
                }));
        double total =
                steps.values().stream().mapToDouble(BucketHistogram.Counts::sum).sum();
        Map<String, BudgetStep> budget = new TreeMap<>();
        steps.forEach((step, nanos) -> budget.put(
                step,
                new BudgetStep(
                        metrics.count(SLOW + step),
                        nanos.total(),
                        total == 0 ? 0 : Math.round(1_000 * nanos.sum() / total) / 1_000.0,
                        millis(nanos, 0.5),
                        millis(nanos, 0.99))));
        return budget;
    }

    private static double millis(BucketHistogram.Counts nanos, double quantile) {
        return Math.round(100 * nanos.getValue(quantile) / NANOS_PER_MILLI) / 100.0;
    }
}
