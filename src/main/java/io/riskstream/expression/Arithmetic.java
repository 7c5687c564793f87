package io.riskstream.expression;

import java.util.Optional;

/** Code for {@code + - * / %} of numbers and {@code + -} of times. An overflow of whole numbers and a division of whole numbers by zero are errors; doubles follow IEEE 754. */
final class Arithmetic {
    private Arithmetic() {}

    static Code negate(Code operand) {
        if (operand instanceof Code.OfInt whole) {
            Code.IntCode code = whole.code();
            return new Code.OfInt(
                    (event, status) -> {
                        long x = code.value(event, status);
                        if (status.raised()) {
                            return 0;
                        }
                        if (x == Long.MIN_VALUE) {
                            status.raiseError();
                        }
                        return -x;
                    },
                    false);
        }
        Code.DoubleCode code = operand.asDouble();
        return new Code.OfDouble(
                (event, status) -> {
                    double x = code.value(event, status);
                    return status.raised() ? 0 : -x;
                },
                false);
    }

    static Code of(String sign, Code left, Code right) {
        if (left instanceof Code.OfInt a && right instanceof Code.OfInt b) {
            return new Code.OfInt(ofInts(sign, a.code(), b.code()), false);
        }
        return new Code.OfDouble(ofDoubles(sign, left.asDouble(), right.asDouble()), false);
    }

    /** Returns the code of {@code + -} of timestamps and durations; empty if the operation is not defined for these two types. */
    static Optional<Code> ofTimes(String sign, Code left, Code right) {
        boolean plus = sign.equals("+");
        if (!plus && !sign.equals("-") || !left.isTime() || !right.isTime()) {
            return Optional.empty();
        }
        Code.TimeCode a = left.asTime();
        Code.TimeCode b = right.asTime();
        boolean isTimestamp = left instanceof Code.OfTimestamp;
        boolean isOtherTimestamp = right instanceof Code.OfTimestamp;
        if (plus && isTimestamp && isOtherTimestamp || !plus && !isTimestamp && isOtherTimestamp) {
            return Optional.empty();
        } else if (isTimestamp == isOtherTimestamp) {
            return Optional.of(new Code.OfDuration(
                    isTimestamp ? Timestamps.between(a, b) : plus ? Durations.plus(a, b) : Durations.minus(a, b),
                    false));
        }
        return Optional.of(new Code.OfTimestamp(plus ? Timestamps.plus(a, b) : Timestamps.minus(a, b), false));
    }

    // each operation is a closure of its own: a shared closure would need a second virtual call for the operation

    private static Code.IntCode ofInts(String sign, Code.IntCode left, Code.IntCode right) {
        return switch (sign) {
            case "+" ->
                (event, status) -> {
                    long x = left.value(event, status);
                    long y = status.raised() ? 0 : right.value(event, status);
                    return status.raised() ? 0 : add(x, y, status);
                };
            case "-" ->
                (event, status) -> {
                    long x = left.value(event, status);
                    long y = status.raised() ? 0 : right.value(event, status);
                    return status.raised() ? 0 : subtract(x, y, status);
                };
            case "*" ->
                (event, status) -> {
                    long x = left.value(event, status);
                    long y = status.raised() ? 0 : right.value(event, status);
                    return status.raised() ? 0 : multiply(x, y, status);
                };
            case "/" ->
                (event, status) -> {
                    long x = left.value(event, status);
                    long y = status.raised() ? 0 : right.value(event, status);
                    return status.raised() ? 0 : divide(x, y, status);
                };
            case "%" ->
                (event, status) -> {
                    long x = left.value(event, status);
                    long y = status.raised() ? 0 : right.value(event, status);
                    return status.raised() ? 0 : remainder(x, y, status);
                };
            default -> throw new IllegalArgumentException(sign);
        };
    }

    private static long add(long x, long y, EvaluationStatus status) {
        long sum = x + y;
        if (((x ^ sum) & (y ^ sum)) < 0) {
            status.raiseError();
        }
        return sum;
    }

    private static long subtract(long x, long y, EvaluationStatus status) {
        long difference = x - y;
        if (((x ^ y) & (x ^ difference)) < 0) {
            status.raiseError();
        }
        return difference;
    }

    private static long multiply(long x, long y, EvaluationStatus status) {
        long product = x * y;
        if (Math.multiplyHigh(x, y) != product >> 63) {
            status.raiseError();
        }
        return product;
    }

    private static long divide(long x, long y, EvaluationStatus status) {
        if (y == 0 || x == Long.MIN_VALUE && y == -1) {
            status.raiseError();
            return 0;
        }
        return x / y;
    }

    private static long remainder(long x, long y, EvaluationStatus status) {
        if (y == 0) {
            status.raiseError();
            return 0;
        }
        return x % y;
    }

    private static Code.DoubleCode ofDoubles(String sign, Code.DoubleCode left, Code.DoubleCode right) {
        return switch (sign) {
            case "+" ->
                (event, status) -> {
                    double x = left.value(event, status);
                    double y = status.raised() ? 0 : right.value(event, status);
                    return status.raised() ? 0 : x + y;
                };
            case "-" ->
                (event, status) -> {
                    double x = left.value(event, status);
                    double y = status.raised() ? 0 : right.value(event, status);
                    return status.raised() ? 0 : x - y;
                };
            case "*" ->
                (event, status) -> {
                    double x = left.value(event, status);
                    double y = status.raised() ? 0 : right.value(event, status);
                    return status.raised() ? 0 : x * y;
                };
            case "/" ->
                (event, status) -> {
                    double x = left.value(event, status);
                    double y = status.raised() ? 0 : right.value(event, status);
                    return status.raised() ? 0 : x / y;
                };
            default -> throw new IllegalArgumentException(sign);
        };
    }
}
