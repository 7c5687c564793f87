package io.riskstream.score;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The range of possible scores, as far as the points alone determine it: the maximum is the score of an event for which every rule with positive points
 * fires and no rule with negative points does, even if no such event can exist.
 */
record ScoreRange(double min, double max) {
    /** The largest relative difference of two sums that rounding alone may cause. */
    private static final double ROUNDING = 1e-9;

    static ScoreRange of(double base, LinkFunction link, List<RuleGroup> groups, List<Rule> rules) {
        Map<String, double[]> byGroup = new HashMap<>();
        double min = base;
        double max = base;
        for (Rule rule : rules) {
            boolean fixed = rule.points() instanceof Points.Fixed;
            double up = fixed ? Math.max(0, rule.fixedPoints()) : Double.POSITIVE_INFINITY;
            double down = fixed ? Math.min(0, rule.fixedPoints()) : Double.NEGATIVE_INFINITY;
            if (rule.group().isEmpty()) {
                max += up;
                min += down;
            } else {
                double[] range = byGroup.computeIfAbsent(rule.group(), id -> new double[2]);
                range[0] += down;
                range[1] += up;
            }
        }
        for (RuleGroup group : groups) {
            double[] range = byGroup.getOrDefault(group.id(), new double[2]);
            min += Math.max(-group.cap(), range[0]);
            max += Math.min(group.cap(), range[1]);
        }
        return new ScoreRange(link.score(min), link.score(max));
    }

    /** True if no event can have this score, because it is too high. */
    boolean isBelow(double score) {
        return score > max + ROUNDING * Math.max(1, Math.abs(max));
    }

    /** True if no event can have a score below this one. */
    boolean isAbove(double score) {
        return score < min - ROUNDING * Math.max(1, Math.abs(min)) || score == min;
    }
}
