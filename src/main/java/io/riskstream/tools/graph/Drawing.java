package io.riskstream.tools.graph;

import io.riskstream.tools.graph.RunCounts.Traffic;
import io.riskstream.tools.graph.TopologyGraph.Edge;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How a graph is drawn. */
public enum Drawing {
    /** For a terminal. */
    TEXT {
        @Override
        public String of(TopologyGraph graph, Optional<RunCounts> run) {
            return new TextDrawing(graph, run).draw();
        }
    },
    /** For a README on GitHub. */
    MERMAID {
        @Override
        public String of(TopologyGraph graph, Optional<RunCounts> run) {
            return new MermaidDrawing(graph, run).draw();
        }
    },
    /** A picture. */
    SVG {
        @Override
        public String of(TopologyGraph graph, Optional<RunCounts> run) {
            return new SvgDrawing(graph, run).draw();
        }
    };

    /** The drawing; with what a run counted, if there was one. */
    public abstract String of(TopologyGraph graph, Optional<RunCounts> run);

    /** What stands at an edge: the stream if it is not the usual one, and its grouping if it is not the common one. */
    static String label(TopologyGraph graph, Edge edge) {
        StringBuilder label = new StringBuilder();
        if (!edge.isMain()) {
            label.append(edge.stream());
        }
        if (!edge.grouping().equals(graph.commonGrouping()) && !edge.grouping().isEmpty()) {
            label.append(label.isEmpty() ? "" : ", ").append(edge.grouping());
        }
        return label.toString();
    }

    /** The same, and what went by it. */
    static String label(TopologyGraph graph, Edge edge, Map<Edge, Traffic> traffic) {
        String label = label(graph, edge);
        return traffic.containsKey(edge)
                ? label + (label.isEmpty() ? "" : " ") + traffic.get(edge).told()
                : label;
    }

    static String count(long events) {
        return String.format(Locale.ROOT, "%,d", events);
    }
}
