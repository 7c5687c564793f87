package io.riskstream.score;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * The range of possible scores, as far as the points alone determine it: the maximum is the score of an event for which every rule with positive points
 * fires and no rule with negative points does, even if no such event can exist.
 */
record ScoreRange(double min, double max) {
    /** The largest relative difference of two sums that rounding alone may cause. */
    private static final double ROUNDING = 1e-9;

    static ScoreRange of(
            double base, LinkFunction link, List<RuleGroup> groups, List<Rule> rules, List<PointsTable> tables) {
        Map<String, double[]> byGroup = new HashMap<>();
        for (Rule rule : rules) {
            boolean fixed = rule.points() instanceof Points.Fixed;
            double up = fixed ? Math.max(0, rule.fixedPoints()) : Double.POSITIVE_INFINITY;
            double down = fixed ? Math.min(0, rule.fixedPoints()) : Double.NEGATIVE_INFINITY;
            double[] range = byGroup.computeIfAbsent(rule.group(), id -> new double[2]);
            range[0] += down;
            range[1] += up;
        }
        for (PointsTable table : tables) {
            double[] range = byGroup.computeIfAbsent(table.group(), id -> new double[2]);
            double[] points =
                    table.rows().stream().mapToDouble(PointsTable.Row::points).toArray();
            boolean all = table.hit() == HitPolicy.COLLECT;
            DoubleStream down = Arrays.stream(points).map(value -> Math.min(0, value));
            DoubleStream up = Arrays.stream(points).map(value -> Math.max(0, value));
            range[0] += all ? down.sum() : down.min().orElse(0);
            range[1] += all ? up.sum() : up.max().orElse(0);
        }
        double[] withoutGroup = byGroup.getOrDefault("", new double[2]);
        double min = base + withoutGroup[0];
        double max = base + withoutGroup[1];
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
