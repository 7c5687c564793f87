package io.riskstream.score;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Reason;
import io.riskstream.event.Verdict;
import io.riskstream.expression.Condition;
import io.riskstream.expression.ConditionResult;
import io.riskstream.expression.Formula;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Why an event got its verdict: every rule of the scorecard, in the file's order, with what it looked at and what came of it.
 *
 * @param base what every event starts with
 * @param logistic whether base and points are log-odds, and the score a probability
 * @param verdict as the scoring stage gives it
 * @param shadow the same of the scorecard on trial, if there is one
 */
public record Explanation(
        double base, boolean logistic, List<RuleExplanation> rules, Verdict verdict, Optional<Explanation> shadow) {
    /** What became of a rule. */
    public enum Result {
        FIRED,
        /** Its condition does not hold. */
        NOT_FIRED,
        /** It could not be judged, and counts for nothing. */
        ERROR
    }

    /**
     * One rule on one event.
     *
     * @param when its condition, as written
     * @param points its points, as written
     * @param group the id of its group; empty if it is in none
     * @param reason what it tells a person
     * @param added what it added to the score, after its group's cap
     * @param inputs the fields it reads, in the order of their mention, each with its value; one that the event does not have has none
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
        List<RuleExplanation> rules = new ArrayList<>();
        for (Rule rule : card.rules()) {
            rules.add(explained(rule, card.eventType(), event, verdict));
        }
        return new Explanation(
                card.base(),
                card.link() == LinkFunction.LOGISTIC,
                List.copyOf(rules),
                verdict,
                card.shadow().map(shadow -> of(shadow, event)));
    }

    private static RuleExplanation explained(Rule rule, EventType type, Event event, Verdict verdict) {
        Condition condition = rule.condition(type);
        Optional<Formula> formula = rule.formula(type);
        Optional<Reason> reason = verdict.reasons().stream()
                .filter(one -> one.code().equals(rule.id()))
                .findFirst();
        boolean failed = verdict.unevaluated().contains(rule.id());
        Result result = reason.isPresent() ? Result.FIRED : failed ? Result.ERROR : Result.NOT_FIRED;
        Set<String> reads = new LinkedHashSet<>(condition.reads());
        // points are not worked out for a rule whose condition does not hold
        if (condition.test(event) == ConditionResult.TRUE) {
            formula.ifPresent(points -> reads.addAll(points.reads()));
        }
        Map<String, Optional<Object>> inputs = new LinkedHashMap<>();
        for (String path : reads) {
            int slot = type.slot(path);
            inputs.put(path, event.isPresent(slot) ? Optional.of(event.values().object(slot)) : Optional.empty());
        }
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
}
