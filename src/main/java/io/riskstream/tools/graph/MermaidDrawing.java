package io.riskstream.tools.graph;

import io.riskstream.tools.graph.RunCounts.Traffic;
import io.riskstream.tools.graph.TopologyGraph.Edge;
import io.riskstream.tools.graph.TopologyGraph.Node;
import io.riskstream.tools.graph.TopologyGraph.StageLine;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Draws a graph in Mermaid's flowchart language. */
final class MermaidDrawing {
    private final TopologyGraph graph;
    private final Optional<RunCounts> run;
    private final Map<Edge, Traffic> traffic;
    private final Map<String, String> names = new HashMap<>();

    MermaidDrawing(TopologyGraph graph, Optional<RunCounts> run) {
        this.graph = graph;
        this.run = run;
        this.traffic = run.map(counts -> counts.traffic(graph)).orElse(Map.of());
        graph.nodes().forEach(node -> names.put(node.key(), "n" + names.size()));
    }

    String draw() {
        StringBuilder out = new StringBuilder("flowchart LR\n");
        for (Node node : graph.nodes()) {
            out.append("    ").append(names.get(node.key())).append(shape(node)).append('\n');
        }
        for (Edge edge : graph.edges()) {
            String label = Drawing.label(graph, edge, traffic);
            out.append("    ").append(names.get(edge.from()));
            out.append(edge.isMain() ? " -->" : " -.->");
            out.append(label.isEmpty() ? "" : "|" + text(label) + "|");
            out.append(' ').append(names.get(edge.to())).append('\n');
        }
        for (Edge lookup : graph.lookups()) {
            out.append("    ").append(names.get(lookup.to())).append(" -.->|").append(text(lookup.label()));
            out.append("| ").append(names.get(lookup.from())).append('\n');
        }
        return out.toString();
    }

    private String shape(Node node) {
        StringBuilder label = new StringBuilder(text(node.title()));
        if (node.parallelism() > 0) {
            label.append(" ×").append(node.parallelism());
        }
        for (StageLine stage : node.stages()) {
            label.append("<br/>").append(text(stage.id()));
            run.flatMap(counts -> counts.times(node, stage))
                    .ifPresent(times -> label.append(" (").append(text(times)).append(')'));
        }
        return switch (node.shape()) {
            case TOPIC -> "([\"" + label + "\"])";
            case STORE -> "[(\"" + label + "\")]";
            case SPOUT -> "[/\"" + label + "\"/]";
            case BOLT -> "[\"" + label + "\"]";
        };
    }

    /** Replaces the characters with a meaning in Mermaid by entities. */
    private static String text(String text) {
        StringBuilder safe = new StringBuilder();
        text.chars().forEach(c -> {
            if (Character.isLetterOrDigit(c) || " .,_-:()/".indexOf(c) >= 0 || c > 127) {
                safe.append((char) c);
            } else {
                safe.append('#').append(c).append(';');
            }
        });
        return safe.toString().replace("(", "#40;").replace(")", "#41;");
    }
}
