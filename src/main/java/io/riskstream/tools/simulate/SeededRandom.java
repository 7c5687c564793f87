package io.riskstream.tools.simulate;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SplittableRandom;

/** A source of random values that gives the same values for the same seed on every machine. */
final class SeededRandom {
    private final SplittableRandom random;

    SeededRandom(long seed) {
        this.random = new SplittableRandom(seed);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** Returns an integer between two bounds, both inclusive. */
    int between(int min, int max) {
        return random.nextInt(min, max + 1);
    }

    /** Returns a normally distributed number, clamped to its bounds. */
    double around(double mean, double deviation, double min, double max) {
        // the sum of four uniform values is close to a normal distribution, and needs no StrictMath to be equal on
        // every machine
        double sum = random.nextDouble() + random.nextDouble() + random.nextDouble() + random.nextDouble();
        return Math.min(max, Math.max(min, mean + (sum - 2) * deviation * 1.73));
    }

    int around(int mean, int deviation, int min, int max) {
        return (int) around((double) mean, deviation, min, max);
    }

    <T> T one(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** Returns one of the values, with probabilities in percent. */
    <T> T one(List<T> values, int... percent) {
        int left = random.nextInt(100);
        for (int i = 0; i < percent.length; i++) {
            left -= percent[i];
            if (left < 0) {
                return values.get(i);
            }
        }
        throw new IllegalArgumentException("the percentages add up to less than 100");
    }

    LocalDate day(LocalDate first, LocalDate last) {
        return first.plusDays(random.nextInt((int) ChronoUnit.DAYS.between(first, last) + 1));
    }

    /** Returns a random id in the form of a UUID. */
    String id() {
        return new java.util.UUID(random.nextLong(), random.nextLong()).toString();
    }
}
