package io.riskstream.score;

import io.riskstream.event.Event;
import io.riskstream.event.Reason;
import io.riskstream.event.Verdict;
import io.riskstream.expression.Condition;
import io.riskstream.expression.ConditionResult;
import io.riskstream.expression.Formula;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A scorecard at work. Where all points are fixed and no group has a cap, it goes through the rules from the weightiest down, so that the reasons of an
 * event come out ranked; else it ranks those that fired.
 */
final class CompiledScorecard implements Scorer.Scoring {
    private static final Comparator<Rule> WEIGHTIEST_FIRST = Comparator.comparingDouble(
                    (Rule rule) -> Math.abs(rule.fixedPoints()))
            .reversed();

    private final Condition[] conditions;
    private final Formula[] formulas; // null where the points are fixed
    private final Reason[] reasons;
    private final int[] groups;
    private final double[] caps;
    private final boolean ranked;
    private final double base;
    private final LinkFunction link;
    private final String[] decisions;
    private final double[] from;
    private final String name;
    private final String version;
    private final String hash;
    private final Optional<CompiledScorecard> shadow;

    // which rules fired, for how much, and which failed, in one event; kept to be used again
    private final int[] fired;
    private final double[] points;
    private final Reason[] told;
    private final String[] failed;

    CompiledScorecard(Scorecard card) {
        ranked = card.groups().isEmpty()
                && card.rules().stream().allMatch(rule -> rule.points() instanceof Points.Fixed);
        // a stable sort: rules of one weight keep the file's order
        List<Rule> rules =
                ranked ? card.rules().stream().sorted(WEIGHTIEST_FIRST).toList() : card.rules();
        conditions =
                rules.stream().map(rule -> rule.condition(card.eventType())).toArray(Condition[]::new);
        formulas = rules.stream()
                .map(rule -> rule.formula(card.eventType()).orElse(null))
                .toArray(Formula[]::new);
        reasons = rules.stream()
                .map(rule -> new Reason(rule.id(), rule.fixedPoints(), rule.reason()))
                .toArray(Reason[]::new);
        List<String> ids = card.groups().stream().map(RuleGroup::id).toList();
        groups = rules.stream().mapToInt(rule -> ids.indexOf(rule.group())).toArray();
        caps = card.groups().stream().mapToDouble(RuleGroup::cap).toArray();
        base = card.base();
        link = card.link();
        decisions = card.bands().stream().map(ScoreBand::decision).toArray(String[]::new);
        from = card.bands().stream().mapToDouble(ScoreBand::from).toArray();
        name = card.name();
        version = card.version();
        hash = card.hash();
        shadow = card.shadow().map(CompiledScorecard::new);
        fired = new int[rules.size()];
        points = new double[rules.size()];
        told = new Reason[rules.size()];
        failed = new String[rules.size()];
    }

    @Override
    public Verdict score(Event event) {
        int firedCount = 0;
        int failedCount = 0;
        for (int i = 0; i < conditions.length; i++) {
            ConditionResult truth = conditions[i].test(event);
            if (truth == ConditionResult.FALSE) {
                continue;
            }
            double counts = truth == ConditionResult.TRUE ? pointsOf(i, event) : Double.NaN;
            if (Double.isNaN(counts)) {
                failed[failedCount++] = reasons[i].code();
            } else {
                fired[firedCount] = i;
                points[firedCount++] = counts;
            }
        }
        if (!ranked) {
            rank(firedCount);
            for (int group = 0; group < caps.length; group++) {
                cap(group, firedCount);
            }
            rank(firedCount);
        }
        return verdict(event, firedCount, failedCount);
    }

    /** Not a number if they cannot be told. */
    private double pointsOf(int rule, Event event) {
        if (formulas[rule] == null) {
            return reasons[rule].points();
        }
        double worked = formulas[rule].value(event);
        return Math.abs(worked) <= Points.MOST ? worked : Double.NaN;
    }

    /** Sorts what fired, the weightiest first; those of one weight keep the file's order. There are few: an insertion sort makes no garbage. */
    private void rank(int count) {
        for (int i = 1; i < count; i++) {
            int rule = fired[i];
            double counts = points[i];
            int at = i;
            while (at > 0 && before(counts, rule, points[at - 1], fired[at - 1])) {
                points[at] = points[at - 1];
                fired[at] = fired[at - 1];
                at--;
            }
            points[at] = counts;
            fired[at] = rule;
        }
    }

    private static boolean before(double points, int rule, double otherPoints, int otherRule) {
        double more = Math.abs(points) - Math.abs(otherPoints);
        return more > 0 || more == 0 && rule < otherRule;
    }

    /** Takes what a group has beyond its cap from the lightest of its rules upwards, so that points of reasons still add up to the score. */
    private void cap(int group, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += groups[fired[i]] == group ? points[i] : 0;
        }
        double beyond = Math.abs(sum) - caps[group];
        for (int i = count - 1; i >= 0 && beyond > 0; i--) {
            if (groups[fired[i]] == group && Math.signum(points[i]) == Math.signum(sum)) {
                double taken = Math.min(beyond, Math.abs(points[i]));
                points[i] -= Math.signum(points[i]) * taken;
                beyond -= taken;
            }
        }
    }

    private Verdict verdict(Event event, int firedCount, int failedCount) {
        double sum = base;
        for (int i = 0; i < firedCount; i++) {
            Reason reason = reasons[fired[i]];
            told[i] = reason.points() == points[i] ? reason : new Reason(reason.code(), points[i], reason.text());
            sum += points[i];
        }
        double score = link.score(sum);
        return new Verdict(
                score,
                decision(score),
                Arrays.asList(told).subList(0, firedCount),
                event.degraded(),
                failedCount == 0 ? List.of() : Arrays.asList(failed).subList(0, failedCount),
                name,
                version,
                hash,
                shadow.map(card -> card.score(event)));
    }

    private String decision(double score) {
        int band = 0;
        // the last band begins at negative infinity
        while (score < from[band]) {
            band++;
        }
        return decisions[band];
    }
}
