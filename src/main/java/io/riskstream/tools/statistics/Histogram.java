package io.riskstream.tools.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The distribution of scores in bins of equal width.
 *
 * @param from the lower bound of the first bin
 * @param width the width of a bin
 */
public record Histogram(double from, double width, List<Long> counts) {
    private static final int MAX_BINS = 30;

    /** Returns bins of a round width that contain the scores of all tables; none if there are no scores. */
    public static List<Histogram> of(List<ScoreTable> tables) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (ScoreTable table : tables) {
            if (table.size() > 0) {
                low = Math.min(low, table.score(0));
                high = Math.max(high, table.score(table.size() - 1));
            }
        }
        List<Histogram> histograms = new ArrayList<>();
        if (low > high) {
            return histograms;
        }
        double width = roundWidth((high - low) / MAX_BINS);
        double from = Math.floor(low / width) * width;
        int bins = (int) Math.floor((high - from) / width) + 1;
        for (ScoreTable table : tables) {
            long[] counts = new long[bins];
            for (int row = 0; row < table.size(); row++) {
                int bin = (int) Math.floor((table.score(row) - from) / width);
                counts[Math.max(0, Math.min(bin, bins - 1))] += table.count(row);
            }
            histograms.add(
                    new Histogram(from, width, Arrays.stream(counts).boxed().toList()));
        }
        return histograms;
    }

    /** Returns 1, 2 or 5 times a power of ten that is at least the given width. */
    private static double roundWidth(double atLeast) {
        if (atLeast <= 0) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(atLeast)));
        for (int factor : new int[] {1, 2, 5}) {
            if (factor * power >= atLeast) {
                return factor * power;
            }
        }
        return 10 * power;
    }
}
