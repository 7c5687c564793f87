package io.riskstream.tools.graph;

import io.riskstream.tools.graph.RunCounts.Traffic;
import io.riskstream.tools.graph.TopologyGraph.Edge;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The formats in which a graph can be drawn. */
public enum Drawing {
    /** Text for a terminal. */
    TEXT {
        @Override
        public String of(TopologyGraph graph, Optional<RunCounts> run) {
            return new TextDrawing(graph, run).draw();
        }
    },
    /** A Mermaid flowchart for a README on GitHub. */
    MERMAID {
        @Override
        public String of(TopologyGraph graph, Optional<RunCounts> run) {
            return new MermaidDrawing(graph, run).draw();
        }
    },
    /** An SVG picture. */
    SVG {
        @Override
        public String of(TopologyGraph graph, Optional<RunCounts> run) {
            return new SvgDrawing(graph, run).draw();
        }
    };

    /** Returns the drawing, with the counts of a run if there is one. */
    public abstract String of(TopologyGraph graph, Optional<RunCounts> run);

    /** Returns the label of an edge: the stream unless it is the main one, and the grouping unless it is the common one. */
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

    /** Returns the label of an edge with the events that it carried. */
    static String label(TopologyGraph graph, Edge edge, Map<Edge, Traffic> traffic) {
        String label = label(graph, edge);
        return traffic.containsKey(edge)
                ? label + (label.isEmpty() ? "" : " ") + traffic.get(edge).describe()
                : label;
    }

    static String count(long events) {
        return String.format(Locale.ROOT, "%,d", events);
    }
}
