package io.riskstream.storm;

import io.riskstream.event.Origin;
import io.riskstream.runner.BucketHistogram;
import io.riskstream.stage.Metrics;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.storm.task.TopologyContext;

/** Registers the metrics of stages as Storm (V2) metrics of the task. */
final class StormMetrics implements Metrics {
    private record RecordedHistogram(BucketHistogram histogram) implements Distribution {
        @Override
        public void record(long value, int times) {
            histogram.record(value, times);
        }

        @Override
        public void record(long value, int times, Origin example, long timeMillis) {
            histogram.record(value, times, example, timeMillis);
        }
    }

    private final TopologyContext topology;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();
    private final Map<String, Distribution> distributions = new ConcurrentHashMap<>();
    private final Set<String> gauges = ConcurrentHashMap.newKeySet();

    StormMetrics(TopologyContext topology) {
        this.topology = topology;
    }

    @Override
    public Counter counter(String name) {
        return counters.computeIfAbsent(name, n -> topology.registerCounter(n)::inc);
    }

    @Override
    public Timer timer(String name) {
        return timers.computeIfAbsent(name, n -> {
            com.codahale.metrics.Timer timer = topology.registerTimer(n);
            return nanos -> timer.update(nanos, TimeUnit.NANOSECONDS);
        });
    }

    @Override
    public Distribution distribution(String name) {
        return distributions.computeIfAbsent(name, n -> {
            BucketHistogram histogram = new BucketHistogram(System::nanoTime);
            // Storm joins the set's name and the metric's name with a dot
            int dot = n.lastIndexOf('.');
            topology.registerMetricSet(n.substring(0, dot), () -> Map.of(n.substring(dot + 1), histogram));
            return new RecordedHistogram(histogram);
        });
    }

    @Override
    public void gauge(String name, LongSupplier value) {
        if (gauges.add(name)) {
            topology.registerGauge(name, value::getAsLong);
        }
    }
}
