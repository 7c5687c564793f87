package io.riskstream.tools.graph;

import io.riskstream.tools.graph.TopologyGraph.Edge;
import io.riskstream.tools.graph.TopologyGraph.Node;
import io.riskstream.tools.graph.TopologyGraph.Shape;
import io.riskstream.tools.graph.TopologyGraph.StageLine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Computes the positions of the boxes of a graph, from left to right in the direction of the events. Each box is in a layer after all its inputs;
 * within a layer, boxes are in the order of the boxes that they are connected to. Boxes off the main path are in rows below, stores are above the
 * bolts that read them. Sizes are in pixels. The width of text is estimated, because no fonts are available.
 */
final class GraphLayout {
    static final int TITLE = 22;
    static final int LINE = 17;
    private static final int PADDING = 12;
    private static final double TITLE_CHARACTER = 7.6;
    private static final double LINE_CHARACTER = 6.3;
    private static final int BETWEEN_COLUMNS = 58;
    private static final int WIDTH_OF_NUMBERS = 18;
    private static final int BETWEEN_ROWS = 26;
    private static final int STORE_ROW = 64;
    private static final int SIDE_ROW = 54;
    private static final int MARGIN = 24;
    private static final int HEADING = 62;
    private static final int MIN_WIDTH = 420;
    /** The legend is longer than a title. */
    private static final int MIN_WIDTH_OF_RUN = 760;

    private static final int SWEEPS = 4;

    /** A box; {@code x} and {@code y} are its upper left corner. */
    record Box(double x, double y, double width, double height) {
        double right() {
            return x + width;
        }

        double bottom() {
            return y + height;
        }

        double middle() {
            return y + height / 2;
        }

        double center() {
            return x + width / 2;
        }
    }

    private final TopologyGraph graph;
    private final Optional<RunCounts> run;
    private final Map<String, Box> boxes = new LinkedHashMap<>();
    private final Map<String, Integer> layers = new HashMap<>();
    private final Set<String> side = new HashSet<>();
    private double width;
    private double height;

    GraphLayout(TopologyGraph graph, Optional<RunCounts> run) {
        this.graph = graph;
        this.run = run;
        graph.nodes().stream()
                .filter(node -> node.shape() != Shape.STORE)
                .forEach(node -> layer(node.key(), new HashSet<>()));
        place();
    }

    /** Returns the length of the longest path to a node. A cycle is followed once. */
    private int layer(String key, Set<String> visiting) {
        if (layers.containsKey(key)) {
            return layers.get(key);
        } else if (!visiting.add(key)) {
            return 0;
        }
        int layer = 0;
        boolean offMainPath = !graph.into(key).isEmpty();
        for (Edge edge : graph.into(key)) {
            int before = layer(edge.from(), visiting);
            boolean main = edge.isMain() && !side.contains(edge.from());
            offMainPath &= !main;
            // the box for rejected events is below the last bolt that rejects
            layer = Math.max(layer, edge.isMain() ? before + 1 : before);
        }
        visiting.remove(key);
        if (offMainPath) {
            side.add(key);
        }
        layers.put(key, layer);
        return layer;
    }

    private void place() {
        int last = layers.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        double[] columnWidth = new double[last + 1];
        layers.forEach((key, layer) -> columnWidth[layer] = Math.max(columnWidth[layer], width(graph.node(key))));
        double[] columnX = new double[last + 1];
        double x = MARGIN;
        for (int layer = 0; layer <= last; layer++) {
            columnX[layer] = x;
            x += columnWidth[layer] + between();
        }
        width = Math.max(x - between() + MARGIN, run.isPresent() ? MIN_WIDTH_OF_RUN : MIN_WIDTH);
        List<List<String>> columns = ordered(last);
        double top = heading() + (graph.lookups().isEmpty() ? 0 : STORE_ROW);
        double tallest = columns.stream().mapToDouble(this::columnHeight).max().orElse(0);
        for (int layer = 0; layer <= last; layer++) {
            double y = top + (tallest - columnHeight(columns.get(layer))) / 2;
            for (String key : columns.get(layer)) {
                y = put(key, columnX[layer], y, columnWidth[layer]) + BETWEEN_ROWS;
            }
        }
        double bottom = placeSide(columnX, columnWidth, top + tallest);
        placeStores();
        height = bottom + MARGIN + 8;
    }

    private int between() {
        return BETWEEN_COLUMNS + (run.isPresent() ? WIDTH_OF_NUMBERS : 0);
    }

    private int heading() {
        return HEADING + (run.isPresent() ? 2 * LINE : 0);
    }

    private double put(String key, double x, double y, double columnWidth) {
        Node node = graph.node(key);
        boxes.put(key, new Box(x + (columnWidth - width(node)) / 2, y, width(node), height(node)));
        return y + height(node);
    }

    private double columnHeight(List<String> column) {
        double boxesHeight =
                column.stream().mapToDouble(key -> height(graph.node(key))).sum();
        return boxesHeight + Math.max(0, column.size() - 1) * BETWEEN_ROWS;
    }

    /** Returns the boxes on the main path by layer, ordered by the mean position of their inputs and then of their outputs. */
    private List<List<String>> ordered(int last) {
        List<List<String>> columns = new ArrayList<>();
        for (int layer = 0; layer <= last; layer++) {
            columns.add(new ArrayList<>());
        }
        graph.nodes().stream()
                .map(Node::key)
                .filter(key -> layers.containsKey(key) && !side.contains(key))
                .forEach(key -> columns.get(layers.get(key)).add(key));
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            boolean forward = sweep % 2 == 0;
            for (int i = 1; i <= last; i++) {
                List<String> column = columns.get(forward ? i : last - i);
                Map<String, Double> middle = new HashMap<>();
                column.forEach(key -> middle.put(key, middle(key, columns, column.indexOf(key), forward)));
                column.sort(Comparator.comparing(middle::get));
            }
        }
        return columns;
    }

    private double middle(String key, List<List<String>> columns, int own, boolean forward) {
        return (forward
                        ? graph.into(key).stream().map(Edge::from)
                        : graph.outOf(key).stream().map(Edge::to))
                .filter(other -> layers.containsKey(other) && !side.contains(other))
                .mapToInt(other -> columns.get(layers.get(other)).indexOf(other))
                .average()
                .orElse(own);
    }

    /** Places the boxes off the main path, each path in its own row. */
    private double placeSide(double[] columnX, double[] columnWidth, double top) {
        double bottom = top;
        for (Node node : graph.nodes()) {
            if (side.contains(node.key())
                    && !boxes.containsKey(node.key())
                    && graph.into(node.key()).stream().noneMatch(edge -> side.contains(edge.from()))) {
                double y = bottom + SIDE_ROW;
                bottom = Math.max(bottom, placeRow(node.key(), columnX, columnWidth, y + height(node) / 2));
            }
        }
        return bottom;
    }

    private double placeRow(String key, double[] columnX, double[] columnWidth, double middle) {
        double boxHeight = height(graph.node(key));
        int layer = layers.get(key);
        double bottom = put(key, columnX[layer], middle - boxHeight / 2, columnWidth[layer]);
        for (Edge edge : graph.outOf(key)) {
            if (side.contains(edge.to()) && !boxes.containsKey(edge.to())) {
                bottom = Math.max(bottom, placeRow(edge.to(), columnX, columnWidth, middle));
            }
        }
        return bottom;
    }

    private void placeStores() {
        for (Edge lookup : graph.lookups()) {
            Box bolt = boxes.get(lookup.from());
            if (bolt != null && !boxes.containsKey(lookup.to())) {
                Node store = graph.node(lookup.to());
                boxes.put(
                        lookup.to(), new Box(bolt.center() - width(store) / 2, heading(), width(store), height(store)));
            }
        }
    }

    private double width(Node node) {
        String title = node.parallelism() > 0 ? node.title() + "  ×" + node.parallelism() : node.title();
        double widest = title.length() * TITLE_CHARACTER;
        for (StageLine stage : node.stages()) {
            widest = Math.max(widest, stage.id().length() * LINE_CHARACTER + 12);
            widest = Math.max(widest, times(node, stage).length() * LINE_CHARACTER);
        }
        if (node.stages().isEmpty()) {
            widest = Math.max(widest, node.type().length() * LINE_CHARACTER);
        }
        return Math.max(72, Math.round(widest + 2 * PADDING + (node.shape() == Shape.TOPIC ? 12 : 0)));
    }

    private double height(Node node) {
        return switch (node.shape()) {
            case TOPIC, STORE -> 38;
            case SPOUT, BOLT -> TITLE + 2 * 9 + Math.max(1, node.stages().size() + timed(node)) * LINE;
        };
    }

    private String times(Node node, StageLine stage) {
        return run.flatMap(counts -> counts.times(node, stage)).orElse("");
    }

    private int timed(Node node) {
        return (int) node.stages().stream()
                .filter(stage -> !times(node, stage).isEmpty())
                .count();
    }

    Box box(String key) {
        return boxes.get(key);
    }

    Map<String, Box> boxes() {
        return boxes;
    }

    boolean isSide(String key) {
        return side.contains(key);
    }

    int layerOf(String key) {
        return layers.getOrDefault(key, 0);
    }

    double width() {
        return width;
    }

    double height() {
        return height;
    }
}
