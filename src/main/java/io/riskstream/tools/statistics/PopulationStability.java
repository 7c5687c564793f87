package io.riskstream.tools.statistics;

import java.util.Collections;
import java.util.List;

/**
 * The population stability index of two distributions of scores: how much the second differs from the first. Up to 0.1 is usually taken as stable, above 0.25
 * as a large change.
 *
 * <p>The bins are the tenths of the first distribution. The index is the sum over the bins of {@code (b - a) ln(b / a)}, where a and b are the shares of the
 * events; an empty bin counts as {@value #EMPTY} of the events.
 */
public final class PopulationStability {
    static final int BINS = 10;
    private static final double EMPTY = 1e-4;

    private PopulationStability() {}

    /** Returns the index; NaN if one of the distributions has no events. */
    public static double of(ScoreTable first, ScoreTable second) {
        List<Double> bounds = Quantiles.upperBounds(first, BINS);
        return of(counts(first, bounds), counts(second, bounds));
    }

    /** Returns the number of events in each bin. */
    static long[] counts(ScoreTable table, List<Double> bounds) {
        long[] counts = new long[bounds.size() + 1];
        for (int row = 0; row < table.size(); row++) {
            int at = Collections.binarySearch(bounds, table.score(row));
            counts[at >= 0 ? at : -at - 1] += table.count(row);
        }
        return counts;
    }

    /** Returns the index of the numbers of events in the same bins. */
    static double of(long[] first, long[] second) {
        double a = 0;
        double b = 0;
        for (int i = 0; i < first.length; i++) {
            a += first[i];
            b += second[i];
        }
        if (a == 0 || b == 0) {
            return Double.NaN;
        }
        double index = 0;
        for (int i = 0; i < first.length; i++) {
            double x = Math.max(first[i] / a, EMPTY);
            double y = Math.max(second[i] / b, EMPTY);
            index += (y - x) * Math.log(y / x);
        }
        return index;
    }
}
