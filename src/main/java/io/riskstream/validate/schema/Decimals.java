package io.riskstream.validate.schema;

import java.math.BigDecimal;

/**
 * What decimal number a value stands for. A double stands for the one that Java writes it as, and not for the binary fraction that it is: 0.1 in
 * an event is 0.1 in a schema, and 0.07 is a multiple of 0.01.
 */
public final class Decimals {
    /** Up to here every whole number is a double, and its decimal is itself. */
    public static final double MAX_EXACT = 1L << 53;

    private static final BigDecimal MIN_LONG = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal MAX_LONG = BigDecimal.valueOf(Long.MAX_VALUE);

    private Decimals() {}

    /** The decimal of a Long, a Double or any other number. */
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

    /** The decimal as a Long, else as the Double that stands for it, else as it is. */
    static Number value(BigDecimal decimal) {
        if (isLong(decimal)) {
            return decimal.longValueExact();
        }
        double nearest = decimal.doubleValue();
        return Double.isFinite(nearest) && of(nearest).compareTo(decimal) == 0 ? (Number) nearest : decimal;
    }

    /** Compares by value; costs nothing but for a whole number with a fraction, or a very large one. */
    static int compare(Number a, Number b) {
        if (a instanceof Long x && b instanceof Long y) {
            return Long.compare(x, y);
        }
        if (a instanceof Double x && b instanceof Double y) {
            return x < y ? -1 : x > y ? 1 : 0; // zeros of both signs are one
        }
        return of(a).compareTo(of(b));
    }

    /** The least double that stands for this number or a greater one; infinite if there is none. */
    public static double minDouble(BigDecimal bound, boolean exclusive) {
        double nearest = bound.doubleValue();
        if (Double.isInfinite(nearest)) {
            return nearest;
        }
        int side = of(nearest).compareTo(bound);
        return side > 0 || side == 0 && !exclusive ? nearest : Math.nextUp(nearest);
    }

    /** The greatest double that stands for this number or a smaller one; infinite if there is none. */
    public static double maxDouble(BigDecimal bound, boolean exclusive) {
        return -minDouble(bound.negate(), exclusive);
    }
}
