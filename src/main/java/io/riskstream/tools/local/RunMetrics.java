package io.riskstream.tools.local;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Snapshot;
import com.codahale.metrics.Timer;
import io.riskstream.runner.BucketHistogram;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.storm.Config;
import org.apache.storm.metrics2.reporters.StormReporter;

/**
 * The metrics (V2) of the workers in this process, kept for the summary of a run. It is a Storm metrics reporter, and the local Storm configures it
 * for every topology.
 */
public final class RunMetrics implements StormReporter {
    private static final Map<String, Queue<MetricRegistry>> WORKERS = new ConcurrentHashMap<>();
    /** The form of Storm's metric names: topology, host; component; task; port; and the name that the component registered. */
    private static final Pattern NAME = Pattern.compile("storm\\.topology\\..+\\.([^.]+)\\.-?\\d+\\.-?\\d+-(.+)");

    /** The counts by registered name, summed over all tasks of a topology. */
    private final Map<String, Long> counts = new TreeMap<>();

    private final Map<String, Snapshot> times = new TreeMap<>();
    private final Map<String, Component> components = new TreeMap<>();

    /** The counts of one component, summed over its tasks. */
    static final class Component {
        private final Map<String, Long> counts = new TreeMap<>();
        private final Map<String, BucketHistogram.Counts> histograms = new TreeMap<>();

        long count(String name) {
            return counts.getOrDefault(name, 0L);
        }

        Map<String, BucketHistogram.Counts> histograms() {
            return histograms;
        }
    }

    /** Returns the current metrics of all workers of a topology in this process. */
    static RunMetrics of(String topology) {
        RunMetrics metrics = new RunMetrics();
        WORKERS.getOrDefault(topology, new ConcurrentLinkedQueue<>()).forEach(metrics::read);
        return metrics;
    }

    /** Removes the metrics of a topology's workers. */
    static void forget(String topology) {
        WORKERS.remove(topology);
    }

    private void read(MetricRegistry registry) {
        registry.getMetrics().forEach((fullName, metric) -> {
            Matcher name = NAME.matcher(fullName);
            if (!name.matches()) {
                return;
            }
            Component component = components.computeIfAbsent(name.group(1), id -> new Component());
            if (metric instanceof Counter counter) {
                counts.merge(name.group(2), counter.getCount(), Long::sum);
                component.counts.merge(name.group(2), counter.getCount(), Long::sum);
            } else if (metric instanceof BucketHistogram histogram) {
                component.histograms.merge(name.group(2), histogram.counts(), BucketHistogram.Counts::plus);
            } else if (metric instanceof Gauge<?> gauge && gauge.getValue() instanceof Number number) {
                counts.merge(name.group(2), number.longValue(), Long::sum);
            } else if (metric instanceof Timer timer && timer.getCount() > 0) {
                times.merge(name.group(2), timer.getSnapshot(), (a, b) -> a.size() >= b.size() ? a : b);
            }
        });
    }

    /** Returns the components by id. Storm replaces each dot of an id with an underscore. */
    Map<String, Component> components() {
        return components;
    }

    /** Returns the counts by registered name. */
    Map<String, Long> counts() {
        return counts;
    }

    long count(String name) {
        return counts.getOrDefault(name, 0L);
    }

    /** Returns a quantile of a timer's durations in milliseconds, of the task with the most durations; empty if the timer recorded none. */
    Optional<Double> millis(String timer, double quantile) {
        return Optional.ofNullable(times.get(timer))
                .map(snapshot -> snapshot.getValue(quantile) / TimeUnit.MILLISECONDS.toNanos(1))
                .map(value -> Math.round(value * 100) / 100.0);
    }

    @Override
    @Deprecated
    public void prepare(MetricRegistry registry, Map<String, Object> topology, Map<String, Object> reporter) {
        WORKERS.computeIfAbsent(
                        String.valueOf(topology.get(Config.TOPOLOGY_NAME)), name -> new ConcurrentLinkedQueue<>())
                .add(registry);
    }

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public void close() {}
}
