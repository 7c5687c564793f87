package io.riskstream.score;

import io.riskstream.event.FieldDomain;
import io.riskstream.expression.Definitions;
import io.riskstream.expression.NumberRange;
import io.riskstream.expression.Satisfiability;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.yaml.YamlException;
import io.riskstream.yaml.YamlFile;
import io.riskstream.yaml.YamlMap;
import io.riskstream.yaml.YamlNode;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds what is valid in a scorecard and probably a mistake: rules that can never fire or always fire, rules that always fire together, rules without effect in their group, groups whose cap
 * cannot limit anything, bands out of reach, unused names, and faults of tables. A warning is certain as far as the possible values of the fields are: there may be mistakes without a warning.
 */
final class ScorecardWarnings {
    /** Pairs of more rules would take seconds. */
    private static final int MAX_COMPARED = 200;

    private final Scorecard card;
    private final Satisfiability logic;
    private final Map<String, FieldDomain> domains;
    /** The possible points of each rule and table that can have an effect, by id. */
    private final Map<String, NumberRange> points = new HashMap<>();

    private ScorecardWarnings(Scorecard card, Map<String, FieldDomain> domains) {
        this.card = card;
        this.domains = domains;
        this.logic = new Satisfiability(card.eventType(), card.definitions(InstantSource.system()), domains);
    }

    static List<ConfigurationProblem> of(Scorecard card, Map<String, FieldDomain> domains) {
        if (card.files().isEmpty()) {
            return List.of();
        }
        try {
            boolean unused = YamlFile.read(card.files().get(0), new ScorecardWarnings(card, domains)::find);
            return List.of();
        } catch (YamlException e) {
            return e.problems(); // each with the position of its node
        }
    }

    private boolean find(YamlNode root) {
        YamlMap map = root.map();
        List<YamlNode> rules = map.find("rules").map(YamlNode::list).orElse(List.of());
        List<Rule> firing = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = card.rules().get(i);
            if (checkRule(rule, rules.get(i).map().get("when"))) {
                firing.add(rule);
                points.put(rule.id(), points(rule));
            }
        }
        checkPairs(firing, rules);
        for (PointsTable table : card.tables()) {
            points.put(table.id(), points(table));
        }
        map.find("tables").map(YamlNode::list).orElse(List.of()).forEach(this::checkTable);
        map.find("groups").map(YamlNode::list).orElse(List.of()).forEach(this::checkCap);
        checkBands(map.get("bands").list());
        map.find("let").ifPresent(this::checkNames);
        return true;
    }

    /** Returns true if the rule can fire. */
    private boolean checkRule(Rule rule, YamlNode when) {
        if (!logic.canBeTrue(rule.when())) {
            when.addProblem(
                    logic.offsetOfCause(rule.when()),
                    1,
                    "rule '" + rule.id()
                            + "' can never fire: this is true for no event, given the schema and the other parts of the condition");
            return false;
        } else if (!logic.canBeFalse(rule.when())) {
            when.addProblem(
                    "rule '" + rule.id()
                            + "' fires for every event for which it can be evaluated; use the scorecard's 'base' for points that every event gets");
        }
        return true;
    }

    private NumberRange points(Rule rule) {
        NumberRange range = rule.points() instanceof Points.Computed computed
                ? logic.range(computed.formula())
                : new NumberRange(rule.fixedPoints(), rule.fixedPoints());
        double least = Math.max(range.min(), -Points.MAX);
        double greatest = Math.min(range.max(), Points.MAX);
        return new NumberRange(least, greatest);
    }

    private static NumberRange points(PointsTable table) {
        ScoreRange range = ScoreRange.of(0, LinkFunction.IDENTITY, List.of(), List.of(), List.of(table));
        return new NumberRange(range.min(), range.max());
    }

    private void checkPairs(List<Rule> rules, List<YamlNode> nodes) {
        if (rules.size() > MAX_COMPARED) {
            return;
        }
        for (int i = 0; i < rules.size(); i++) {
            for (int k = 0; k < rules.size(); k++) {
                Rule rule = rules.get(i);
                Rule other = rules.get(k);
                if (i == k || logic.canDiffer(rule.when(), other.when())) {
                    continue;
                }
                YamlNode when = nodes.get(card.rules().indexOf(rule)).map().get("when");
                if (i > k && !logic.canDiffer(other.when(), rule.when())) {
                    when.addProblem("rules '" + other.id() + "' and '" + rule.id()
                            + "' have the same result for every event; make one rule of them");
                } else if (isUsedUp(rule, other)) {
                    when.addProblem("rule '" + rule.id() + "' has no effect: whenever it fires, rule '" + other.id()
                            + "' fires too and reaches the cap of group '" + rule.group() + "'");
                }
            }
        }
    }

    /** True if the points of the other rule alone reach the cap of the group that both are in, in the same direction. */
    private boolean isUsedUp(Rule rule, Rule other) {
        Optional<RuleGroup> group = card.groups().stream()
                .filter(one -> one.id().equals(rule.group()) && one.id().equals(other.group()))
                .findFirst();
        boolean allUp = card.rules().stream()
                .filter(one -> one.group().equals(rule.group()))
                .allMatch(one -> points(one).min() >= 0);
        boolean noTable =
                card.tables().stream().noneMatch(table -> table.group().equals(rule.group()));
        return group.isPresent()
                && allUp
                && noTable
                && points(other).min() >= group.get().cap();
    }

    private void checkCap(YamlNode node) {
        String id = node.map().get("id").text();
        double cap = node.map().get("cap").number();
        double up = 0;
        double down = 0;
        for (String part : partsOf(id)) {
            NumberRange range = points.getOrDefault(part, new NumberRange(0, 0));
            up += Math.max(0, range.max());
            down += Math.min(0, range.min());
        }
        if (up <= cap && -down <= cap) {
            node.map()
                    .get("cap")
                    .addProblem("the cap of group '" + id + "' never limits anything: its parts together add at most "
                            + shown(up) + " points" + (down < 0 ? ", and subtract at most " + shown(-down) : ""));
        }
    }

    private List<String> partsOf(String group) {
        List<String> parts = new ArrayList<>();
        card.rules().stream()
                .filter(rule -> rule.group().equals(group))
                .map(Rule::id)
                .forEach(parts::add);
        card.tables().stream()
                .filter(table -> table.group().equals(group))
                .map(PointsTable::id)
                .forEach(parts::add);
        return parts;
    }

    private void checkBands(List<YamlNode> nodes) {
        double min = card.base();
        double max = card.base();
        List<String> groups =
                new ArrayList<>(card.groups().stream().map(RuleGroup::id).toList());
        groups.add("");
        for (String group : groups) {
            double up = 0;
            double down = 0;
            for (String part : partsOf(group)) {
                NumberRange range = points.getOrDefault(part, new NumberRange(0, 0));
                up += Math.max(0, range.max());
                down += Math.min(0, range.min());
            }
            double cap = card.groups().stream()
                    .filter(one -> one.id().equals(group))
                    .mapToDouble(RuleGroup::cap)
                    .findFirst()
                    .orElse(Double.POSITIVE_INFINITY);
            max += Math.min(cap, up);
            min += Math.max(-cap, down);
        }
        ScoreRange reach = new ScoreRange(card.link().score(min), card.link().score(max));
        double above = Double.POSITIVE_INFINITY;
        for (int i = 0; i < nodes.size(); i++) {
            double from = card.bands().get(i).from();
            if (Double.isFinite(from) && reach.isBelow(from)) {
                nodes.get(i)
                        .addProblem("no event can reach band '"
                                + card.bands().get(i).decision() + "': the highest possible score is "
                                + shown(reach.max()));
            } else if (Double.isFinite(above) && reach.isAbove(above)) {
                nodes.get(i)
                        .addProblem("no event can be in band '"
                                + card.bands().get(i).decision() + "': the lowest possible score is "
                                + shown(reach.min()));
            }
            above = from;
        }
    }

    private void checkNames(YamlNode let) {
        Definitions used = card.usedDefinitions();
        let.map().entries().keySet().stream()
                .filter(name -> !used.isUsed(name))
                .forEach(name -> let.map().key(name).addProblem("nothing uses '" + name + "'; remove it"));
    }

    private void checkTable(YamlNode node) {
        String id = node.map().get("id").text();
        card.tables().stream().filter(table -> table.id().equals(id)).forEach(table -> TableWarnings.of(
                        table, card, domains)
                .forEach(node.map().get("id")::addProblem));
    }

    private static String shown(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }
}
