package io.riskstream.expression;

import java.util.Optional;

/** {@code + - * / %} of numbers, and {@code + -} of times. Whole numbers that overflow, and their division by zero, are errors; doubles follow IEEE 754. */
final class Arithmetic {
    private Arithmetic() {}

    static Code negate(Code operand) {
        if (operand instanceof Code.OfInt whole) {
            Code.IntCode code = whole.code();
            return new Code.OfInt(
                    (event, trap) -> {
                        long x = code.value(event, trap);
                        if (trap.raised()) {
                            return 0;
                        }
                        if (x == Long.MIN_VALUE) {
                            trap.raiseError();
                        }
                        return -x;
                    },
                    false);
        }
        Code.DoubleCode code = operand.asDouble();
        return new Code.OfDouble(
                (event, trap) -> {
                    double x = code.value(event, trap);
                    return trap.raised() ? 0 : -x;
                },
                false);
    }

    static Code of(String sign, Code left, Code right) {
        if (left instanceof Code.OfInt a && right instanceof Code.OfInt b) {
            return new Code.OfInt(ofInts(sign, a.code(), b.code()), false);
        }
        return new Code.OfDouble(ofDoubles(sign, left.asDouble(), right.asDouble()), false);
    }

    /** {@code + -} of timestamps and durations; empty if these two do not go together. */
    static Optional<Code> ofTimes(String sign, Code left, Code right) {
        boolean plus = sign.equals("+");
        if (!plus && !sign.equals("-") || !left.isTime() || !right.isTime()) {
            return Optional.empty();
        }
        Code.TimeCode a = left.asTime();
        Code.TimeCode b = right.asTime();
        boolean moment = left instanceof Code.OfTimestamp;
        boolean otherMoment = right instanceof Code.OfTimestamp;
        if (plus && moment && otherMoment || !plus && !moment && otherMoment) {
            return Optional.empty();
        } else if (moment == otherMoment) {
            return Optional.of(new Code.OfDuration(
                    moment ? Timestamps.between(a, b) : plus ? Durations.plus(a, b) : Durations.minus(a, b), false));
        }
        return Optional.of(new Code.OfTimestamp(plus ? Timestamps.plus(a, b) : Timestamps.minus(a, b), false));
    }

    // each operation is a closure of its own: a shared one that called the operation would cost a second jump

    private static Code.IntCode ofInts(String sign, Code.IntCode left, Code.IntCode right) {
        return switch (sign) {
            case "+" ->
                (event, trap) -> {
                    long x = left.value(event, trap);
                    long y = trap.raised() ? 0 : right.value(event, trap);
                    return trap.raised() ? 0 : add(x, y, trap);
                };
            case "-" ->
                (event, trap) -> {
                    long x = left.value(event, trap);
                    long y = trap.raised() ? 0 : right.value(event, trap);
                    return trap.raised() ? 0 : subtract(x, y, trap);
                };
            case "*" ->
                (event, trap) -> {
                    long x = left.value(event, trap);
                    long y = trap.raised() ? 0 : right.value(event, trap);
                    return trap.raised() ? 0 : multiply(x, y, trap);
                };
            case "/" ->
                (event, trap) -> {
                    long x = left.value(event, trap);
                    long y = trap.raised() ? 0 : right.value(event, trap);
                    return trap.raised() ? 0 : divide(x, y, trap);
                };
            case "%" ->
                (event, trap) -> {
                    long x = left.value(event, trap);
                    long y = trap.raised() ? 0 : right.value(event, trap);
                    return trap.raised() ? 0 : remainder(x, y, trap);
                };
            default -> throw new IllegalArgumentException(sign);
        };
    }

    private static long add(long x, long y, EvaluationError trap) {
        long sum = x + y;
        if (((x ^ sum) & (y ^ sum)) < 0) {
            trap.raiseError();
        }
        return sum;
    }

    private static long subtract(long x, long y, EvaluationError trap) {
        long difference = x - y;
        if (((x ^ y) & (x ^ difference)) < 0) {
            trap.raiseError();
        }
        return difference;
    }

    private static long multiply(long x, long y, EvaluationError trap) {
        long product = x * y;
        if (Math.multiplyHigh(x, y) != product >> 63) {
            trap.raiseError();
        }
        return product;
    }

    private static long divide(long x, long y, EvaluationError trap) {
        if (y == 0 || x == Long.MIN_VALUE && y == -1) {
            trap.raiseError();
            return 0;
        }
        return x / y;
    }

    private static long remainder(long x, long y, EvaluationError trap) {
        if (y == 0) {
            trap.raiseError();
            return 0;
        }
        return x % y;
    }

    private static Code.DoubleCode ofDoubles(String sign, Code.DoubleCode left, Code.DoubleCode right) {
        return switch (sign) {
            case "+" ->
                (event, trap) -> {
                    double x = left.value(event, trap);
                    double y = trap.raised() ? 0 : right.value(event, trap);
                    return trap.raised() ? 0 : x + y;
                };
            case "-" ->
                (event, trap) -> {
                    double x = left.value(event, trap);
                    double y = trap.raised() ? 0 : right.value(event, trap);
                    return trap.raised() ? 0 : x - y;
                };
            case "*" ->
                (event, trap) -> {
                    double x = left.value(event, trap);
                    double y = trap.raised() ? 0 : right.value(event, trap);
                    return trap.raised() ? 0 : x * y;
                };
            case "/" ->
                (event, trap) -> {
                    double x = left.value(event, trap);
                    double y = trap.raised() ? 0 : right.value(event, trap);
                    return trap.raised() ? 0 : x / y;
                };
            default -> throw new IllegalArgumentException(sign);
        };
    }
}
