package io.riskstream.tools.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Intervals of the AUC by the bootstrap: the events are drawn again with replacement many times, and the interval contains the middle 95% of the results. The
 * number of times that an event is drawn follows Poisson's distribution (Chamandy et al., Estimating uncertainty for massive data streams, 2012), so the cost
 * depends on the number of different scores and not on the number of events. The same seed gives the same interval.
 */
public final class Bootstrap {
    private static final int RESAMPLES = 1000;
    /** With very many different scores fewer resamples are drawn: at most so many draws. */
    private static final long MAX_DRAWS = 40_000_000;

    private final long seed;

    /** Creates a bootstrap with a seed. */
    public Bootstrap(long seed) {
        this.seed = seed;
    }

    private static int resamples(int cells) {
        return (int) Math.max(100, Math.min(RESAMPLES, MAX_DRAWS / Math.max(1, 2L * cells)));
    }

    /** Returns the interval of the AUC. */
    public Interval auc(ScoreTable table) {
        PoissonSampler sampler = new PoissonSampler(new SplittableRandom(seed));
        double[] results = new double[resamples(table.size())];
        long[] negatives = new long[table.size()];
        long[] positives = new long[table.size()];
        for (int i = 0; i < results.length; i++) {
            for (int row = 0; row < table.size(); row++) {
                negatives[row] = sampler.draw(table.negatives(row));
                positives[row] = sampler.draw(table.positives(row));
            }
            results[i] = Discrimination.of(negatives, positives).auc();
        }
        return middle(results);
    }

    /** Returns the interval of the second AUC minus the first, where both score the same events, so that each resample has the same events for both. */
    public Interval aucDifference(PairedScores pairs) {
        PairedScores.Cells cells = pairs.cells();
        PoissonSampler sampler = new PoissonSampler(new SplittableRandom(seed));
        double[] results = new double[resamples(cells.size())];
        for (int i = 0; i < results.length; i++) {
            results[i] = cells.difference(sampler::draw);
        }
        return middle(results);
    }

    private static Interval middle(double[] results) {
        double[] known = Arrays.stream(results)
                .filter(result -> !Double.isNaN(result))
                .sorted()
                .toArray();
        // a resample without one of the two kinds has no AUC; if that is frequent, there are too few events
        return known.length < results.length * 0.9 || known.length == 0
                ? Interval.UNKNOWN
                : new Interval(quantile(known, 0.025), quantile(known, 0.975));
    }

    private static double quantile(double[] sorted, double share) {
        double position = share * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
