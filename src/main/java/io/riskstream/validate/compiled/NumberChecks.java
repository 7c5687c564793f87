package io.riskstream.validate.compiled;

import com.google.gson.JsonObject;
import io.riskstream.validate.schema.Decimals;
import io.riskstream.validate.schema.FailureList;
import io.riskstream.validate.schema.JsonKind;
import io.riskstream.validate.schema.ValueLocation;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Keywords about numbers. What a schema says in decimals is turned once into longs and doubles that compare the same. */
final class NumberChecks {
    private static final Set<JsonKind> NUMBERS = EnumSet.of(JsonKind.INTEGER, JsonKind.NUMBER);

    private NumberChecks() {}

    /** {@code minimum}, {@code maximum}, {@code exclusiveMinimum} or {@code exclusiveMaximum}. */
    static final class Bound extends KeywordCheck.Assertion {
        private final BigDecimal bound;
        private final boolean lower;
        private final boolean exclusive;

        Bound(String keyword, JsonObject rule, BigDecimal bound) {
            super(keyword, rule, NUMBERS);
            this.bound = bound;
            this.lower = keyword.equals("minimum") || keyword.equals("exclusiveMinimum");
            this.exclusive = keyword.startsWith("exclusive");
        }

        /** The least long that is in these bounds; beyond the longs, none is. */
        BigInteger leastInteger() {
            BigInteger whole = bound.setScale(0, RoundingMode.CEILING).toBigInteger();
            return exclusive && Decimals.isWhole(bound) ? whole.add(BigInteger.ONE) : whole;
        }

        BigInteger greatestInteger() {
            BigInteger whole = bound.setScale(0, RoundingMode.FLOOR).toBigInteger();
            return exclusive && Decimals.isWhole(bound) ? whole.subtract(BigInteger.ONE) : whole;
        }

        @Override
        boolean acceptsInteger(long number) {
            return isIn(BigDecimal.valueOf(number));
        }

        @Override
        boolean acceptsNumber(double number) {
            return isIn(Decimals.of(number));
        }

        private boolean isIn(BigDecimal number) {
            int side = lower ? number.compareTo(bound) : bound.compareTo(number);
            return exclusive ? side > 0 : side >= 0;
        }
    }

    /** All bounds of one schema: two comparisons. */
    static final class Range extends KeywordCheck {
        private static final BigInteger LEAST_LONG = BigInteger.valueOf(Long.MIN_VALUE);
        private static final BigInteger GREATEST_LONG = BigInteger.valueOf(Long.MAX_VALUE);

        private final List<Bound> bounds;
        private final long leastInteger;
        private final long greatestInteger;
        private final double leastNumber;
        private final double greatestNumber;

        Range(List<Bound> bounds) {
            super(NUMBERS);
            this.bounds = bounds;
            BigInteger least = LEAST_LONG;
            BigInteger greatest = GREATEST_LONG;
            double leastDouble = Double.NEGATIVE_INFINITY;
            double greatestDouble = Double.POSITIVE_INFINITY;
            for (Bound bound : bounds) {
                if (bound.lower) {
                    least = least.max(bound.leastInteger());
                    leastDouble = Math.max(leastDouble, Decimals.leastDouble(bound.bound, bound.exclusive));
                } else {
                    greatest = greatest.min(bound.greatestInteger());
                    greatestDouble = Math.min(greatestDouble, Decimals.greatestDouble(bound.bound, bound.exclusive));
                }
            }
            boolean empty = least.compareTo(GREATEST_LONG) > 0 || greatest.compareTo(LEAST_LONG) < 0;
            this.leastInteger = empty ? Long.MAX_VALUE : least.longValueExact();
            this.greatestInteger = empty ? Long.MIN_VALUE : greatest.longValueExact();
            this.leastNumber = leastDouble;
            this.greatestNumber = greatestDouble;
        }

        @Override
        boolean acceptsInteger(long number) {
            return number >= leastInteger && number <= greatestInteger;
        }

        @Override
        boolean acceptsNumber(double number) {
            return number >= leastNumber && number <= greatestNumber;
        }

        @Override
        void explain(Object value, ValueLocation place, FailureList failures) {
            bounds.forEach(bound -> bound.explain(value, place, failures));
        }
    }

    /** {@code multipleOf}. */
    static final class MultipleOf extends KeywordCheck.Assertion {
        private static final BigDecimal LARGEST = BigDecimal.valueOf(Decimals.EXACT);
        /** Fewer digits than this, and a double is written as the decimal that it was read from. */
        private static final double SHORT = 1e15;

        private static final int MOST_PLACES = 15;

        private final BigDecimal factor;
        /** The factor is {@code units / scale}; 0 where that is too large for quick arithmetic. */
        private final long units;

        private final long scale;

        MultipleOf(JsonObject rule, BigDecimal factor) {
            super("multipleOf", rule, NUMBERS);
            this.factor = factor;
            boolean quick = factor.compareTo(LARGEST) <= 0 && factor.scale() <= MOST_PLACES;
            this.scale = quick ? BigInteger.TEN.pow(Math.max(factor.scale(), 0)).longValueExact() : 1;
            BigDecimal scaled = factor.multiply(BigDecimal.valueOf(scale));
            this.units = quick && Decimals.isLong(scaled) ? scaled.longValueExact() : 0;
        }

        @Override
        boolean acceptsInteger(long number) {
            if (units != 0 && scale == 1) {
                return number % units == 0;
            }
            return number > -SHORT && number < SHORT && isQuicklyMultiple((double) number)
                    || isMultiple(BigDecimal.valueOf(number));
        }

        @Override
        boolean acceptsNumber(double number) {
            return isQuicklyMultiple(number) || isMultiple(Decimals.of(number));
        }

        /** Whether it certainly is one: without decimals, which cost memory. */
        private boolean isQuicklyMultiple(double number) {
            double scaled = Math.rint(number * scale);
            return units != 0
                    && scaled > -SHORT
                    && scaled < SHORT
                    && scaled / scale == number
                    && (long) scaled % units == 0;
        }

        private boolean isMultiple(BigDecimal number) {
            return number.remainder(factor).signum() == 0;
        }
    }
}
