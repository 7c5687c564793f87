package io.riskstream.validate.compiled;

import io.riskstream.validate.schema.CheckWork;
import io.riskstream.validate.schema.Decimals;
import io.riskstream.validate.schema.JsonKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Keywords that constrain numbers. The decimals of a schema are converted once to longs and doubles that compare alike. */
final class NumberChecks {
    private static final Set<JsonKind> NUMBERS = EnumSet.of(JsonKind.LONG, JsonKind.DOUBLE);

    private NumberChecks() {}

    /** {@code minimum}, {@code maximum}, {@code exclusiveMinimum} or {@code exclusiveMaximum}. */
    record Bound(BigDecimal bound, boolean lower, boolean exclusive) {
        static Bound of(String keyword, BigDecimal bound) {
            boolean lower = keyword.equals("minimum") || keyword.equals("exclusiveMinimum");
            return new Bound(bound, lower, keyword.startsWith("exclusive"));
        }

        /** Returns the integer within this bound that is nearest to it; it may exceed a long. */
        BigInteger nearestInteger() {
            BigInteger whole = bound.setScale(0, lower ? RoundingMode.CEILING : RoundingMode.FLOOR)
                    .toBigInteger();
            if (!exclusive || !Decimals.isWhole(bound)) {
                return whole;
            }
            return lower ? whole.add(BigInteger.ONE) : whole.subtract(BigInteger.ONE);
        }
    }

    /** All bounds of one schema: two comparisons. */
    static final class Range extends KeywordCheck {
        private static final BigInteger MIN_LONG = BigInteger.valueOf(Long.MIN_VALUE);
        private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

        private final long minLong;
        private final long maxLong;
        private final double minDouble;
        private final double maxDouble;

        Range(List<Bound> bounds) {
            super(NUMBERS);
            BigInteger minInteger = MIN_LONG;
            BigInteger maxInteger = MAX_LONG;
            double lowest = Double.NEGATIVE_INFINITY;
            double highest = Double.POSITIVE_INFINITY;
            for (Bound bound : bounds) {
                if (bound.lower()) {
                    minInteger = minInteger.max(bound.nearestInteger());
                    lowest = Math.max(lowest, Decimals.minDouble(bound.bound(), bound.exclusive()));
                } else {
                    maxInteger = maxInteger.min(bound.nearestInteger());
                    highest = Math.min(highest, Decimals.maxDouble(bound.bound(), bound.exclusive()));
                }
            }
            boolean empty = minInteger.compareTo(MAX_LONG) > 0 || maxInteger.compareTo(MIN_LONG) < 0;
            this.minLong = empty ? Long.MAX_VALUE : minInteger.longValueExact();
            this.maxLong = empty ? Long.MIN_VALUE : maxInteger.longValueExact();
            this.minDouble = lowest;
            this.maxDouble = highest;
        }

        @Override
        boolean acceptsLong(long number) {
            return number >= minLong && number <= maxLong;
        }

        @Override
        boolean acceptsDouble(double number) {
            return number >= minDouble && number <= maxDouble;
        }
    }

    /** {@code multipleOf}. */
    static final class MultipleOf extends KeywordCheck {
        private static final BigDecimal MAX_FAST_FACTOR = BigDecimal.valueOf(Decimals.MAX_EXACT);
        /** A double below this limit prints as the decimal that it was read from. */
        private static final double MAX_FAST = 1e15;

        private static final int MAX_DECIMAL_PLACES = 15;
        private static final int UNITS_OF_DIVISION = 30;

        private final BigDecimal factor;
        /** The factor is {@code units / scale}; 0 if it is too large for arithmetic with longs. */
        private final long units;

        private final long scale;

        private final CheckWork work;

        MultipleOf(BigDecimal factor, CheckWork work) {
            super(NUMBERS);
            this.work = work;
            this.factor = factor;
            boolean fast = factor.compareTo(MAX_FAST_FACTOR) <= 0 && factor.scale() <= MAX_DECIMAL_PLACES;
            this.scale = fast ? BigInteger.TEN.pow(Math.max(factor.scale(), 0)).longValueExact() : 1;
            BigDecimal scaled = factor.multiply(BigDecimal.valueOf(scale));
            this.units = fast && Decimals.isLong(scaled) ? scaled.longValueExact() : 0;
        }

        @Override
        boolean acceptsLong(long number) {
            if (units != 0 && scale == 1) {
                return number % units == 0;
            }
            return number > -MAX_FAST && number < MAX_FAST && isSurelyMultiple((double) number)
                    || isMultiple(BigDecimal.valueOf(number));
        }

        @Override
        boolean acceptsDouble(double number) {
            return isSurelyMultiple(number) || isMultiple(Decimals.of(number));
        }

        /** True only if the number is a multiple; false if it takes a decimal, which allocates, to know. */
        private boolean isSurelyMultiple(double number) {
            double scaled = Math.rint(number * scale);
            return units != 0
                    && scaled > -MAX_FAST
                    && scaled < MAX_FAST
                    && scaled / scale == number
                    && (long) scaled % units == 0;
        }

        /** Divides numbers of up to 1,300 digits. */
        private boolean isMultiple(BigDecimal number) {
            work.spend(UNITS_OF_DIVISION);
            return number.remainder(factor).signum() == 0;
        }
    }
}
