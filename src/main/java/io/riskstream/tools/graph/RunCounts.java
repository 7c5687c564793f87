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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a local run counted and measured, to be put on the edges and stages of a graph. */
public final class RunCounts {
    private static final Gson GSON = new GsonBuilder()
            .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
            .create();

    // a run's summary.json, as far as it is drawn
    private record Summary(
            String pipeline, long read, double eventsPerSecond, Latency latencyMs, Map<String, Component> components) {}

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
     * What went by an edge.
     *
     * @param age what 99 % were younger than on arrival, since their Kafka timestamps; empty at a topic
     */
    record Traffic(long events, Optional<String> age) {
        /** As one line. */
        String told() {
            return Drawing.count(events) + age.map(most -> ", p99 " + most).orElse("");
        }
    }

    private final Summary summary;

    private RunCounts(Summary summary) {
        this.summary = summary;
    }

    /**
     * Reads a {@code summary.json}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static RunCounts read(Path file) {
        try {
            Summary summary = GSON.fromJson(Files.readString(file), Summary.class);
            if (summary == null
                    || summary.pipeline() == null
                    || summary.latencyMs() == null
                    || summary.components() == null) {
                throw new IllegalArgumentException(file + ": it is not the summary of a run");
            }
            return new RunCounts(summary);
        } catch (IOException | JsonParseException e) {
            throw new IllegalArgumentException(file + ": cannot be read as the summary of a run: " + e.getMessage(), e);
        }
    }

    /** The pipeline that was run. */
    public String pipeline() {
        return summary.pipeline();
    }

    /** One line about the whole run. */
    String caption() {
        return String.format(
                Locale.ROOT,
                "%,d events, %,.0f a second; Kafka timestamp to score p50 %s, p99 %s",
                summary.read(),
                summary.eventsPerSecond(),
                wholeMillis(summary.latencyMs().p50()),
                wholeMillis(summary.latencyMs().p99()));
    }

    /** What the numbers on the drawing mean. */
    static String legend() {
        return "at streams: events, and their age on arrival; at stages: the thread's time for an event, and the wait for its answer";
    }

    /** On each edge, as far as the run told. */
    Map<Edge, Traffic> on(TopologyGraph graph) {
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

    /** What a stage of a bolt took; empty if the run does not tell. */
    Optional<String> of(Node bolt, StageLine stage) {
        return component(bolt.key())
                .map(component -> component.stages().get(stage.name()))
                .filter(times -> times.events() > 0)
                .map(times -> "p99 " + time(times.applyUsP99())
                        + (times.waited() > 0 ? ", waits " + millis(times.waitMsP99()) : ""));
    }

    private Optional<Component> component(String id) {
        // as Storm writes it in the names of metrics
        return Optional.ofNullable(summary.components().get(id.replace('.', '_')));
    }

    /** Of clocks that tell no less. */
    private static String wholeMillis(long millis) {
        return millis < 1 ? "< 1 ms" : millis < 10 ? millis + " ms" : millis((double) millis);
    }

    private static String millis(double millis) {
        return time(millis * 1_000);
    }

    /** With two digits, or those before the point. */
    private static String time(double micros) {
        String unit = micros < 999.5 ? "µs" : micros < 999_500 ? "ms" : "s";
        double value = micros < 999.5 ? micros : micros < 999_500 ? micros / 1_000 : micros / 1_000_000;
        return String.format(Locale.ROOT, value < 9.95 ? "%.1f %s" : "%.0f %s", value, unit);
    }
}
