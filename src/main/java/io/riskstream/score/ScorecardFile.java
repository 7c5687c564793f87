package io.riskstream.score;

import io.riskstream.EventType;
import io.riskstream.SourceFile;
import io.riskstream.expression.Condition;
import io.riskstream.expression.ExpressionFault;
import io.riskstream.yaml.YamlFile;
import io.riskstream.yaml.YamlMap;
import io.riskstream.yaml.YamlNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a scorecard's file, and checks its rules against the event type. */
final class ScorecardFile {
    /**
     * What the file says.
     *
     * @param reads paths of the fields that the rules read, each once
     */
    record Contents(String name, String version, List<Rule> rules, List<Band> bands, List<String> reads) {}

    // a rule's id becomes part of a metric's name, and a decision may become part of a topic's
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");

    private final EventType type;
    private final Set<String> reads = new LinkedHashSet<>();
    private final Map<String, YamlNode> ids = new HashMap<>();
    private final Map<String, YamlNode> decisions = new HashMap<>();

    private ScorecardFile(EventType type) {
        this.type = type;
    }

    /** @throws io.riskstream.yaml.YamlFaults naming every fault of the file, each with its line and column */
    static Contents read(SourceFile source, EventType type) {
        return YamlFile.read(source, new ScorecardFile(type)::contents);
    }

    private Contents contents(YamlNode root) {
        YamlMap map = root.map("scorecard", "version", "rules", "bands");
        String name = map.get("scorecard").text();
        String version = map.get("version").text();
        List<Rule> rules = rules(map.get("rules"));
        List<Band> bands = bands(map.get("bands"));
        return new Contents(name, version, rules, bands, List.copyOf(reads));
    }

    private List<Rule> rules(YamlNode node) {
        List<Rule> rules = node.list().stream().map(this::rule).toList();
        if (node.isList() && rules.isEmpty()) {
            node.fault("a scorecard needs at least one rule");
        }
        double most =
                rules.stream().mapToDouble(rule -> Math.abs(rule.points())).sum();
        if (Double.isInfinite(most)) {
            node.fault("the points of all rules together are too many for a number");
        }
        return rules;
    }

    private Rule rule(YamlNode node) {
        YamlMap map = node.map("id", "when", "points", "reason");
        String id = id(map.get("id"), ids);
        String when = map.get("when").text();
        if (!when.isEmpty()) {
            check(when, map.get("when"));
        }
        return new Rule(id, when, map.get("points").number(), map.get("reason").text());
    }

    private void check(String when, YamlNode node) {
        try {
            reads.addAll(Condition.compile(when, type).reads());
        } catch (ExpressionFault e) {
            e.faults().forEach(fault -> node.fault(fault.offset(), fault.reason()));
        }
    }

    private List<Band> bands(YamlNode node) {
        List<YamlNode> nodes = node.list();
        if (node.isList() && nodes.isEmpty()) {
            node.fault("a scorecard needs at least one band, the last of them without 'from'");
        }
        List<Band> bands = new ArrayList<>();
        double above = Double.POSITIVE_INFINITY;
        for (int i = 0; i < nodes.size(); i++) {
            boolean last = i == nodes.size() - 1;
            Band band = band(nodes.get(i), last, above);
            above = Math.min(above, band.from());
            bands.add(band);
        }
        return bands;
    }

    private Band band(YamlNode node, boolean last, double above) {
        YamlMap map = node.map("decision", "from");
        String decision = id(map.get("decision"), decisions);
        Optional<YamlNode> from = map.find("from");
        if (last) {
            from.ifPresent(bound -> bound.fault("the last band takes every score that is left; it has no 'from'"));
            return new Band(decision, Double.NEGATIVE_INFINITY);
        } else if (from.isEmpty()) {
            // where the entry itself is no map, that has been said
            if (node.isMap()) {
                node.fault("'from' is missing; only the last band has none");
            }
            return new Band(decision, above);
        }
        double bound = from.get().number();
        if (bound >= above) {
            from.get().fault("bands go from the highest down; this one is not below the one above it");
        }
        return new Band(decision, bound);
    }

    private static String id(YamlNode node, Map<String, YamlNode> known) {
        String id = node.text();
        if (id.isEmpty()) {
            return id;
        } else if (!ID.matcher(id).matches()) {
            node.fault("expected letters, digits, '-' and '_', not '" + id + "'");
        }
        YamlNode other = known.putIfAbsent(id, node);
        if (other != null) {
            node.fault("'" + id + "' is here twice; the first is on line " + other.line());
        }
        return id;
    }
}
