package io.riskstream.storm.metrics;

import io.riskstream.storm.metrics.MetricFamily.Form;
import io.riskstream.storm.metrics.MetricFamily.Label;
import io.riskstream.storm.metrics.MetricFamily.Match;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Translates the names of the metrics that Storm itself registers. The rates that Storm computes are left out: Prometheus computes them from the counters. */
final class StormFamilies {
    private static final double MILLIS = 1e-3;
    private static final String SAMPLED = " Storm counts one tuple of 20 (topology.stats.sample.rate).";
    private static final String RECEIVE_QUEUE = "receive-queue-";
    private static final String RATE = ".m1_rate";

    /** By the start of the registered name. The rest is the stream, or the source and the stream. */
    private static final Map<String, MetricFamily> OF_STREAMS = Map.of(
            "__emit-count-", counter("emitted", "Tuples emitted." + SAMPLED),
            "__transfer-count-", counter("transferred", "Tuples sent to tasks of consumers." + SAMPLED),
            "__execute-count-", counter("executed", "Tuples executed by a bolt." + SAMPLED),
            "__ack-count-", counter("acked", "Tuples acknowledged." + SAMPLED),
            "__fail-count-", counter("failed", "Tuples failed." + SAMPLED),
            "__execute-latency-", millis("execute_latency", "Mean time in execute of a bolt."),
            "__process-latency-",
                    millis(
                            "process_latency",
                            "Mean time from the arrival of a tuple at a bolt to its acknowledgement."),
            "__complete-latency-",
                    millis(
                            "complete_latency",
                            "Mean time from the emission of a tuple by a spout to its acknowledgement."));

    private static final List<Form> OF_WORKERS = List.of(
            new Form(
                    "memory.{heap|non-heap|total:area}.{used|committed|max:kind}",
                    gauge("worker_memory_bytes", "Memory of the worker's JVM.")),
            new Form(
                    "memory.pools.{pool}.{used|committed|max:kind}",
                    gauge("worker_memory_pool_bytes", "Memory pools of the worker's JVM.")),
            new Form(
                    "GC.{collector}.count",
                    counter("worker_gc_collections", "Garbage collections of the worker's JVM.")),
            new Form(
                    "GC.{collector}.time",
                    new MetricFamily(
                            "storm_worker_gc_seconds",
                            MetricType.COUNTER,
                            "Time of the garbage collections of the worker's JVM.",
                            MILLIS)));

    private StormFamilies() {}

    private static MetricFamily counter(String name, String help) {
        return new MetricFamily("storm_" + name, MetricType.COUNTER, help, 1);
    }

    private static MetricFamily gauge(String name, String help) {
        return new MetricFamily("storm_" + name, MetricType.GAUGE, help, 1);
    }

    private static MetricFamily millis(String name, String help) {
        return new MetricFamily("storm_" + name + "_seconds", MetricType.GAUGE, help, MILLIS);
    }

    /** True for the metrics of Storm's own components and for those that Storm registers for every component. */
    static boolean areOfStorm(String name, String component) {
        return name.startsWith("__") || name.startsWith(RECEIVE_QUEUE) || component.startsWith("__");
    }

    /**
     * Returns the family and the labels of a metric of Storm; empty if it is not published.
     *
     * @param type the type of the metric if it has no family here; it then becomes a family of its own
     */
    static Optional<Match> of(String name, MetricType type) {
        if (name.endsWith(RATE)) {
            return Optional.empty();
        }
        for (Map.Entry<String, MetricFamily> family : OF_STREAMS.entrySet()) {
            if (name.startsWith(family.getKey())) {
                String rest = name.substring(family.getKey().length());
                int colon = rest.lastIndexOf(':');
                return Optional.of(new Match(
                        family.getValue(),
                        colon < 0 ? List.of() : List.of(new Label("source", rest.substring(0, colon)))));
            }
        }
        if (name.startsWith("memory.") || name.startsWith("GC.")) {
            return OF_WORKERS.stream()
                    .flatMap(form -> form.match(name).stream())
                    .findFirst();
        }
        boolean ofTask = name.startsWith("__") || name.startsWith(RECEIVE_QUEUE);
        boolean saysWorker = name.startsWith("worker");
        String prefix = ofTask || saysWorker ? "storm_" : "storm_worker_";
        return Optional.of(new Match(MetricFamily.ofOneMetric(prefix, name, type), List.of()));
    }
}
