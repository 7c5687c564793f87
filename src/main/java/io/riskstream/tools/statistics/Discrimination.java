package io.riskstream.tools.statistics;

/**
 * How well scores separate events with the outcome from those without.
 *
 * @param auc the probability that a random event with the outcome has a higher score than a random one without; an equal score counts half. 0.5 is chance, 1 is
 *     perfect
 * @param ks Kolmogorov and Smirnov's statistic: the greatest distance between the distributions of the scores of both kinds, from 0 to 1
 */
public record Discrimination(double auc, double ks) {
    /** Returns the statistics of a table; NaN if it lacks events of one kind. */
    public static Discrimination of(ScoreTable table) {
        long[] negatives = new long[table.size()];
        long[] positives = new long[table.size()];
        for (int row = 0; row < table.size(); row++) {
            negatives[row] = table.negatives(row);
            positives[row] = table.positives(row);
        }
        return of(negatives, positives);
    }

    /** Returns the statistics of the counts at each score, in ascending order of the scores. */
    static Discrimination of(long[] negatives, long[] positives) {
        double allNegatives = 0;
        double allPositives = 0;
        for (int i = 0; i < negatives.length; i++) {
            allNegatives += negatives[i];
            allPositives += positives[i];
        }
        double below = 0;
        double positivesBelow = 0;
        double ordered = 0;
        double ks = 0;
        for (int i = 0; i < negatives.length; i++) {
            ordered += positives[i] * (below + negatives[i] / 2.0);
            below += negatives[i];
            positivesBelow += positives[i];
            ks = Math.max(ks, Math.abs(below / allNegatives - positivesBelow / allPositives));
        }
        boolean defined = allNegatives > 0 && allPositives > 0;
        return defined
                ? new Discrimination(ordered / allNegatives / allPositives, ks)
                : new Discrimination(Double.NaN, Double.NaN);
    }

    /** Returns Gini's coefficient, {@code 2 AUC - 1}: 0 is chance, 1 is perfect. */
    public double gini() {
        return 2 * auc - 1;
    }
}
