package io.riskstream.score;

import io.riskstream.event.EventType;
import io.riskstream.expression.Definitions;
import io.riskstream.expression.ExpressionException;
import io.riskstream.expression.Operand;
import io.riskstream.text.Nearest;
import io.riskstream.text.SourceFile;
import io.riskstream.text.SourceFiles;
import io.riskstream.yaml.YamlMap;
import io.riskstream.yaml.YamlNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads a table of a scorecard: its rows are in the scorecard, by one or two values, or in a CSV file beside it. */
final class TableReader {
    private final SourceFile scorecard;
    private final SourceFiles directory;
    private final EventType type;
    private final Definitions definitions;
    private final List<SourceFile> files = new ArrayList<>();

    TableReader(SourceFile scorecard, SourceFiles directory, EventType type, Definitions definitions) {
        this.scorecard = scorecard;
        this.directory = directory;
        this.type = type;
        this.definitions = definitions;
    }

    /** Returns the CSV files that were read. */
    List<SourceFile> files() {
        return files;
    }

    /** Reads a table. Returns nothing if it has a problem, which is then recorded in the scorecard. */
    Optional<PointsTable> read(YamlNode node, String id, String group) {
        YamlMap map = node.map("id", "by", "points", "columns", "rows", "file", "separator", "hit", "group", "reason");
        HitPolicy hit = map.find("hit").flatMap(this::hit).orElse(HitPolicy.FIRST);
        String reason = map.get("reason").text();
        if (map.has("file") == map.has("by")) {
            node.addProblem("a table has either 'file', for rows in a CSV file, or 'by', for rows in the scorecard");
            return Optional.empty();
        }
        Optional<PointsTable> table = map.has("file")
                ? file(map, id, hit, group, reason)
                : map.has("points") ? byOne(map, id, hit, group, reason) : byTwo(map, id, hit, group, reason);
        table.filter(read -> read.rows().size() > PointsTable.MAX_ROWS)
                .ifPresent(read -> node.addProblem("a table has at most " + PointsTable.MAX_ROWS + " rows, not "
                        + read.rows().size()));
        return table;
    }

    private Optional<HitPolicy> hit(YamlNode node) {
        String hit = node.text();
        for (HitPolicy policy : HitPolicy.values()) {
            if (policy.name().toLowerCase(Locale.ROOT).equals(hit)) {
                return Optional.of(policy);
            }
        }
        if (!hit.isEmpty()) {
            node.addProblem("no hit policy '" + hit + "'", Nearest.hint(hit, List.of("first", "collect")));
        }
        return Optional.empty();
    }

    private Optional<PointsTable> file(YamlMap map, String id, HitPolicy hit, String group, String reason) {
        List.of("points", "columns", "rows").stream().filter(map::has).forEach(key -> map.key(key)
                .addProblem("the rows of this table are in its file; remove '" + key + "'"));
        YamlNode node = map.get("file");
        String name = node.text();
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Path path = Path.of(scorecard.name()).resolveSibling(name).normalize();
        SourceFile file;
        try {
            file = directory.read(path.toString());
        } catch (IllegalArgumentException e) {
            node.addProblem(
                    e.getCause() == null && !e.getMessage().contains("UTF-8")
                            ? "no file '" + path + "'; the path is relative to this scorecard"
                            : e.getMessage());
            return Optional.empty();
        }
        files.add(file);
        TableCsv csv =
                new TableCsv(file, map.find("separator").map(YamlNode::text).orElse(","), this::operand);
        Optional<PointsTable> table = csv.read(id, hit, group, reason);
        csv.problems().forEach(node::addProblem);
        return csv.problems().isEmpty() ? table : Optional.empty();
    }

    /** Compiles the expression of a column, for its type. */
    private Operand operand(String expression) {
        return Operand.compile(expression, type, definitions);
    }

    /** Returns the operand of an expression in the scorecard; nothing, after recording the problem, if it has one. */
    private Optional<Operand> operand(YamlNode node) {
        String text = node.text();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            Operand operand = operand(text);
            if (!operand.readsEvent()) {
                node.addProblem("this reads no field, so it is the same for every event");
                return Optional.empty();
            }
            return Optional.of(operand);
        } catch (ExpressionException e) {
            e.expressionProblems()
                    .forEach(problem ->
                            node.addProblem(problem.offset(), problem.length(), problem.message(), problem.hint()));
            return Optional.empty();
        }
    }

    private Optional<PointsTable> byOne(YamlMap map, String id, HitPolicy hit, String group, String reason) {
        List.of("columns", "rows", "separator").stream().filter(map::has).forEach(key -> map.key(key)
                .addProblem("a table with 'points' has no '" + key + "'"));
        Optional<Operand> by = operand(map.get("by"));
        YamlMap points = map.get("points").map();
        List<PointsTable.Row> rows = new ArrayList<>();
        boolean valid = by.isPresent();
        for (Map.Entry<String, YamlNode> entry : points.entries().entrySet()) {
            Optional<TableCell> cell =
                    by.flatMap(operand -> cell(points.key(entry.getKey()), entry.getKey(), operand.kind()));
            double value = points(entry.getValue());
            valid &= cell.isPresent();
            cell.ifPresent(known -> rows.add(new PointsTable.Row(
                    Integer.toString(rows.size() + 1),
                    List.of(known),
                    value,
                    reason + " (" + entry.getKey() + ")",
                    entry.getKey())));
        }
        if (valid && rows.isEmpty()) {
            map.get("points").addProblem("the table has no rows");
            valid = false;
        }
        return valid
                ? Optional.of(new PointsTable(id, "", hit, List.of(map.get("by").text()), rows, group))
                : Optional.empty();
    }

    private Optional<PointsTable> byTwo(YamlMap map, String id, HitPolicy hit, String group, String reason) {
        List<YamlNode> by = map.get("by").list();
        if (by.size() != 2) {
            map.get("by")
                    .addProblem(
                            "expected two expressions, for the rows and for the columns; a table by one value has 'points'");
            return Optional.empty();
        }
        Optional<Operand> down = operand(by.get(0));
        Optional<Operand> across = operand(by.get(1));
        List<Optional<TableCell>> columns = new ArrayList<>();
        List<YamlNode> columnNodes = map.get("columns").list();
        for (YamlNode column : columnNodes) {
            columns.add(across.flatMap(operand -> cell(column, column.text(), operand.kind())));
        }
        boolean valid =
                down.isPresent() && across.isPresent() && columns.stream().allMatch(Optional::isPresent);
        YamlMap lines = map.get("rows").map();
        List<PointsTable.Row> rows = new ArrayList<>();
        int line = 0;
        for (Map.Entry<String, YamlNode> entry : lines.entries().entrySet()) {
            line++;
            Optional<TableCell> first =
                    down.flatMap(operand -> cell(lines.key(entry.getKey()), entry.getKey(), operand.kind()));
            List<YamlNode> cells = entry.getValue().list();
            if (cells.size() != columns.size()) {
                entry.getValue()
                        .addProblem("expected " + columns.size() + " points, one for each column, not " + cells.size());
                valid = false;
                continue;
            }
            valid &= first.isPresent();
            for (int column = 0; column < cells.size(); column++) {
                double value = points(cells.get(column));
                if (first.isPresent() && columns.get(column).isPresent()) {
                    String shown =
                            entry.getKey() + " and " + columnNodes.get(column).text();
                    rows.add(new PointsTable.Row(
                            line + "." + (column + 1),
                            List.of(first.get(), columns.get(column).get()),
                            value,
                            reason + " (" + shown + ")",
                            shown));
                }
            }
        }
        if (valid && rows.isEmpty()) {
            map.node().addProblem("the table has no rows");
            valid = false;
        }
        List<String> inputs = by.stream().map(YamlNode::text).toList();
        return valid ? Optional.of(new PointsTable(id, "", hit, inputs, rows, group)) : Optional.empty();
    }

    private static Optional<TableCell> cell(YamlNode node, String text, Operand.Kind kind) {
        try {
            return Optional.of(CellParser.parse(text, kind, ""));
        } catch (CellParser.InvalidCell e) {
            node.addProblem(e.getMessage());
            return Optional.empty();
        }
    }

    private static double points(YamlNode node) {
        double points = node.number();
        if (Math.abs(points) > Points.MAX) {
            node.addProblem("points must be at most a billion, positive or negative");
        }
        return points;
    }
}
