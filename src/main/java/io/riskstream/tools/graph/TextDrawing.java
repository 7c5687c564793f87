package io.riskstream.tools.graph;

import io.riskstream.tools.graph.RunCounts.Traffic;
import io.riskstream.tools.graph.TopologyGraph.Edge;
import io.riskstream.tools.graph.TopologyGraph.Node;
import io.riskstream.tools.graph.TopologyGraph.Shape;
import io.riskstream.tools.graph.TopologyGraph.StageLine;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A graph as lines of text: each way through it from the top down, and beside each bolt what else comes to it or leaves it. */
final class TextDrawing {
    private static final int ASIDE = 48;
    /** Where there are numbers at the stages. */
    private static final int ASIDE_OF_RUN = 74;

    private final TopologyGraph graph;
    private final Optional<RunCounts> run;
    private final Map<Edge, Traffic> traffic;
    private final Set<String> drawn = new HashSet<>();
    private final StringBuilder out = new StringBuilder();

    TextDrawing(TopologyGraph graph, Optional<RunCounts> run) {
        this.graph = graph;
        this.run = run;
        this.traffic = run.map(counted -> counted.on(graph)).orElse(Map.of());
    }

    String draw() {
        out.append(graph.name()).append("   ").append(graph.file()).append('\n');
        run.ifPresent(counted -> out.append(counted.caption())
                .append('\n')
                .append(RunCounts.legend())
                .append('\n'));
        if (!graph.commonGrouping().isEmpty()) {
            out.append("streams are grouped by ")
                    .append(graph.commonGrouping())
                    .append(", unless they say otherwise\n");
        }
        // first the ways that begin outside, then what is left, such as the dead letters
        graph.nodes().stream()
                .filter(node ->
                        node.shape() != Shape.STORE && graph.into(node.key()).isEmpty())
                .forEach(this::chain);
        graph.nodes().stream()
                .filter(node -> node.shape() != Shape.STORE && !drawn.contains(node.key()))
                .filter(node -> graph.into(node.key()).stream().noneMatch(Edge::isMain))
                .forEach(this::chain);
        graph.nodes().stream()
                .filter(node -> node.shape() != Shape.STORE && !drawn.contains(node.key()))
                .forEach(this::chain);
        return out.toString();
    }

    /** A way from here on, as long as it is not drawn yet. */
    private void chain(Node first) {
        if (drawn.contains(first.key())) {
            return;
        }
        out.append('\n');
        Node node = first;
        Optional<Edge> by = Optional.empty();
        while (true) {
            drawn.add(node.key());
            tell(node, by);
            Optional<Edge> on = graph.outOf(node.key()).stream()
                    .filter(Edge::isMain)
                    .filter(edge -> !drawn.contains(edge.to()))
                    .findFirst();
            if (on.isEmpty()) {
                return;
            }
            String label = Drawing.label(graph, on.get(), traffic);
            out.append(label.isEmpty() ? "    │\n" : "    │ " + label + "\n").append("    ▼\n");
            by = on;
            node = graph.node(on.get().to());
        }
    }

    private void tell(Node node, Optional<Edge> by) {
        String title =
                switch (node.shape()) {
                    case TOPIC -> "  ○ topic " + node.title();
                    case STORE -> "  ○ " + node.title();
                    case SPOUT, BOLT -> "  ■ " + node.title() + " ×" + node.parallelism();
                };
        List<String> asides = new java.util.ArrayList<>(asides(node, by));
        line(title, asides);
        boolean more = graph.outOf(node.key()).stream().anyMatch(edge -> edge.isMain() && !drawn.contains(edge.to()));
        String rail = more ? "    │   " : "        ";
        int ids = width(node, StageLine::id);
        int types = width(node, StageLine::type);
        if (node.stages().isEmpty() && (node.shape() == Shape.SPOUT || node.shape() == Shape.BOLT)) {
            line(rail + node.type(), asides);
        }
        for (StageLine stage : node.stages()) {
            String times = run.flatMap(counted -> counted.of(node, stage))
                    .map(took -> "  " + took)
                    .orElse("");
            String type = times.isEmpty() ? stage.type() : padded(stage.type(), types);
            line(rail + padded(stage.id(), ids) + "  " + type + times, asides);
        }
        while (!asides.isEmpty()) {
            line(rail.stripTrailing(), asides);
        }
    }

    private static int width(Node node, Function<StageLine, String> column) {
        return node.stages().stream().map(column).mapToInt(String::length).max().orElse(0);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    /** A line, with the next thing to be told beside the box. */
    private void line(String text, List<String> asides) {
        out.append(text);
        if (!asides.isEmpty()) {
            int column = run.isPresent() ? ASIDE_OF_RUN : ASIDE;
            out.append(" ".repeat(Math.max(2, column - text.length()))).append(asides.remove(0));
        }
        out.append('\n');
    }

    private List<String> asides(Node node, Optional<Edge> by) {
        Map<String, List<Edge>> in = graph.into(node.key()).stream()
                .filter(edge -> by.isEmpty() || !edge.equals(by.get()))
                .collect(Collectors.groupingBy(Edge::stream, LinkedHashMap::new, Collectors.toList()));
        List<String> asides = new java.util.ArrayList<>();
        in.forEach((stream, edges) -> asides.add("◀─ "
                + (edges.get(0).isMain() ? "" : stream + " of ")
                + edges.stream().map(edge -> graph.node(edge.from()).title()).collect(Collectors.joining(", "))));
        graph.lookups().stream()
                .filter(lookup -> lookup.from().equals(node.key()))
                .forEach(lookup -> asides.add("◀─ " + graph.node(lookup.to()).title() + ": " + lookup.label()));
        Optional<Edge> on = graph.outOf(node.key()).stream()
                .filter(Edge::isMain)
                .filter(edge -> !drawn.contains(edge.to()))
                .findFirst();
        graph.outOf(node.key()).stream()
                .filter(edge -> on.isEmpty() || !edge.equals(on.get()))
                .forEach(edge -> asides.add("─▶ " + graph.node(edge.to()).title() + told(edge)));
        return asides;
    }

    private String told(Edge edge) {
        String label = Drawing.label(graph, edge, traffic);
        return label.isEmpty() ? "" : ": " + label;
    }
}
