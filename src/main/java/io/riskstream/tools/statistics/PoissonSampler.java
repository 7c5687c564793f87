package io.riskstream.tools.statistics;

import java.util.SplittableRandom;

/** Draws numbers that follow Poisson's distribution. Above a mean of 100 the normal distribution approximates it. */
final class PoissonSampler {
    private static final double MAX_EXACT_MEAN = 100;

    private final SplittableRandom random;

    PoissonSampler(SplittableRandom random) {
        this.random = random;
    }

    long draw(long mean) {
        if (mean == 0) {
            return 0;
        } else if (mean > MAX_EXACT_MEAN) {
            return Math.max(0, Math.round(mean + Math.sqrt((double) mean) * random.nextGaussian()));
        }
        // Knuth's method: the number of uniform factors whose product stays above exp(-mean)
        double limit = Math.exp((double) -mean);
        double product = random.nextDouble();
        long drawn = 0;
        while (product > limit) {
            product *= random.nextDouble();
            drawn++;
        }
        return drawn;
    }
}
