package io.riskstream.enrich.cache;

import java.util.SplittableRandom;

/**
 * Random numbers with a Zipf distribution: the probability of the k-th most frequent number is proportional to 1/k^s. They are drawn by rejection from
 * a continuous distribution (Hörmann and Derflinger 1996), so that a million keys need no table. The sequence depends only on the seed.
 */
public final class ZipfKeys {
    private final int size;
    private final double exponent;
    private final double integralAtStart;
    private final double integralAtEnd;
    private final SplittableRandom random;

    public ZipfKeys(int size, double exponent, long seed) {
        this.size = size;
        this.exponent = exponent;
        this.random = new SplittableRandom(seed);
        this.integralAtStart = integral(1.5) - 1;
        this.integralAtEnd = integral(size + 0.5);
    }

    /** Returns a number from 0, the most frequent one, to size - 1. */
    public int next() {
        while (true) {
            double u = integralAtEnd + random.nextDouble() * (integralAtStart - integralAtEnd);
            double x = inverse(u);
            int k = (int) Math.max(1, Math.min(size, Math.round(x)));
            if (u >= integral(k + 0.5) - Math.pow(k, -exponent)) {
                return k - 1;
            }
        }
    }

    private double integral(double x) {
        double log = Math.log(x);
        double power = (1 - exponent) * log;
        return log * (Math.abs(power) < 1e-8 ? 1 + power / 2 : Math.expm1(power) / power);
    }

    private double inverse(double x) {
        double t = Math.max(-1, x * (1 - exponent));
        return Math.exp(x * (Math.abs(t) < 1e-8 ? 1 - t / 2 : Math.log1p(t) / t));
    }
}
