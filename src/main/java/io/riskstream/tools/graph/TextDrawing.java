package io.riskstream.tools.graph;

import io.riskstream.tools.graph.RunCounts.Traffic;
import io.riskstream.tools.graph.TopologyGraph.Edge;
import io.riskstream.tools.graph.TopologyGraph.Node;
import io.riskstream.tools.graph.TopologyGraph.Shape;
import io.riskstream.tools.graph.TopologyGraph.StageLine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Draws a graph as lines of text: each path from the top down, with the other inputs and outputs of each bolt beside it. */
final class TextDrawing {
    private static final int NOTE_COLUMN = 48;
    /** The column of the notes if the stages have times. */
    private static final int NOTE_COLUMN_OF_RUN = 74;

    private final TopologyGraph graph;
    private final Optional<RunCounts> run;
    private final Map<Edge, Traffic> traffic;
    private final Set<String> drawn = new HashSet<>();
    private final StringBuilder out = new StringBuilder();

    TextDrawing(TopologyGraph graph, Optional<RunCounts> run) {
        this.graph = graph;
        this.run = run;
        this.traffic = run.map(counts -> counts.traffic(graph)).orElse(Map.of());
    }

    String draw() {
        out.append(graph.name()).append("   ").append(graph.file()).append('\n');
        run.ifPresent(counts -> out.append(counts.caption())
                .append('\n')
                .append(RunCounts.legend())
                .append('\n'));
        if (!graph.commonGrouping().isEmpty()) {
            out.append("streams: ").append(graph.commonGrouping()).append(", unless labelled otherwise\n");
        }
        // first the paths from the inputs, then the remaining nodes, such as the dead letters
        graph.nodes().stream()
                .filter(node ->
                        node.shape() != Shape.STORE && graph.into(node.key()).isEmpty())
                .forEach(this::drawPath);
        graph.nodes().stream()
                .filter(node -> node.shape() != Shape.STORE && !drawn.contains(node.key()))
                .filter(node -> graph.into(node.key()).stream().noneMatch(Edge::isMain))
                .forEach(this::drawPath);
        graph.nodes().stream()
                .filter(node -> node.shape() != Shape.STORE && !drawn.contains(node.key()))
                .forEach(this::drawPath);
        return out.toString();
    }

    /** Draws the path from a node to the first node that is already drawn. */
    private void drawPath(Node first) {
        if (drawn.contains(first.key())) {
            return;
        }
        out.append('\n');
        Node node = first;
        Optional<Edge> input = Optional.empty();
        while (true) {
            drawn.add(node.key());
            draw(node, input);
            Optional<Edge> next = graph.outOf(node.key()).stream()
                    .filter(Edge::isMain)
                    .filter(edge -> !drawn.contains(edge.to()))
                    .findFirst();
            if (next.isEmpty()) {
                return;
            }
            String label = Drawing.label(graph, next.get(), traffic);
            out.append(label.isEmpty() ? "    │\n" : "    │ " + label + "\n").append("    ▼\n");
            input = next;
            node = graph.node(next.get().to());
        }
    }

    private void draw(Node node, Optional<Edge> input) {
        String title =
                switch (node.shape()) {
                    case TOPIC -> "  ○ topic " + node.title();
                    case STORE -> "  ○ " + node.title();
                    case SPOUT, BOLT -> "  ■ " + node.title() + " ×" + node.parallelism();
                };
        List<String> notes = notes(node, input);
        line(title, notes);
        boolean more = graph.outOf(node.key()).stream().anyMatch(edge -> edge.isMain() && !drawn.contains(edge.to()));
        String rail = more ? "    │   " : "        ";
        int ids = width(node, StageLine::id);
        int types = width(node, StageLine::type);
        if (node.stages().isEmpty() && (node.shape() == Shape.SPOUT || node.shape() == Shape.BOLT)) {
            line(rail + node.type(), notes);
        }
        for (StageLine stage : node.stages()) {
            String times = run.flatMap(counts -> counts.times(node, stage))
                    .map(text -> "  " + text)
                    .orElse("");
            String type = times.isEmpty() ? stage.type() : padded(stage.type(), types);
            line(rail + padded(stage.id(), ids) + "  " + type + times, notes);
        }
        while (!notes.isEmpty()) {
            line(rail.stripTrailing(), notes);
        }
    }

    private static int width(Node node, Function<StageLine, String> column) {
        return node.stages().stream().map(column).mapToInt(String::length).max().orElse(0);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    /** Appends a line with the next note beside it. */
    private void line(String text, List<String> notes) {
        out.append(text);
        if (!notes.isEmpty()) {
            int column = run.isPresent() ? NOTE_COLUMN_OF_RUN : NOTE_COLUMN;
            out.append(" ".repeat(Math.max(2, column - text.length()))).append(notes.remove(0));
        }
        out.append('\n');
    }

    private List<String> notes(Node node, Optional<Edge> input) {
        Map<String, List<Edge>> in = graph.into(node.key()).stream()
                .filter(edge -> input.isEmpty() || !edge.equals(input.get()))
                .collect(Collectors.groupingBy(Edge::stream, LinkedHashMap::new, Collectors.toList()));
        List<String> notes = new ArrayList<>();
        in.forEach((stream, edges) -> notes.add("◀─ "
                + (edges.get(0).isMain() ? "" : stream + " of ")
                + edges.stream().map(edge -> graph.node(edge.from()).title()).collect(Collectors.joining(", "))));
        graph.lookups().stream()
                .filter(lookup -> lookup.from().equals(node.key()))
                .forEach(lookup -> notes.add("◀─ " + graph.node(lookup.to()).title() + ": " + lookup.label()));
        Optional<Edge> next = graph.outOf(node.key()).stream()
                .filter(Edge::isMain)
                .filter(edge -> !drawn.contains(edge.to()))
                .findFirst();
        graph.outOf(node.key()).stream()
                .filter(edge -> next.isEmpty() || !edge.equals(next.get()))
                .forEach(edge -> notes.add("─▶ " + graph.node(edge.to()).title() + suffix(edge)));
        return notes;
    }

    private String suffix(Edge edge) {
        String label = Drawing.label(graph, edge, traffic);
        return label.isEmpty() ? "" : ": " + label;
    }
}
