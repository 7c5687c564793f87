package io.riskstream.enrich.cache;

import java.util.SplittableRandom;

/**
 * Numbers by Zipf's law: the k-th most wanted is asked for in proportion to 1/k^s. Drawn by rejection from a continuous curve (Hörmann and
 * Derflinger 1996), so that a million keys need no table; the same for the same seed.
 */
public final class ZipfKeys {
    private final int size;
    private final double exponent;
    private final double atHalf;
    private final double atEnd;
    private final SplittableRandom random;

    public ZipfKeys(int size, double exponent, long seed) {
        this.size = size;
        this.exponent = exponent;
        this.random = new SplittableRandom(seed);
        this.atHalf = integral(1.5) - 1;
        this.atEnd = integral(size + 0.5);
    }

    /** From 0, the most wanted, to the size less one. */
    public int next() {
        while (true) {
            double u = atEnd + random.nextDouble() * (atHalf - atEnd);
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
