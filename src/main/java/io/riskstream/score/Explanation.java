package io.riskstream.score;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Reason;
import io.riskstream.event.Verdict;
import io.riskstream.expression.Condition;
import io.riskstream.expression.ConditionResult;
import io.riskstream.expression.Definitions;
import io.riskstream.expression.Formula;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Explains the verdict of an event: every rule of the scorecard, in the order of the file, with its inputs and its result.
 *
 * @param base the points that every event gets
 * @param logistic true if base and points are log-odds, and the score is a probability
 * @param verdict the verdict, as the scoring stage gives it
 * @param shadow the explanation of the shadow scorecard, if there is one
 */
public record Explanation(
        double base, boolean logistic, List<RuleExplanation> rules, Verdict verdict, Optional<Explanation> shadow) {
    /** The result of a rule. */
    public enum Result {
        FIRED,
        /** The condition of the rule is false. */
        NOT_FIRED,
        /** The condition or the points of the rule could not be evaluated, so it adds no points. */
        ERROR
    }

    /**
     * One rule, evaluated for one event.
     *
     * @param when the condition, as written
     * @param points the points, as written
     * @param group the id of the group; empty if the rule is in none
     * @param reason the explanation for people
     * @param added the points that the rule added to the score, after the cap of its group
     * @param inputs the named expressions and outcomes of other rules that the rule uses, with their values; then the fields that the rule reads, in the order of their first occurrence, with their values; empty for a field that the event does not have.
     *     Then the members of the list elements that decided the result, such as {@code lines.1.amount}, see {@link Condition#decidingItems}.
     */
    public record RuleExplanation(
            String id,
            String when,
            String points,
            String group,
            String reason,
            Result result,
            double added,
            Map<String, Optional<Object>> inputs) {}

    static Explanation of(Scorecard card, Event event) {
        Verdict verdict = card.open().score(event);
        Definitions definitions = card.definitions(InstantSource.system());
        Map<String, CompiledTable> compiled = card.compiledTables(definitions);
        List<RuleExplanation> rules = new ArrayList<>();
        for (Rule rule : card.rules()) {
            rules.add(explained(rule, card.eventType(), definitions, event, verdict));
        }
        for (PointsTable table : card.tables()) {
            rules.addAll(TableExplanation.of(table, compiled.get(table.id()), card.eventType(), event, verdict));
        }
        return new Explanation(
                card.base(),
                card.link() == LinkFunction.LOGISTIC,
                List.copyOf(rules),
                verdict,
                card.shadow().map(shadow -> of(shadow, event)));
    }

    private static RuleExplanation explained(
            Rule rule, EventType type, Definitions definitions, Event event, Verdict verdict) {
        Condition condition = rule.condition(type, definitions);
        Optional<Formula> formula = rule.formula(type, definitions);
        Optional<Reason> reason = verdict.reasons().stream()
                .filter(one -> one.code().equals(rule.id()))
                .findFirst();
        boolean failed = verdict.unevaluated().contains(rule.id());
        Result result = reason.isPresent() ? Result.FIRED : failed ? Result.ERROR : Result.NOT_FIRED;
        Set<String> reads = new LinkedHashSet<>(condition.reads());
        // the points of a rule are only computed if its condition is true
        Map<String, Optional<Object>> items = new LinkedHashMap<>(condition.decidingItems(event));
        if (condition.test(event) == ConditionResult.TRUE) {
            formula.ifPresent(points -> {
                reads.addAll(points.reads());
                items.putAll(points.decidingItems(event));
            });
        }
        Map<String, Optional<Object>> inputs = new LinkedHashMap<>();
        Set<String> used = new LinkedHashSet<>(condition.definitions());
        formula.filter(points -> condition.test(event) == ConditionResult.TRUE)
                .ifPresent(points -> used.addAll(points.definitions()));
        used.forEach(name -> inputs.put(name, definitions.value(name, event)));
        inputs.putAll(values(reads, type, event));
        inputs.putAll(items);
        return new RuleExplanation(
                rule.id(),
                rule.when(),
                rule.points().toString(),
                rule.group(),
                rule.reason(),
                result,
                reason.map(Reason::points).orElse(0.0),
                inputs);
    }

    /** Returns the values of fields; empty for a field that the event does not have. */
    static Map<String, Optional<Object>> values(Collection<String> paths, EventType type, Event event) {
        Map<String, Optional<Object>> values = new LinkedHashMap<>();
        for (String path : paths) {
            int slot = type.slot(path);
            values.put(path, event.isPresent(slot) ? Optional.of(event.values().object(slot)) : Optional.empty());
        }
        return values;
    }
}
