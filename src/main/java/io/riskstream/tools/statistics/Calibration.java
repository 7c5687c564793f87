package io.riskstream.tools.statistics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Predicted probabilities beside what happened, in up to ten parts of about equal numbers of events.
 *
 * @param parts from the lowest probabilities up
 * @param brier the mean squared difference between prediction and outcome: 0 is perfect
 */
public record Calibration(List<Part> parts, double brier) {
    private static final int PARTS = 10;

    /**
     * The events with probabilities in one range.
     *
     * @param events the number of labelled events
     * @param predicted the mean of their predicted probabilities
     * @param positives the number of those with the outcome
     */
    public record Part(long events, double predicted, long positives) {
        /** Returns the share of the events with the outcome. */
        public double observed() {
            return positives / (double) events;
        }
    }

    /** Returns the calibration of scores that are probabilities. */
    public static Calibration of(ScoreTable table) {
        List<Double> bounds = Quantiles.upperBounds(table, PARTS);
        long[] events = new long[bounds.size() + 1];
        long[] positives = new long[events.length];
        double[] sums = new double[events.length];
        double squares = 0;
        for (int row = 0; row < table.size(); row++) {
            double score = table.score(row);
            int at = Collections.binarySearch(bounds, score);
            int part = at >= 0 ? at : -at - 1;
            events[part] += table.labelled(row);
            positives[part] += table.positives(row);
            sums[part] += score * table.labelled(row);
            squares += table.positives(row) * (1 - score) * (1 - score) + table.negatives(row) * score * score;
        }
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < events.length; i++) {
            if (events[i] > 0) {
                parts.add(new Part(events[i], sums[i] / events[i], positives[i]));
            }
        }
        return new Calibration(List.copyOf(parts), squares / table.labelled());
    }
}
