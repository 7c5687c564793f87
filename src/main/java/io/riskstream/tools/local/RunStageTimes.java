package io.riskstream.tools.local;

import io.riskstream.api.read.StageTimes;
import io.riskstream.runner.BucketHistogram.Counts;
import io.riskstream.tools.flux.Pipeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The time that the events of a run spend in each stage, from the metrics of the workers in this process: on the executor's thread, and for an outcome that
 * was pending until it was completed.
 */
public final class RunStageTimes implements StageTimes {
    private static final String APPLY = ".apply";
    private static final String WAIT = ".wait";

    private final String topology;
    private final List<String> stages;

    /** Creates the times of a pipeline, in the order of its stages. */
    public RunStageTimes(Pipeline pipeline) {
        this.topology = pipeline.name();
        this.stages = pipeline.stageNames();
    }

    @Override
    public List<StageTime> of(String pipeline) {
        if (!pipeline.equals(topology)) {
            return List.of();
        }
        Map<String, Counts> histograms = new HashMap<>();
        RunMetrics.of(topology).components().values().forEach(component -> component
                .histograms()
                .forEach((name, counts) -> histograms.merge(name, counts, Counts::plus)));
        List<StageTime> times = new ArrayList<>();
        for (String stage : stages) {
            Counts apply = histograms.getOrDefault(stage + APPLY, Counts.NONE);
            Counts wait = histograms.getOrDefault(stage + WAIT, Counts.NONE);
            if (apply.inSnapshot() > 0) {
                times.add(new StageTime(stage, millis(apply, wait, 0.5), millis(apply, wait, 0.99)));
            }
        }
        return times;
    }

    /** Returns a quantile over all events. Those whose outcome was pending are the slowest, because a wait is longer than an application. */
    static double millis(Counts apply, Counts wait, double quantile) {
        double slower = (1 - quantile) * apply.inSnapshot();
        double nanos =
                wait.inSnapshot() > slower ? wait.getValue(1 - slower / wait.inSnapshot()) : apply.getValue(quantile);
        return Math.round(1000 * nanos / TimeUnit.MILLISECONDS.toNanos(1)) / 1000.0;
    }
}
