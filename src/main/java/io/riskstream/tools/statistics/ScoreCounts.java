package io.riskstream.tools.statistics;

import java.util.HashMap;
import java.util.Map;

/**
 * The number of events at each score, by outcome. Memory is bounded: beyond {@code maxScores} different scores, scores are rounded down to a multiple of a
 * unit, which is doubled until few enough are left. Below that, all statistics of it are exact. The result does not depend on the order of the events, nor on
 * how they are divided between several objects that are added up. Not thread-safe.
 */
public final class ScoreCounts {
    /** The greatest number of different scores of one object by default: about 8 MB. */
    public static final int MAX_SCORES = 1 << 16;

    /** The first unit, for scores that are probabilities as for scores that are points. */
    private static final int FIRST_EXPONENT = -24;

    /** The counts of one score. */
    private static final class Cell {
        private long negative;
        private long positive;
        private long unlabelled;

        void add(Cell other) {
            negative += other.negative;
            positive += other.positive;
            unlabelled += other.unlabelled;
        }
    }

    private final int maxScores;
    private Map<Double, Cell> cells = new HashMap<>();
    /** The unit is two to the power of this; {@link Integer#MIN_VALUE} while scores are exact. */
    private int exponent = Integer.MIN_VALUE;

    /** Creates an object without events, of at most {@link #MAX_SCORES} different scores. */
    public ScoreCounts() {
        this(MAX_SCORES);
    }

    /** Creates an object without events. */
    public ScoreCounts(int maxScores) {
        this.maxScores = maxScores;
    }

    /** Adds an event. */
    public void add(double score, Label label) {
        Cell cell = cells.computeIfAbsent(rounded(score), key -> new Cell());
        switch (label) {
            case NEGATIVE -> cell.negative++;
            case POSITIVE -> cell.positive++;
            case UNKNOWN -> cell.unlabelled++;
        }
        bound();
    }

    /** Adds the events of another object. */
    public void add(ScoreCounts other) {
        if (other.exponent > exponent) {
            coarsen(other.exponent);
        }
        other.cells.forEach((score, cell) ->
                cells.computeIfAbsent(rounded(score), key -> new Cell()).add(cell));
        bound();
    }

    private void bound() {
        while (cells.size() > maxScores) {
            coarsen(exponent == Integer.MIN_VALUE ? FIRST_EXPONENT : exponent + 1);
        }
    }

    private void coarsen(int coarser) {
        exponent = coarser;
        Map<Double, Cell> old = cells;
        cells = new HashMap<>();
        old.forEach((score, cell) ->
                cells.computeIfAbsent(rounded(score), key -> new Cell()).add(cell));
    }

    private double rounded(double score) {
        if (exponent == Integer.MIN_VALUE) {
            return score + 0.0; // one zero
        }
        double unit = Math.scalb(1.0, exponent);
        return Math.floor(score / unit) * unit + 0.0;
    }

    /** Returns the counts, in ascending order of the scores. */
    public ScoreTable table() {
        double[] scores = cells.keySet().stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        long[] negatives = new long[scores.length];
        long[] positives = new long[scores.length];
        long[] unlabelled = new long[scores.length];
        for (int i = 0; i < scores.length; i++) {
            Cell cell = cells.get(scores[i]);
            negatives[i] = cell.negative;
            positives[i] = cell.positive;
            unlabelled[i] = cell.unlabelled;
        }
        return new ScoreTable(scores, negatives, positives, unlabelled, exponent == Integer.MIN_VALUE);
    }
}
