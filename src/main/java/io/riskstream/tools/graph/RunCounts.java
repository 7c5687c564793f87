package io.riskstream.tools.graph;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import io.riskstream.tools.graph.TopologyGraph.Edge;
import io.riskstream.tools.graph.TopologyGraph.Node;
import io.riskstream.tools.graph.TopologyGraph.Shape;
import io.riskstream.tools.graph.TopologyGraph.StageLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The counts and times of a local run, for the edges and stages of a graph. */
public final class RunCounts {
    private static final Gson GSON = new GsonBuilder()
            .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
            .create();

    // the parts of summary.json that are drawn
    private record Summary(
            String pipeline,
            long read,
            double eventsPerSecond,
            Latency latencyMs,
            Map<String, Component> components,
            Map<String, BudgetStep> budget) {
        @SuppressWarnings("UnusedMethod") // Gson calls it
        private Summary {
            budget = budget == null ? Map.of() : budget;
        }
    }

    private record BudgetStep(long longest, double share) {}

    private record Latency(long p50, long p99) {}

    private record Component(Map<String, Received> received, Map<String, Stage> stages, long passed) {
        @SuppressWarnings("UnusedMethod") // Gson calls it
        private Component {
            received = received == null ? Map.of() : received;
            stages = stages == null ? Map.of() : stages;
        }
    }

    private record Received(long events, long ageMsP99) {}

    private record Stage(long events, double applyUsP99, long waited, double waitMsP99) {}

    /**
     * The events on an edge.
     *
     * @param age 99th percentile of the time from the Kafka timestamp to the arrival; empty at a topic
     */
    record Traffic(long events, Optional<String> age) {
        /** Returns one line of text. */
        String describe() {
            return Drawing.count(events) + age.map(p99 -> ", p99 " + p99).orElse("");
        }
    }

    /** The number of steps in the caption. */
    private static final int MAX_STEPS = 4;

    private final Summary summary;

    private RunCounts(Summary summary) {
        this.summary = summary;
    }

    /**
     * Reads a {@code summary.json}.
     *
     * @throws IllegalArgumentException if the file is not the summary of a run
     */
    public static RunCounts read(Path file) {
        try {
            Summary summary = GSON.fromJson(Files.readString(file), Summary.class);
            if (summary == null
                    || summary.pipeline() == null
                    || summary.latencyMs() == null
                    || summary.components() == null) {
                throw new IllegalArgumentException(
                        file + ": not the summary of a run, such as target/run/summary.json");
            }
            return new RunCounts(summary);
        } catch (IOException | JsonParseException e) {
            throw new IllegalArgumentException(file + ": cannot be read as the summary of a run: " + e.getMessage(), e);
        }
    }

    /** Returns the name of the pipeline that was run. */
    public String pipeline() {
        return summary.pipeline();
    }

    /** Returns one line about the whole run. */
    String caption() {
        return String.format(
                Locale.ROOT,
                "%,d events, %,.0f events/s; from Kafka timestamp to score: p50 %s, p99 %s%s",
                summary.read(),
                summary.eventsPerSecond(),
                wholeMillis(summary.latencyMs().p50()),
                wholeMillis(summary.latencyMs().p99()),
                budget());
    }

    /** Returns the steps that took the most time of the events over the latency budget; an empty text if there were none. */
    private String budget() {
        if (summary.budget().isEmpty()) {
            return "";
        }
        return String.format(
                        Locale.ROOT,
                        "; %,d over the latency budget, their time: ",
                        summary.budget().values().stream()
                                .mapToLong(BudgetStep::longest)
                                .sum())
                + summary.budget().entrySet().stream()
                        .sorted(Comparator.comparingDouble(
                                step -> -step.getValue().share()))
                        .limit(MAX_STEPS)
                        .map(step ->
                                step.getKey() + " " + percent(step.getValue().share()))
                        .collect(Collectors.joining(", "));
    }

    private static String percent(double share) {
        return Math.round(100 * share) + " %";
    }

    /** Returns the share of a stage in the time of the events over the latency budget; an empty text below a half percent. */
    private String budget(String stage) {
        double share = summary.budget().entrySet().stream()
                .filter(step -> step.getKey().startsWith(stage + "."))
                .mapToDouble(step -> step.getValue().share())
                .sum();
        return share < 0.005 ? "" : ", " + percent(share) + " of the time over budget";
    }

    /** Returns the meaning of the numbers in the drawing. */
    static String legend() {
        return "streams: events, and their age on arrival; stages: time per event on the thread, and wait for a pending outcome";
    }

    /** Returns the events of each edge that the summary contains. */
    Map<Edge, Traffic> traffic(TopologyGraph graph) {
        Map<Edge, Traffic> traffic = new HashMap<>();
        List<Node> inputs = graph.nodes().stream()
                .filter(node ->
                        node.shape() == Shape.TOPIC && graph.into(node.key()).isEmpty())
                .toList();
        for (Edge edge : graph.edges()) {
            if (edge.isStream()) {
                component(edge.to()).ifPresent(to -> traffic.put(edge, received(to, edge)));
            } else if (inputs.size() == 1 && edge.from().equals(inputs.get(0).key())) {
                traffic.put(edge, new Traffic(summary.read(), Optional.empty()));
            } else if (graph.outOf(edge.from()).stream()
                            .filter(other -> !other.isStream())
                            .count()
                    == 1) {
                component(edge.from())
                        .ifPresent(from -> traffic.put(edge, new Traffic(from.passed(), Optional.empty())));
            }
        }
        return traffic;
    }

    private static Traffic received(Component to, Edge edge) {
        Received received = to.received().get(edge.from() + "." + edge.stream());
        return received == null
                ? new Traffic(0, Optional.empty())
                : new Traffic(received.events(), Optional.of(wholeMillis(received.ageMsP99())));
    }

    /** Returns the times of a stage of a bolt; empty if the summary does not contain them. */
    Optional<String> times(Node bolt, StageLine stage) {
        return component(bolt.key())
                .map(component -> component.stages().get(stage.name()))
                .filter(measured -> measured.events() > 0)
                .map(measured -> "p99 " + time(measured.applyUsP99())
                        + (measured.waited() > 0 ? ", waits " + millis(measured.waitMsP99()) : "")
                        + budget(stage.name()));
    }

    private Optional<Component> component(String id) {
        // Storm replaces dots in the names of metrics
        return Optional.ofNullable(summary.components().get(id.replace('.', '_')));
    }

    /** Formats a time that is measured in whole milliseconds. */
    private static String wholeMillis(long millis) {
        return millis < 1 ? "< 1 ms" : millis < 10 ? millis + " ms" : millis((double) millis);
    }

    private static String millis(double millis) {
        return time(millis * 1_000);
    }

    /** Formats a time with one decimal below 10, otherwise without. */
    private static String time(double micros) {
        String unit = micros < 999.5 ? "µs" : micros < 999_500 ? "ms" : "s";
        double value = micros < 999.5 ? micros : micros < 999_500 ? micros / 1_000 : micros / 1_000_000;
        return String.format(Locale.ROOT, value < 9.95 ? "%.1f %s" : "%.0f %s", value, unit);
    }
}
