package io.riskstream.graph;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.riskstream.graph.TopologyGraph.Edge;
import io.riskstream.graph.TopologyGraph.Node;
import io.riskstream.graph.TopologyGraph.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a local run counted, put on the edges of a graph. The run knows what went in, what came out, and with which code events were turned away;
 * a code belongs to the first stage that may use it, so what each bolt passed on follows. What does not follow is left out.
 */
public final class RunCounts {
    private final JsonObject summary;

    private RunCounts(JsonObject summary) {
        this.summary = summary;
    }

    /**
     * Reads a {@code summary.json}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static RunCounts read(Path file) {
        try {
            JsonObject summary = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
            if (!summary.has("pipeline") || !summary.has("read") || !summary.has("rejections")) {
                throw new IllegalArgumentException(file + ": it is not the summary of a run");
            }
            return new RunCounts(summary);
        } catch (IOException | JsonParseException | IllegalStateException e) {
            throw new IllegalArgumentException(file + ": cannot be read as the summary of a run: " + e.getMessage(), e);
        }
    }

    /** The pipeline that was run. */
    public String pipeline() {
        return summary.get("pipeline").getAsString();
    }

    /** One line about the whole run. */
    String caption() {
        JsonObject latency = summary.getAsJsonObject("latency_ms");
        return String.format(
                Locale.ROOT,
                "%,d events, %,.0f a second; p50 %d ms, p99 %d ms",
                number("read"),
                summary.get("events_per_second").getAsDouble(),
                latency.get("p50").getAsLong(),
                latency.get("p99").getAsLong());
    }

    private long number(String key) {
        return summary.get(key).getAsLong();
    }

    /** Events on each edge, as far as the summary tells. */
    Map<Edge, Long> on(TopologyGraph graph) {
        Map<String, Long> rejected = rejected(graph);
        Map<Edge, Long> counts = new HashMap<>();
        for (Node node : graph.nodes()) {
            for (Edge edge : graph.outOf(node.key())) {
                if (edge.stream().equals("rejected")) {
                    counts.put(edge, rejected.getOrDefault(node.key(), 0L));
                }
            }
        }
        List<Node> inputs = graph.nodes().stream()
                .filter(node ->
                        node.shape() == Shape.TOPIC && graph.into(node.key()).isEmpty())
                .toList();
        if (inputs.size() == 1) {
            follow(graph, inputs.get(0).key(), number("read"), rejected, counts);
        }
        for (Edge edge : graph.edges()) {
            List<Edge> in = graph.into(edge.from());
            if (!edge.isStream()
                    && !in.isEmpty()
                    && in.stream().noneMatch(Edge::isMain)
                    && in.stream().allMatch(counts::containsKey)) {
                counts.put(edge, in.stream().mapToLong(counts::get).sum());
            }
        }
        return counts;
    }

    /** Down a chain, as long as there is one way on. */
    private static void follow(
            TopologyGraph graph, String from, long events, Map<String, Long> rejected, Map<Edge, Long> counts) {
        String at = from;
        long left = events;
        Set<String> seen = new HashSet<>();
        while (seen.add(at)) {
            left -= rejected.getOrDefault(at, 0L);
            List<Edge> on = graph.outOf(at).stream().filter(Edge::isMain).toList();
            boolean oneWay = on.size() == 1
                    && graph.into(on.get(0).to()).stream().filter(Edge::isMain).count() == 1;
            if (!oneWay) {
                return;
            }
            counts.put(on.get(0), left);
            at = on.get(0).to();
        }
    }

    private Map<String, Long> rejected(TopologyGraph graph) {
        Map<String, Long> rejected = new HashMap<>();
        for (Map.Entry<String, JsonElement> entry :
                summary.getAsJsonObject("rejections").entrySet()) {
            owner(graph, entry.getKey())
                    .ifPresent(bolt -> rejected.merge(bolt, entry.getValue().getAsLong(), Long::sum));
        }
        return rejected;
    }

    private static Optional<String> owner(TopologyGraph graph, String code) {
        return graph.nodes().stream()
                .filter(node ->
                        node.stages().stream().anyMatch(stage -> stage.codes().contains(code)))
                .map(Node::key)
                .findFirst();
    }
}
