package io.riskstream.score;

import io.riskstream.event.EventType;
import io.riskstream.expression.Condition;
import io.riskstream.expression.ExpressionException;
import io.riskstream.expression.Formula;
import io.riskstream.text.Nearest;
import io.riskstream.text.SourceFile;
import io.riskstream.yaml.YamlFile;
import io.riskstream.yaml.YamlMap;
import io.riskstream.yaml.YamlNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the file of a scorecard, and checks its rules against the event type. */
final class ScorecardFile {
    /**
     * The contents of the file.
     *
     * @param reads the paths of the fields that the rules read, each once
     */
    record Contents(
            String name,
            String version,
            double base,
            LinkFunction link,
            List<RuleGroup> groups,
            List<Rule> rules,
            List<ScoreBand> bands,
            List<String> reads,
            Optional<Scorecard> shadow) {}

    // the id of a rule is a part of a metric name, and a decision may be a part of a topic name
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");

    private final SourceFile source;
    private final EventType type;
    private final boolean isShadow;
    private final Set<String> reads = new LinkedHashSet<>();
    private final Map<String, YamlNode> ids = new HashMap<>();
    private final Map<String, YamlNode> groupIds = new HashMap<>();
    private final Set<String> groupsInUse = new HashSet<>();
    private final Map<String, YamlNode> decisions = new HashMap<>();
    /** True while the points of every rule are known, so that the bands can be checked against the range of scores. */
    private boolean reachKnown = true;

    private ScorecardFile(SourceFile source, EventType type, boolean isShadow) {
        this.source = source;
        this.type = type;
        this.isShadow = isShadow;
    }

    /**
     * Reads a file.
     *
     * @param isShadow true if the scorecard is the shadow of another one, and so must not have a shadow
     * @throws io.riskstream.yaml.YamlException with all problems of the file, each with its line and column
     */
    static Contents read(SourceFile source, EventType type, boolean isShadow) {
        return YamlFile.read(source, new ScorecardFile(source, type, isShadow)::contents);
    }

    private Contents contents(YamlNode root) {
        YamlMap map = root.map("scorecard", "version", "base", "link", "groups", "rules", "bands", "shadow");
        String name = map.get("scorecard").text();
        String version = map.get("version").text();
        double base = map.find("base").map(this::number).orElse(0.0);
        LinkFunction link = map.find("link").map(this::link).orElse(LinkFunction.IDENTITY);
        List<RuleGroup> groups = map.find("groups").map(this::groups).orElse(List.of());
        List<Rule> rules = rules(map.get("rules"));
        groupIds.forEach((id, node) -> {
            if (!groupsInUse.contains(id)) {
                node.addProblem("no rule is in group '" + id + "'");
            }
        });
        Optional<ScoreRange> reach = reachKnown && !rules.isEmpty()
                ? Optional.of(ScoreRange.of(base, link, groups, rules))
                : Optional.empty();
        List<ScoreBand> bands = bands(map.get("bands"), link, reach);
        Optional<Scorecard> shadow = map.find("shadow").flatMap(this::shadow);
        return new Contents(name, version, base, link, groups, rules, bands, List.copyOf(reads), shadow);
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
        boolean readsField = when.isEmpty()
                || check(whenNode, () -> Condition.compile(when, type).reads());
        YamlNode pointsNode = map.get("points");
        Points points = points(pointsNode);
        if (points instanceof Points.Computed computed) {
            readsField |= check(
                    pointsNode, () -> Formula.compile(computed.formula(), type).reads());
        }
        if (!readsField) {
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

    @FunctionalInterface
    private interface Compiled {
        List<String> reads();
    }

    /** Checks an expression. Returns true if it reads a field, or has a problem. */
    private boolean check(YamlNode node, Compiled expression) {
        try {
            List<String> fields = expression.reads();
            reads.addAll(fields);
            return !fields.isEmpty();
        } catch (ExpressionException e) {
            e.expressionProblems()
                    .forEach(problem -> node.addProblem(problem.offset(), problem.length(), problem.message()));
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
            other = SourceFile.read(file.toString());
        } catch (IllegalArgumentException e) {
            boolean absent = e.getCause() == null;
            node.addProblem(absent ? "no file '" + file + "'; the path is relative to this scorecard" : e.getMessage());
            return Optional.empty();
        }
        if (other.text().equals(source.text())) {
            node.addProblem("the shadow is the same scorecard");
            return Optional.empty();
        }
        return Optional.of(Scorecard.shadow(type, other));
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
