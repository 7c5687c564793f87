package io.riskstream.tools.statistics;

import java.util.Arrays;

/** The number of events at each score, by outcome; the scores are in ascending order. Immutable: the arrays stay inside. */
public final class ScoreTable {
    private final double[] scores;
    private final long[] negatives;
    private final long[] positives;
    private final long[] unlabelled;
    private final boolean exact;

    ScoreTable(double[] scores, long[] negatives, long[] positives, long[] unlabelled, boolean exact) {
        this.scores = scores;
        this.negatives = negatives;
        this.positives = positives;
        this.unlabelled = unlabelled;
        this.exact = exact;
    }

    /** Returns the number of different scores. */
    public int size() {
        return scores.length;
    }

    /** Returns the score of a row. */
    public double score(int row) {
        return scores[row];
    }

    /** Returns the events of a row without the outcome. */
    public long negatives(int row) {
        return negatives[row];
    }

    /** Returns the events of a row with the outcome. */
    public long positives(int row) {
        return positives[row];
    }

    /** Returns all events of a row. */
    public long count(int row) {
        return negatives[row] + positives[row] + unlabelled[row];
    }

    /** Returns the events of a row whose outcome is known. */
    public long labelled(int row) {
        return negatives[row] + positives[row];
    }

    /** Returns the number of events. */
    public long total() {
        return labelled() + Arrays.stream(unlabelled).sum();
    }

    /** Returns the number of events with the outcome. */
    public long positives() {
        return Arrays.stream(positives).sum();
    }

    /** Returns the number of events whose outcome is known. */
    public long labelled() {
        return Arrays.stream(negatives).sum() + positives();
    }

    /** True if no score was rounded. */
    public boolean isExact() {
        return exact;
    }
}
