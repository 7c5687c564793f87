package io.riskstream.storm.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.Meter;
import com.codahale.metrics.MetricFilter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.ScheduledReporter;
import com.codahale.metrics.Snapshot;
import com.codahale.metrics.Timer;
import io.riskstream.runner.BucketHistogram;
import io.riskstream.storm.metrics.MetricFamily.Label;
import io.riskstream.storm.metrics.MetricFamily.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.storm.metrics2.MetricRegistryProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the metrics of all tasks of a worker, by family. */
final class WorkerMetrics {
    private static final List<String> TASK_LABELS = List.of("topology", "component", "task", "stream");
    private static final Map<String, String> DIMENSIONS =
            Map.of("topology", "topologyId", "component", "componentId", "task", "taskid", "stream", "streamId");

    private static final Logger LOG = LoggerFactory.getLogger(WorkerMetrics.class);

    private final MetricRegistryProvider registry;

    WorkerMetrics(MetricRegistryProvider registry) {
        this.registry = registry;
    }

    /** Returns the current samples by family name, in the order of the names. */
    SortedMap<String, FamilySamples> read() {
        SortedMap<String, FamilySamples> families = new TreeMap<>();
        registry.getTaskMetrics()
                .forEach((dimensions, metrics) ->
                        metrics.report(new Reader(dimensions.getDimensions(), families), MetricFilter.ALL));
        return families;
    }

    private static List<Label> taskLabels(Map<String, String> dimensions) {
        List<Label> labels = new ArrayList<>();
        for (String label : TASK_LABELS) {
            String value = dimensions.get(DIMENSIONS.get(label));
            // what belongs to the worker has the task -1
            if (value != null && !value.isEmpty() && !value.equals("-1")) {
                labels.add(new Label(label, value));
            }
        }
        return labels;
    }

    /** The samples of one family. */
    record FamilySamples(MetricFamily family, List<MetricSample> samples) {}

    /** Reads the metrics of one task. Storm gives them to a reporter only. */
    private static final class Reader extends ScheduledReporter {
        private final List<Label> taskLabels;
        private final String component;
        private final SortedMap<String, FamilySamples> families;

        Reader(Map<String, String> dimensions, SortedMap<String, FamilySamples> families) {
            super(
                    new MetricRegistry(),
                    "prometheus",
                    MetricFilter.ALL,
                    TimeUnit.SECONDS,
                    TimeUnit.SECONDS,
                    null,
                    false);
            this.taskLabels = taskLabels(dimensions);
            this.component = dimensions.getOrDefault(DIMENSIONS.get("component"), "");
            this.families = families;
        }

        @Override
        @SuppressWarnings("rawtypes") // as declared by the superclass
        public void report(
                SortedMap<String, Gauge> gauges,
                SortedMap<String, Counter> counters,
                SortedMap<String, Histogram> histograms,
                SortedMap<String, Meter> meters,
                SortedMap<String, Timer> timers) {
            gauges.forEach(this::addGauge);
            counters.forEach((name, counter) ->
                    add(name, MetricType.COUNTER, labels -> new MetricSample.Value(labels, counter.getCount())));
            meters.forEach((name, meter) ->
                    add(name, MetricType.COUNTER, labels -> new MetricSample.Value(labels, meter.getCount())));
            histograms.forEach(this::addHistogram);
            timers.forEach((name, timer) ->
                    add(name, MetricType.SUMMARY, labels -> quantiles(labels, timer.getCount(), timer.getSnapshot())));
        }

        private void addGauge(String name, Gauge<?> gauge) {
            match(name, MetricType.GAUGE).ifPresent(match -> {
                if (value(name, gauge) instanceof Number number) { // Storm also has gauges that return texts
                    add(match, new MetricSample.Value(labels(match), number.doubleValue()));
                }
            });
        }

        /** Returns the value of a gauge. One that fails, for example because it asks a server that is down, must not hide the other metrics. */
        private static Object value(String name, Gauge<?> gauge) {
            try {
                return gauge.getValue();
            } catch (RuntimeException e) {
                LOG.debug("the gauge {} has no value now", name, e);
                return "";
            }
        }

        private void addHistogram(String name, Histogram histogram) {
            if (histogram instanceof BucketHistogram buckets) {
                add(name, MetricType.HISTOGRAM, labels -> new MetricSample.Buckets(labels, buckets));
            } else {
                add(
                        name,
                        MetricType.SUMMARY,
                        labels -> quantiles(labels, histogram.getCount(), histogram.getSnapshot()));
            }
        }

        private static MetricSample quantiles(List<Label> labels, long count, Snapshot values) {
            return new MetricSample.Quantiles(
                    labels, count, values.getMean(), values.getMedian(), values.get99thPercentile());
        }

        /** Adds a sample. The metric is read only if it is published, because reading some metrics asks a server. */
        private void add(String name, MetricType type, Function<List<Label>, MetricSample> sample) {
            match(name, type).ifPresent(match -> add(match, sample.apply(labels(match))));
        }

        private Optional<Match> match(String name, MetricType type) {
            return MetricFamilies.of(name, component, type);
        }

        private List<Label> labels(Match match) {
            List<Label> labels = new ArrayList<>(taskLabels);
            labels.addAll(match.labels());
            return List.copyOf(labels);
        }

        private void add(Match match, MetricSample sample) {
            families.computeIfAbsent(
                            match.family().name(), family -> new FamilySamples(match.family(), new ArrayList<>()))
                    .samples()
                    .add(sample);
        }
    }
}
