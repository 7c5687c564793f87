package io.riskstream.expression;

/** A range of numbers that contains every value that an expression can have; its ends are included and may be infinite. */
public record NumberRange(double min, double max) {
    private static final double EXACT = 0x1p53;
    static final NumberRange ANY = new NumberRange(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    NumberRange plus(NumberRange other) {
        return widened(min + other.min, max + other.max);
    }

    NumberRange minus(NumberRange other) {
        return widened(min - other.max, max - other.min);
    }

    NumberRange times(NumberRange other) {
        double a = min * other.min;
        double b = min * other.max;
        double c = max * other.min;
        double d = max * other.max;
        return widened(Math.min(Math.min(a, b), Math.min(c, d)), Math.max(Math.max(a, b), Math.max(c, d)));
    }

    NumberRange negated() {
        return new NumberRange(-max, -min);
    }

    NumberRange or(NumberRange other) {
        return new NumberRange(Math.min(min, other.min), Math.max(max, other.max));
    }

    boolean isFinite() {
        return Double.isFinite(min) && Double.isFinite(max);
    }

    /**
     * Includes what the conversion of large whole numbers to doubles may have excluded. Smaller results need nothing, because the arithmetic of expressions rounds in the same way. An undefined end,
     * such as that of 0 times infinity, becomes infinite.
     */
    private static NumberRange widened(double low, double high) {
        return new NumberRange(
                Double.isNaN(low) ? Double.NEGATIVE_INFINITY : Math.abs(low) < EXACT ? low : Math.nextDown(low),
                Double.isNaN(high) ? Double.POSITIVE_INFINITY : Math.abs(high) < EXACT ? high : Math.nextUp(high));
    }
}
