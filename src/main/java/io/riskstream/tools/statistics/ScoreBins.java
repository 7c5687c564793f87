package io.riskstream.tools.statistics;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The tenths of a reference distribution of scores, as bins in which other scores are counted, to compare them with {@link PopulationStability}. */
public final class ScoreBins {
    private final List<Double> upperBounds;
    private final long[] reference;

    /**
     * Creates the bins of a reference.
     *
     * @param events the number of events at each score
     * @throws IllegalArgumentException if there are no events, or a number is negative
     */
    public ScoreBins(Map<Double, Long> events) {
        NavigableMap<Double, Long> ordered = new TreeMap<>(events);
        if (ordered.values().stream().anyMatch(count -> count < 0)
                || ordered.values().stream().mapToLong(Long::longValue).sum() == 0) {
            throw new IllegalArgumentException("a reference distribution needs events");
        }
        int rows = ordered.size();
        ScoreTable table = new ScoreTable(
                ordered.keySet().stream().mapToDouble(Double::doubleValue).toArray(),
                new long[rows],
                new long[rows],
                ordered.values().stream().mapToLong(Long::longValue).toArray(),
                true);
        upperBounds = Quantiles.upperBounds(table, PopulationStability.BINS);
        reference = PopulationStability.counts(table, upperBounds);
    }

    /** Returns the highest score of each bin but the last, in ascending order; a bin contains the scores above the bound before it. */
    public List<Double> upperBounds() {
        return upperBounds;
    }

    /**
     * Returns the population stability index of scores.
     *
     * @param counts the number of events in each bin, one more than {@link #upperBounds}
     * @return the index; NaN if there are no events
     */
    public double stabilityIndex(long[] counts) {
        if (counts.length != reference.length) {
            throw new IllegalArgumentException(counts.length + " counts are given for " + reference.length + " bins");
        }
        return PopulationStability.of(reference, counts);
    }
}
