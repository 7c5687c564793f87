package io.riskstream.tools.simulate;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SplittableRandom;

/** Chance that is the same for the same seed, on every machine. */
final class SeededRandom {
    private final SplittableRandom random;

    SeededRandom(long seed) {
        this.random = new SplittableRandom(seed);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** A whole number, both bounds included. */
    int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    /** A number on a bell curve, cut at its bounds. */
    double around(double middle, double spread, double least, double most) {
        // the sum of four even draws is near enough to a bell, and needs no StrictMath to be the same everywhere
        double sum = random.nextDouble() + random.nextDouble() + random.nextDouble() + random.nextDouble();
        return Math.min(most, Math.max(least, middle + (sum - 2) * spread * 1.73));
    }

    int around(int middle, int spread, int least, int most) {
        return (int) around((double) middle, spread, least, most);
    }

    <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** One of these, by weights that sum up to 100. */
    <T> T one(List<T> of, int... weights) {
        int left = random.nextInt(100);
        for (int i = 0; i < weights.length; i++) {
            left -= weights[i];
            if (left < 0) {
                return of.get(i);
            }
        }
        throw new IllegalArgumentException("the weights sum up to less than 100");
    }

    LocalDate day(LocalDate first, LocalDate last) {
        return first.plusDays(random.nextInt((int) ChronoUnit.DAYS.between(first, last) + 1));
    }

    /** A made-up id in the form of a UUID. */
    String id() {
        return new java.util.UUID(random.nextLong(), random.nextLong()).toString();
    }
}
