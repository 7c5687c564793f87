package io.riskstream.score;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the score of any event must lie between, as far as the points alone tell: an event that fires every rule that adds and none that takes has the
 * most, whether or not there can be one.
 */
record ScoreRange(double least, double most) {
    /** Sums that differ by so little differ by rounding alone. */
    private static final double ROUNDING = 1e-9;

    static ScoreRange of(double base, LinkFunction link, List<RuleGroup> groups, List<Rule> rules) {
        Map<String, double[]> byGroup = new HashMap<>();
        double least = base;
        double most = base;
        for (Rule rule : rules) {
            boolean fixed = rule.points() instanceof Points.Fixed;
            double up = fixed ? Math.max(0, rule.fixedPoints()) : Double.POSITIVE_INFINITY;
            double down = fixed ? Math.min(0, rule.fixedPoints()) : Double.NEGATIVE_INFINITY;
            if (rule.group().isEmpty()) {
                most += up;
                least += down;
            } else {
                double[] range = byGroup.computeIfAbsent(rule.group(), id -> new double[2]);
                range[0] += down;
                range[1] += up;
            }
        }
        for (RuleGroup group : groups) {
            double[] range = byGroup.getOrDefault(group.id(), new double[2]);
            least += Math.max(-group.cap(), range[0]);
            most += Math.min(group.cap(), range[1]);
        }
        return new ScoreRange(link.score(least), link.score(most));
    }

    /** Whether no score is so high. */
    boolean isBelow(double score) {
        return score > most + ROUNDING * Math.max(1, Math.abs(most));
    }

    /** Whether no score is below this. */
    boolean isAbove(double score) {
        return score < least - ROUNDING * Math.max(1, Math.abs(least)) || score == least;
    }
}
