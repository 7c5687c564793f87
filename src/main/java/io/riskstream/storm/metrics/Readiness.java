package io.riskstream.storm.metrics;

import io.riskstream.storm.metrics.MetricFamily.Label;
import io.riskstream.storm.metrics.WorkerMetrics.FamilySamples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Decides from a worker's metrics whether it processes events with everything that they need. */
final class Readiness {
    /** The families that a bolt and a spout register when they open. */
    private static final List<String> OPENED = List.of("riskstream_inputs_held", "riskstream_lag_events");

    private static final String DOWN = "riskstream_store_servers_down";

    private Readiness() {}

    /** Returns why a worker is not ready, in sentences; an empty list if it is. */
    static List<String> problems(Map<String, FamilySamples> families) {
        List<String> problems = new ArrayList<>();
        if (OPENED.stream().noneMatch(families::containsKey)) {
            problems.add("no spout or bolt of this worker has opened yet");
        }
        TreeSet<String> down = new TreeSet<>(); // several tasks of a worker share a store
        if (families.containsKey(DOWN)) {
            for (MetricSample sample : families.get(DOWN).samples()) {
                if (sample instanceof MetricSample.Value servers && servers.value() > 0) {
                    down.add(store(servers) + ": " + (long) servers.value() + " servers do not answer");
                }
            }
        }
        problems.addAll(down);
        return problems;
    }

    private static String store(MetricSample sample) {
        return sample.labels().stream()
                .filter(label -> label.name().equals("store"))
                .map(Label::value)
                .findFirst()
                .orElse("a store");
    }
}
