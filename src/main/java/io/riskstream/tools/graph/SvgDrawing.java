package io.riskstream.tools.graph;

import io.riskstream.tools.graph.GraphLayout.Box;
import io.riskstream.tools.graph.RunCounts.Traffic;
import io.riskstream.tools.graph.TopologyGraph.Edge;
import io.riskstream.tools.graph.TopologyGraph.Node;
import io.riskstream.tools.graph.TopologyGraph.StageLine;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Draws a graph as an SVG picture without external resources. */
final class SvgDrawing {
    private static final String STYLE = """
            <style>
              text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; fill: #22303c; }
              .name { font-size: 18px; font-weight: 600; }
              .title { font-size: 13px; font-weight: 600; }
              .line, .quiet { font-size: 11px; }
              .quiet { fill: #6b7a88; }
              .box { stroke-width: 1.2; }
              .bolt { fill: #f2f6fc; stroke: #9fb6d3; }
              .spout { fill: #ecf7f0; stroke: #8fc3a0; }
              .topic { fill: #fff6e3; stroke: #dcb768; }
              .store { fill: #f5f0fb; stroke: #b9a0da; }
              .edge { fill: none; stroke: #48688f; stroke-width: 1.6; }
              .side { fill: none; stroke: #c4573f; stroke-width: 1.4; }
              .lookup { fill: none; stroke: #8b6dbb; stroke-width: 1.3; stroke-dasharray: 2 3; }
              .count { font-size: 11px; fill: #48688f; text-anchor: middle; }
              .sideText { font-size: 11px; fill: #c4573f; }
              .lookupText { font-size: 11px; fill: #8b6dbb; }
            </style>
            <defs>
              <marker id="to" viewBox="0 0 8 8" refX="7.2" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0.6 L7.4 4 L0 7.4 Z" fill="#48688f"/></marker>
              <marker id="side" viewBox="0 0 8 8" refX="7.2" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0.6 L7.4 4 L0 7.4 Z" fill="#c4573f"/></marker>
              <marker id="lookup" viewBox="0 0 8 8" refX="7.2" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0.6 L7.4 4 L0 7.4 Z" fill="#8b6dbb"/></marker>
            </defs>
            """;

    private final TopologyGraph graph;
    private final Optional<RunCounts> run;
    private final Map<Edge, Traffic> traffic;
    private final GraphLayout layout;
    private final StringBuilder out = new StringBuilder();
    private int detours;

    SvgDrawing(TopologyGraph graph, Optional<RunCounts> run) {
        this.graph = graph;
        this.run = run;
        this.traffic = run.map(counts -> counts.traffic(graph)).orElse(Map.of());
        this.layout = new GraphLayout(graph, run);
    }

    String draw() {
        out.append(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\" role=\"img\" aria-label=\"%s\">%n",
                layout.width(), layout.height(), layout.width(), layout.height(), escaped("topology " + graph.name())));
        out.append(STYLE);
        out.append(format(
                "<rect width=\"%.0f\" height=\"%.0f\" rx=\"10\" fill=\"#ffffff\"/>%n",
                layout.width(), layout.height()));
        text(24, 32, "name", graph.name());
        text(24, 50, "quiet", caption());
        run.ifPresent(counts -> {
            text(24, 65, "quiet", counts.caption());
            text(24, 80, "quiet", RunCounts.legend());
        });
        for (Edge lookup : graph.lookups()) {
            drawLookup(lookup);
        }
        graph.edges().stream().filter(edge -> !edge.isMain()).forEach(this::drawSide);
        graph.edges().stream().filter(Edge::isMain).forEach(this::drawMain);
        layout.boxes().forEach((key, box) -> draw(graph.node(key), box));
        return out.append("</svg>\n").toString();
    }

    private String caption() {
        String grouping = graph.commonGrouping().isEmpty() ? "" : " · streams: " + graph.commonGrouping();
        return graph.file() + grouping;
    }

    private void drawMain(Edge edge) {
        Box from = layout.box(edge.from());
        Box to = layout.box(edge.to());
        double x1 = from.right();
        double y1 = from.middle();
        double x2 = to.x();
        double y2 = to.middle();
        double bend = Math.max(18, (x2 - x1) / 2);
        double labelX = (x1 + x2) / 2;
        double labelY = (y1 + y2) / 2 - 6;
        if (layout.layerOf(edge.to()) - layout.layerOf(edge.from()) > 1 || x2 <= x1) {
            // around the boxes in between, in a channel above them
            double channel = layout.boxes().values().stream()
                            .filter(box -> box.right() > x1 && box.x() < x2)
                            .mapToDouble(Box::y)
                            .min()
                            .orElse(y1)
                    - 12
                    - 9 * detours++;
            path(
                    "edge",
                    "to",
                    format(
                            "M%.1f %.1f C%.1f %.1f %.1f %.1f %.1f %.1f L%.1f %.1f C%.1f %.1f %.1f %.1f %.1f %.1f",
                            x1, y1, x1 + 22, y1, x1 + 6, channel, x1 + 30, channel, x2 - 30, channel, x2 - 6, channel,
                            x2 - 22, y2, x2, y2));
            labelY = channel - 5;
        } else if (Math.abs(y1 - y2) < 1) {
            path("edge", "to", format("M%.1f %.1f L%.1f %.1f", x1, y1, x2, y2));
        } else {
            path(
                    "edge",
                    "to",
                    format("M%.1f %.1f C%.1f %.1f %.1f %.1f %.1f %.1f", x1, y1, x1 + bend, y1, x2 - bend, y2, x2, y2));
        }
        String label = Drawing.label(graph, edge);
        Optional<Traffic> carried = Optional.ofNullable(traffic.get(edge));
        String count = carried.map(Traffic::events).map(Drawing::count).orElse("");
        if (!label.isEmpty() || carried.isPresent()) {
            text(labelX, labelY, "count", label + (label.isEmpty() || count.isEmpty() ? "" : " ") + count);
        }
        double below = labelY + 20;
        carried.flatMap(Traffic::age).ifPresent(age -> text(labelX, below, "count", "p99 " + age));
    }

    /** Draws an edge down from a bolt and along a line that all edges to the same box share. */
    private void drawSide(Edge edge) {
        Box from = layout.box(edge.from());
        Box to = layout.box(edge.to());
        double x = from.center();
        double radius = 8;
        if (to.y() < from.bottom()) {
            path(
                    "side",
                    "side",
                    format(
                            "M%.1f %.1f C%.1f %.1f %.1f %.1f %.1f %.1f",
                            from.right(),
                            from.middle() + 6,
                            from.right() + 20,
                            from.middle() + 6,
                            to.x() - 20,
                            to.middle() + 6,
                            to.x(),
                            to.middle() + 6));
        } else if (Math.abs(x - to.center()) < to.width() / 2) {
            path("side", "side", format("M%.1f %.1f L%.1f %.1f", x, from.bottom(), x, to.y()));
        } else {
            boolean right = to.x() > x;
            double end = right ? to.x() : to.right();
            path(
                    "side",
                    "side",
                    format(
                            "M%.1f %.1f L%.1f %.1f Q%.1f %.1f %.1f %.1f L%.1f %.1f",
                            x,
                            from.bottom(),
                            x,
                            to.middle() - radius,
                            x,
                            to.middle(),
                            x + (right ? radius : -radius),
                            to.middle(),
                            end,
                            to.middle()));
        }
        Optional<Traffic> carried = Optional.ofNullable(traffic.get(edge));
        String count = carried.map(Traffic::events)
                .map(Drawing::count)
                .map(events -> " " + events)
                .orElse("");
        text(x + 6, from.bottom() + 16, "sideText", Drawing.label(graph, edge) + count);
        carried.flatMap(Traffic::age).ifPresent(age -> text(x + 6, from.bottom() + 30, "sideText", "p99 " + age));
    }

    private void drawLookup(Edge lookup) {
        Box store = layout.box(lookup.to());
        Box bolt = layout.box(lookup.from());
        if (store == null || bolt == null) {
            return;
        }
        boolean above = Math.abs(store.center() - bolt.center()) < 1;
        path(
                "lookup",
                "lookup",
                above
                        ? format("M%.1f %.1f L%.1f %.1f", store.center(), store.bottom(), bolt.center(), bolt.y())
                        : format(
                                "M%.1f %.1f L%.1f %.1f Q%.1f %.1f %.1f %.1f L%.1f %.1f",
                                bolt.center() > store.center() ? store.right() : store.x(),
                                store.middle(),
                                bolt.center() + (bolt.center() > store.center() ? -8 : 8),
                                store.middle(),
                                bolt.center(),
                                store.middle(),
                                bolt.center(),
                                store.middle() + 8,
                                bolt.center(),
                                bolt.y()));
        text(bolt.center() + 8, (store.bottom() + bolt.y()) / 2 + 4, "lookupText", lookup.label());
    }

    private void draw(Node node, Box box) {
        String kind = node.shape().name().toLowerCase(Locale.ROOT);
        double round =
                switch (node.shape()) {
                    case TOPIC, STORE -> box.height() / 2;
                    case SPOUT, BOLT -> 7;
                };
        out.append(format(
                "<rect class=\"box %s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"%.1f\"/>%n",
                kind, box.x(), box.y(), box.width(), box.height(), round));
        switch (node.shape()) {
            case TOPIC, STORE -> {
                out.append(format(
                        "<text class=\"title\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>%n",
                        box.center(), box.y() + 17, escaped(node.title())));
                out.append(format(
                        "<text class=\"quiet\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>%n",
                        box.center(), box.y() + 31, escaped(node.type())));
            }
            case SPOUT, BOLT -> {
                text(box.x() + 12, box.y() + 21, "title", node.title());
                out.append(format(
                        "<text class=\"quiet\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">×%d</text>%n",
                        box.right() - 10, box.y() + 21, node.parallelism()));
                double y = box.y() + 9 + GraphLayout.TITLE + 11;
                if (node.stages().isEmpty()) {
                    text(box.x() + 12, y, "quiet", node.type());
                }
                for (StageLine stage : node.stages()) {
                    text(box.x() + 12, y, "line", stage.id());
                    y += GraphLayout.LINE;
                    Optional<String> times = run.flatMap(counts -> counts.times(node, stage));
                    if (times.isPresent()) {
                        text(box.x() + 12, y - 3, "quiet", times.get());
                        y += GraphLayout.LINE;
                    }
                }
            }
        }
    }

    private void path(String kind, String arrow, String data) {
        out.append("<path class=\"")
                .append(kind)
                .append("\" marker-end=\"url(#")
                .append(arrow);
        out.append(")\" d=\"").append(data).append("\"/>\n");
    }

    private void text(double x, double y, String kind, String text) {
        out.append(format("<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>%n", kind, x, y, escaped(text)));
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern.replace("%n", "\n"), values);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replaceAll("[\\x00-\\x1f]", " ");
    }
}
