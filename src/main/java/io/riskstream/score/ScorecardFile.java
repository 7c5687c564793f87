package io.riskstream.score;

import io.riskstream.event.EventType;
import io.riskstream.expression.Condition;
import io.riskstream.expression.Definitions;
import io.riskstream.expression.ExpressionException;
import io.riskstream.expression.Formula;
import io.riskstream.text.Nearest;
import io.riskstream.text.SourceFile;
import io.riskstream.text.SourceFiles;
import io.riskstream.yaml.YamlFile;
import io.riskstream.yaml.YamlMap;
import io.riskstream.yaml.YamlNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** Reads the file of a scorecard, and checks its rules against the event type. */
final class ScorecardFile {
    /**
     * The contents of the file.
     *
     * @param expressions the named expressions
     * @param reads the paths of the fields that the rules and tables read, each once
     * @param files the files of the tables
     * @param hash of the text of the file and of the files of its tables
     */
    record Contents(
            String name,
            String version,
            double base,
            LinkFunction link,
            Map<String, String> expressions,
            List<RuleGroup> groups,
            List<Rule> rules,
            List<PointsTable> tables,
            List<ScoreBand> bands,
            List<String> reads,
            String hash,
            List<SourceFile> files,
            Optional<Scorecard> shadow) {}

    // the id of a rule is a part of a metric name, and a decision may be a part of a topic name
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");

    private final SourceFile source;
    private final SourceFiles directory;
    private final EventType type;
    private final boolean isShadow;
    private final Definitions definitions;
    private final TableReader tableReader;
    private final Set<String> reads = new LinkedHashSet<>();
    private final Map<String, YamlNode> ids = new HashMap<>();
    private final Map<String, YamlNode> groupIds = new HashMap<>();
    private final Set<String> groupsInUse = new HashSet<>();
    private final Map<String, YamlNode> decisions = new HashMap<>();
    /** True while the points of every rule are known, so that the bands can be checked against the range of scores. */
    private boolean reachKnown = true;

    private ScorecardFile(SourceFile source, SourceFiles directory, EventType type, boolean isShadow) {
        this.source = source;
        this.directory = directory;
        this.type = type;
        this.isShadow = isShadow;
        this.definitions = new Definitions(type);
        this.tableReader = new TableReader(source, directory, type, definitions);
    }

    /**
     * Reads a file.
     *
     * @param directory where the files that it names are read
     * @param isShadow true if the scorecard is the shadow of another one, and so must not have a shadow
     * @throws io.riskstream.yaml.YamlException with all problems of the file, each with its line and column
     */
    static Contents read(SourceFile source, SourceFiles directory, EventType type, boolean isShadow) {
        return YamlFile.read(source, new ScorecardFile(source, directory, type, isShadow)::contents);
    }

    private Contents contents(YamlNode root) {
        YamlMap map =
                root.map("scorecard", "version", "base", "link", "let", "groups", "rules", "tables", "bands", "shadow");
        String name = map.get("scorecard").text();
        String version = map.get("version").text();
        double base = map.find("base").map(this::number).orElse(0.0);
        LinkFunction link = map.find("link").map(this::link).orElse(LinkFunction.IDENTITY);
        List<RuleGroup> groups = map.find("groups").map(this::groups).orElse(List.of());
        Map<String, String> expressions = map.find("let").map(this::expressions).orElse(Map.of());
        map.find("rules").ifPresent(this::declareRules);
        Map<String, PointsTable> tables = new LinkedHashMap<>();
        map.find("tables").ifPresent(node -> declareTables(node, tables));
        map.find("let").ifPresent(this::checkExpressions);
        List<Rule> rules = map.has("rules") || !map.has("tables") ? rules(map.get("rules")) : List.of();
        map.find("tables").ifPresent(this::checkTables);
        groupIds.forEach((id, node) -> {
            if (!groupsInUse.contains(id)) {
                node.addProblem("no rule is in group '" + id + "'");
            }
        });
        List<PointsTable> allTables = List.copyOf(tables.values());
        Optional<ScoreRange> reach = reachKnown && !(rules.isEmpty() && allTables.isEmpty())
                ? Optional.of(ScoreRange.of(base, link, groups, rules, allTables))
                : Optional.empty();
        List<ScoreBand> bands = bands(map.get("bands"), link, reach);
        Optional<Scorecard> shadow = map.find("shadow").flatMap(this::shadow);
        return new Contents(
                name,
                version,
                base,
                link,
                expressions,
                groups,
                rules,
                allTables,
                bands,
                List.copyOf(reads),
                hash(),
                List.copyOf(tableReader.files()),
                shadow);
    }

    /** Returns the hash of the file's text; if it has tables in files, the hash of all hashes. */
    private String hash() {
        if (tableReader.files().isEmpty()) {
            return source.hash();
        }
        StringBuilder hashes = new StringBuilder(source.hash());
        tableReader.files().forEach(file -> hashes.append('\n').append(file.hash()));
        return new SourceFile(source.name(), hashes.toString()).hash();
    }

    /** Reads the named expressions, and makes them known to all others. */
    private Map<String, String> expressions(YamlNode node) {
        Map<String, String> expressions = new LinkedHashMap<>();
        YamlMap map = node.map();
        map.entries().forEach((name, value) -> {
            if (!ID.matcher(name).matches()) {
                map.key(name).addProblem("expected letters, digits, '-' and '_', not '" + name + "'");
            } else if (type.find(name).isPresent()) {
                map.key(name).addProblem("the event has a field '" + name + "'; choose another name");
            }
            String text = value.text();
            expressions.put(name, text);
            definitions.addExpression(name, text.isEmpty() ? "false" : text);
        });
        return expressions;
    }

    private void checkExpressions(YamlNode node) {
        node.map().entries().forEach((name, value) -> {
            if (!value.scalarText().orElse("").isBlank()) {
                check(value, () -> {
                    definitions.check(name);
                    return true;
                });
            }
        });
    }

    /** Makes the outcomes of the rules known to all expressions. */
    private void declareRules(YamlNode node) {
        if (!node.isList()) {
            return; // reported when the rules are read
        }
        for (YamlNode rule : node.list()) {
            Optional<String> id = text(rule, "id");
            Optional<String> when = text(rule, "when");
            if (id.isPresent()
                    && when.isPresent()
                    && definitions.ruleText(id.get()).isEmpty()) {
                definitions.addRule(id.get(), when.get());
            }
        }
    }

    private static Optional<String> text(YamlNode node, String key) {
        return node.isMap() ? node.map().find(key).flatMap(YamlNode::scalarText) : Optional.empty();
    }

    /** Makes the outcomes of the tables known to all expressions. A table is read when its outcome is first needed, because that compiles its expressions. */
    private void declareTables(YamlNode node, Map<String, PointsTable> tables) {
        for (YamlNode table : node.list()) {
            text(table, "id")
                    .ifPresent(id -> definitions.addOutcome(id, all -> {
                        Optional<PointsTable> read =
                                tableReader.read(table, id, text(table, "group").orElse(""));
                        reachKnown &= read.isPresent();
                        read.ifPresent(known -> tables.put(id, known));
                        return read.map(known -> new CompiledTable(known, type, all));
                    }));
        }
    }

    private void checkTables(YamlNode node) {
        if (node.isList() && node.list().isEmpty()) {
            node.addProblem("without a table, remove 'tables'");
        }
        for (YamlNode table : node.list()) {
            YamlMap map = table.map();
            String id = id(map.get("id"), ids);
            map.find("group").ifPresent(this::groupOf);
            if (!id.isEmpty()) {
                check(map.get("id"), () -> {
                    definitions.checkRule(id).ifPresent(reads::addAll);
                    return true;
                });
            }
        }
    }

    private double number(YamlNode node) {
        reachKnown &= node.isNumber();
        return node.number();
    }

    private LinkFunction link(YamlNode node) {
        String link = node.text();
        if (LinkFunction.names().contains(link)) {
            return LinkFunction.valueOf(link.toUpperCase(Locale.ROOT));
        } else if (!link.isEmpty()) {
            node.addProblem("no link '" + link + "'; " + Nearest.hint(link, LinkFunction.names()));
        }
        reachKnown = false;
        return LinkFunction.IDENTITY;
    }

    private List<RuleGroup> groups(YamlNode node) {
        return node.list().stream().map(this::group).toList();
    }

    private RuleGroup group(YamlNode node) {
        YamlMap map = node.map("id", "cap");
        String id = id(map.get("id"), groupIds);
        YamlNode capNode = map.get("cap");
        double cap = number(capNode);
        if (capNode.isNumber() && cap <= 0) {
            capNode.addProblem(
                    "a cap must be above 0; it limits the points that the group adds and those that it subtracts");
            reachKnown = false;
        }
        return new RuleGroup(id, cap);
    }

    private List<Rule> rules(YamlNode node) {
        List<Rule> rules = node.list().stream().map(this::rule).toList();
        if (node.isList() && rules.isEmpty()) {
            node.addProblem("a scorecard needs at least one rule");
        }
        return rules;
    }

    private Rule rule(YamlNode node) {
        YamlMap map = node.map("id", "when", "points", "group", "reason");
        String id = id(map.get("id"), ids);
        YamlNode whenNode = map.get("when");
        String when = whenNode.text();
        boolean readsEvent = when.isEmpty() || check(whenNode, () -> readsEvent(id, when));
        YamlNode pointsNode = map.get("points");
        Points points = points(pointsNode);
        if (points instanceof Points.Computed computed) {
            readsEvent |= check(pointsNode, () -> {
                Formula formula = Formula.compile(computed.formula(), type, definitions);
                reads.addAll(formula.reads());
                return formula.readsEvent();
            });
        }
        if (!readsEvent) {
            whenNode.addProblem(
                    "the rule reads no field, so it has the same result for every event; use the scorecard's 'base' for points that every event gets");
        }
        String group = map.find("group").map(this::groupOf).orElse("");
        return new Rule(id, when, points, map.get("reason").text(), group);
    }

    private Points points(YamlNode node) {
        if (node.isNumber()) {
            double points = node.number();
            if (Math.abs(points) > Points.MAX) {
                node.addProblem("points must be at most a billion, positive or negative");
                reachKnown = false;
            }
            return new Points.Fixed(points);
        }
        String formula = node.text();
        if (formula.isEmpty()) {
            reachKnown = false;
            return new Points.Fixed(0);
        }
        return new Points.Computed(formula);
    }

    private String groupOf(YamlNode node) {
        String id = node.text();
        if (!id.isEmpty() && !groupIds.containsKey(id)) {
            node.addProblem("no group '" + id + "'; " + Nearest.hint(id, groupIds.keySet()));
            reachKnown = false;
        }
        groupsInUse.add(id);
        return id;
    }

    private boolean readsEvent(String id, String when) {
        if (definitions.ruleText(id).filter(when::equals).isPresent()) {
            Optional<List<String>> fields = definitions.checkRule(id);
            fields.ifPresent(reads::addAll);
            return fields.isPresent();
        }
        // another rule has the same id, which is a problem of its own
        return Condition.compile(when, type, definitions).readsEvent();
    }

    /** Checks an expression. Returns true if it depends on the event, or has a problem. */
    private static boolean check(YamlNode node, BooleanSupplier expression) {
        try {
            return expression.getAsBoolean();
        } catch (ExpressionException e) {
            e.expressionProblems()
                    .forEach(problem ->
                            node.addProblem(problem.offset(), problem.length(), problem.message(), problem.hint()));
            return true;
        }
    }

    private List<ScoreBand> bands(YamlNode node, LinkFunction link, Optional<ScoreRange> reach) {
        List<YamlNode> nodes = node.list();
        if (node.isList() && nodes.isEmpty()) {
            node.addProblem("a scorecard needs at least one band, the last of them without 'from'");
        }
        List<ScoreBand> bands = new ArrayList<>();
        double above = Double.POSITIVE_INFINITY;
        for (int i = 0; i < nodes.size(); i++) {
            boolean last = i == nodes.size() - 1;
            double end = above;
            ScoreBand band = band(nodes.get(i), last, end, link);
            if (band.from() < end && reach.isPresent()) {
                checkReach(nodes.get(i), band, end, reach.get());
            }
            above = Math.min(above, band.from());
            bands.add(band);
        }
        return bands;
    }

    private ScoreBand band(YamlNode node, boolean last, double above, LinkFunction link) {
        YamlMap map = node.map("decision", "from");
        String decision = id(map.get("decision"), decisions);
        Optional<YamlNode> from = map.find("from");
        if (last) {
            from.ifPresent(bound -> bound.addProblem("the last band contains all remaining scores; remove its 'from'"));
            return new ScoreBand(decision, Double.NEGATIVE_INFINITY);
        } else if (from.isEmpty()) {
            // if the entry is not a map, that problem is recorded already
            if (node.isMap()) {
                node.addProblem("'from' is missing; only the last band has none");
            }
            return new ScoreBand(decision, above);
        }
        double bound = from.get().number();
        if (bound >= above) {
            from.get().addProblem("the bands must be in descending order; this one is not below the previous one");
        } else if (link == LinkFunction.LOGISTIC && from.get().isNumber() && (bound <= 0 || bound >= 1)) {
            from.get()
                    .addProblem(
                            "with the logistic link a score is a probability; expected a number above 0 and below 1");
            return new ScoreBand(decision, above);
        } else if (!from.get().isNumber()) {
            return new ScoreBand(decision, above);
        }
        return new ScoreBand(decision, bound);
    }

    private static void checkReach(YamlNode node, ScoreBand band, double above, ScoreRange reach) {
        if (reach.isBelow(band.from())) {
            node.map()
                    .get("from")
                    .addProblem("no event can reach this score: the highest possible score is " + shown(reach.max()));
        } else if (reach.isAbove(above)) {
            node.addProblem(
                    "no event can have a score in this band: the lowest possible score is " + shown(reach.min()));
        }
    }

    private static String shown(double score) {
        BigDecimal rounded = new BigDecimal(score, new MathContext(6)).stripTrailingZeros();
        return rounded.toPlainString();
    }

    private Optional<Scorecard> shadow(YamlNode node) {
        String path = node.text();
        if (isShadow) {
            node.addProblem("a shadow scorecard cannot have a shadow");
            return Optional.empty();
        } else if (path.isEmpty()) {
            return Optional.empty();
        }
        Path file = Path.of(source.name()).resolveSibling(path).normalize();
        SourceFile other;
        try {
            other = directory.read(file.toString());
        } catch (IllegalArgumentException e) {
            boolean absent = e.getCause() == null;
            node.addProblem(absent ? "no file '" + file + "'; the path is relative to this scorecard" : e.getMessage());
            return Optional.empty();
        }
        if (other.text().equals(source.text())) {
            node.addProblem("the shadow is the same scorecard");
            return Optional.empty();
        }
        return Optional.of(Scorecard.shadow(type, other, directory));
    }

    private static String id(YamlNode node, Map<String, YamlNode> known) {
        String id = node.text();
        if (id.isEmpty()) {
            return id;
        } else if (!ID.matcher(id).matches()) {
            node.addProblem("expected letters, digits, '-' and '_', not '" + id + "'");
        }
        YamlNode other = known.putIfAbsent(id, node);
        if (other != null) {
            node.addProblem("'" + id + "' occurs twice; the first is on line " + other.line());
        }
        return id;
    }
}
