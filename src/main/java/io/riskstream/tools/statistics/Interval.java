package io.riskstream.tools.statistics;

/** A range that contains the true value with a confidence of 95%. NaN if it is not known. */
public record Interval(double low, double high) {
    /** The interval of a value that cannot be estimated. */
    public static final Interval UNKNOWN = new Interval(Double.NaN, Double.NaN);

    /** The 97.5th percentile of the standard normal distribution. */
    private static final double Z = 1.959963984540054;

    /** Returns Wilson's score interval of a proportion, which also holds for few events and for proportions near 0 and 1. */
    public static Interval ofProportion(long hits, long events) {
        if (events == 0) {
            return UNKNOWN;
        }
        double n = events;
        double p = hits / n;
        double centre = p + Z * Z / (2 * n);
        double spread = Z * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
        double scale = 1 + Z * Z / n;
        return new Interval(Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale));
    }

    /** Returns this interval divided by a number above 0. */
    public Interval dividedBy(double divisor) {
        return new Interval(low / divisor, high / divisor);
    }

    /** True if the interval contains a value. */
    public boolean contains(double value) {
        return low <= value && value <= high;
    }
}
