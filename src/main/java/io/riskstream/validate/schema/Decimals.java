package io.riskstream.validate.schema;

import java.math.BigDecimal;

/**
 * The decimal values of numbers. The decimal of a double is the shortest one that Java prints for it, not the exact binary fraction: 0.1 in an event
 * equals 0.1 in a schema, and 0.07 is a multiple of 0.01.
 */
public final class Decimals {
    /** Every integer up to this one is a double, and is equal to the decimal of that double. */
    public static final double MAX_EXACT = 1L << 53;

    private static final BigDecimal MIN_LONG = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal MAX_LONG = BigDecimal.valueOf(Long.MAX_VALUE);

    private Decimals() {}

    /** Returns the decimal of a Long, a Double or any other number. */
    public static BigDecimal of(Number number) {
        if (number instanceof BigDecimal decimal) {
            return decimal;
        }
        return number instanceof Double || number instanceof Float
                ? BigDecimal.valueOf(number.doubleValue())
                : BigDecimal.valueOf(number.longValue());
    }

    public static boolean isWhole(BigDecimal decimal) {
        return decimal.scale() <= 0 || decimal.stripTrailingZeros().scale() <= 0;
    }

    public static boolean isLong(BigDecimal decimal) {
        return decimal.compareTo(MIN_LONG) >= 0 && decimal.compareTo(MAX_LONG) <= 0 && isWhole(decimal);
    }

    /** Returns the decimal as a Long, else as the Double with this decimal, else unchanged. */
    public static Number value(BigDecimal decimal) {
        if (isLong(decimal)) {
            return decimal.longValueExact();
        }
        double nearest = decimal.doubleValue();
        return Double.isFinite(nearest) && of(nearest).compareTo(decimal) == 0 ? (Number) nearest : decimal;
    }

    /** Compares by value. Allocates decimals only to compare a long with a double. */
    static int compare(Number a, Number b) {
        if (a instanceof Long x && b instanceof Long y) {
            return Long.compare(x, y);
        }
        if (a instanceof Double x && b instanceof Double y) {
            return x < y ? -1 : x > y ? 1 : 0; // 0.0 and -0.0 are equal
        }
        return of(a).compareTo(of(b));
    }

    /** Returns the lowest double whose decimal is within a lower bound; infinite if there is none. */
    public static double minDouble(BigDecimal bound, boolean exclusive) {
        double nearest = bound.doubleValue();
        if (Double.isInfinite(nearest)) {
            return nearest;
        }
        int side = of(nearest).compareTo(bound);
        return side > 0 || side == 0 && !exclusive ? nearest : Math.nextUp(nearest);
    }

    /** Returns the highest double whose decimal is within an upper bound; infinite if there is none. */
    public static double maxDouble(BigDecimal bound, boolean exclusive) {
        return -minDouble(bound.negate(), exclusive);
    }
}
