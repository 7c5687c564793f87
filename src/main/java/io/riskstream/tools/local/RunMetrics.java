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
 * The metrics (V2) of the workers in this process, as any Storm reporter sees them, kept for the run's summary. The local Storm has every topology
 * report to it.
 */
public final class RunMetrics implements StormReporter {
    private static final Map<String, Queue<MetricRegistry>> WORKERS = new ConcurrentHashMap<>();
    /** As Storm builds it: topology, host; component; task; port; and the name that the component gave. */
    private static final Pattern NAME = Pattern.compile("storm\\.topology\\..+\\.([^.]+)\\.-?\\d+\\.-?\\d+-(.+)");

    /** What the tasks of a topology counted, by the name that they gave; the counts of all tasks together. */
    private final Map<String, Long> counts = new TreeMap<>();

    private final Map<String, Snapshot> times = new TreeMap<>();
    private final Map<String, Component> components = new TreeMap<>();

    /** What the tasks of one component counted, together. */
    static final class Component {
        private final Map<String, Long> counts = new TreeMap<>();
        private final Map<String, BucketHistogram.Counts> spreads = new TreeMap<>();

        long count(String name) {
            return counts.getOrDefault(name, 0L);
        }

        Map<String, BucketHistogram.Counts> spreads() {
            return spreads;
        }
    }

    /** The metrics of all workers of a topology that ran in this process, as they stand now. */
    static RunMetrics of(String topology) {
        RunMetrics metrics = new RunMetrics();
        WORKERS.getOrDefault(topology, new ConcurrentLinkedQueue<>()).forEach(metrics::read);
        return metrics;
    }

    /** Forgets a topology's workers. */
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
            } else if (metric instanceof BucketHistogram spread) {
                component.spreads.merge(name.group(2), spread.counts(), BucketHistogram.Counts::plus);
            } else if (metric instanceof Gauge<?> gauge && gauge.getValue() instanceof Number number) {
                counts.merge(name.group(2), number.longValue(), Long::sum);
            } else if (metric instanceof Timer timer && timer.getCount() > 0) {
                times.merge(name.group(2), timer.getSnapshot(), (a, b) -> a.size() >= b.size() ? a : b);
            }
        });
    }

    /** By id, as Storm tells it in the names of metrics: an underscore for each dot. */
    Map<String, Component> components() {
        return components;
    }

    /** Every name that was counted under. */
    Map<String, Long> counts() {
        return counts;
    }

    long count(String name) {
        return counts.getOrDefault(name, 0L);
    }

    /** A quantile of a timer's durations in milliseconds; of the busiest task, where several had one. Empty if nothing was timed. */
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
