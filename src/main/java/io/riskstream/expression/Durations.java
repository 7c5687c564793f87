package io.riskstream.expression;

import io.riskstream.event.Event;

/**
 * Spans of time of up to 10,000 years either way, to the nanosecond: read from texts such as {@code 72h}, {@code 1h30m}, {@code -1.5s}, {@code 250ms}, added
 * and subtracted. What leaves the range is an error.
 */
final class Durations {
    static final long MOST_SECONDS = 315_576_000_000L;
    private static final int NANOS_A_SECOND = 1_000_000_000;
    /** A long holds 36 times a number of so many digits, which is what the fraction of an hour takes. */
    private static final int FRACTION_DIGITS = 17;

    private Durations() {}

    /** {@code duration(x)}: an error if the text is none. */
    static Code.TimeCode read(Code.TextCode text) {
        return (event, trap) -> {
            String x = text.value(event, trap);
            return trap.raised() ? 0 : parse(x, trap);
        };
    }

    /** Yields the duration the text tells, or raises an error: a sign or none, then {@code 0}, or numbers each with one of h, m, s, ms, us, ns. */
    static long parse(String text, EvaluationError trap) {
        boolean negative = text.startsWith("-");
        int at = negative || text.startsWith("+") ? 1 : 0;
        if (at == text.length()) {
            return error(trap);
        } else if (at == text.length() - 1 && text.charAt(at) == '0') {
            return trap.time(0, 0);
        }
        long seconds = 0;
        long nanos = 0;
        while (at < text.length()) {
            int end = endOfDigits(text, at);
            long whole = whole(text, at, end);
            int fraction = end;
            if (end < text.length() && text.charAt(end) == '.') {
                fraction = end + 1;
                end = endOfDigits(text, fraction);
                if (end == fraction) {
                    return error(trap);
                }
            }
            int unit = end;
            while (end < text.length() && !isDigit(text.charAt(end))) {
                end++;
            }
            int exponent = exponent(text, unit, end);
            if (whole < 0 || exponent < 0) {
                return error(trap);
            }
            // a unit is so many times a power of ten of nanoseconds, which keeps fractions exact
            long times = exponent == 11 ? 36 : exponent == 10 ? 6 : 1;
            long perSecond = exponent >= 9 ? 1 : power(9 - exponent);
            long secondsEach = exponent >= 9 ? times * power(exponent - 9) : 0;
            if (exponent >= 9 && whole > MOST_SECONDS / secondsEach) {
                return error(trap);
            }
            seconds += exponent >= 9 ? whole * secondsEach : whole / perSecond;
            nanos += exponent >= 9 ? 0 : whole % perSecond * power(exponent);
            long ofFraction = unit > fraction ? fraction(text, fraction, unit, times, exponent) : 0;
            seconds += (nanos + ofFraction) / NANOS_A_SECOND;
            nanos = (nanos + ofFraction) % NANOS_A_SECOND;
            if (seconds > MOST_SECONDS) {
                return error(trap);
            }
            at = end;
        }
        return negative
                ? normal(-seconds, -nanos, -MOST_SECONDS, MOST_SECONDS, trap)
                : normal(seconds, nanos, -MOST_SECONDS, MOST_SECONDS, trap);
    }

    private static int endOfDigits(String text, int from) {
        int at = from;
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** The digits as a number; -1 if there are none, or too many for a long. */
    private static long whole(String text, int from, int to) {
        long number = from == to ? -1 : 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (number > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            number = 10 * number + digit;
        }
        return number;
    }

    /** The zeros of the unit in nanoseconds; -1 if it is no unit. */
    private static int exponent(String text, int from, int to) {
        int length = to - from;
        if (length == 1) {
            return switch (text.charAt(from)) {
                case 'h' -> 11;
                case 'm' -> 10;
                case 's' -> 9;
                default -> -1;
            };
        } else if (length == 2 && text.charAt(from + 1) == 's') {
            return switch (text.charAt(from)) {
                case 'm' -> 6;
                case 'u', '\u00b5', '\u03bc' -> 3;
                case 'n' -> 0;
                default -> -1;
            };
        }
        return -1;
    }

    /** The digits after a point, in nanoseconds, rounded down. */
    private static long fraction(String text, int from, int to, long times, int exponent) {
        int digits = Math.min(to - from, FRACTION_DIGITS);
        long number = times * whole(text, from, from + digits);
        return digits <= exponent ? number * power(exponent - digits) : number / power(digits - exponent);
    }

    private static long power(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static long error(EvaluationError trap) {
        trap.raiseError();
        return 0;
    }

    /** {@code duration + duration}. */
    static Code.TimeCode plus(Code.TimeCode left, Code.TimeCode right) {
        return (event, trap) -> sum(left, right, event, trap, 1, -MOST_SECONDS, MOST_SECONDS);
    }

    /** {@code duration - duration}. */
    static Code.TimeCode minus(Code.TimeCode left, Code.TimeCode right) {
        return (event, trap) -> sum(left, right, event, trap, -1, -MOST_SECONDS, MOST_SECONDS);
    }

    /** Left and right added, or right taken from left; an error beyond the bounds. */
    static long sum(
            Code.TimeCode left,
            Code.TimeCode right,
            Event event,
            EvaluationError trap,
            int sign,
            long least,
            long most) {
        long x = left.seconds(event, trap);
        int xNanos = trap.nanos();
        if (trap.raised()) {
            return 0;
        }
        long y = right.seconds(event, trap);
        int yNanos = trap.nanos();
        // both are within twelve digits, so this cannot overflow
        return trap.raised() ? 0 : normal(x + sign * y, xNanos + (long) sign * yNanos, least, most, trap);
    }

    /** Yields a time whose nanoseconds may be below 0, or beyond a second. */
    private static long normal(long seconds, long nanos, long least, long most, EvaluationError trap) {
        long whole = seconds + Math.floorDiv(nanos, (long) NANOS_A_SECOND);
        int rest = (int) Math.floorMod(nanos, (long) NANOS_A_SECOND);
        // rounded down, so that the last second has no nanoseconds to spare where the bound is a duration's
        boolean beyond = whole < least || whole > most || whole == most && rest > 0 && most == MOST_SECONDS;
        return beyond ? error(trap) : trap.time(whole, rest);
    }

    /** Whether a duration can be asked for this, as a timestamp can. */
    static boolean has(TimestampPart part) {
        return switch (part) {
            case HOURS, MINUTES, SECONDS, MILLISECONDS -> true;
            default -> false;
        };
    }

    /** The whole duration in hours, minutes or seconds, rounded towards zero; or the milliseconds beyond the whole seconds, negative in a negative one. */
    static Code.IntCode part(Code.TimeCode duration, TimestampPart part) {
        return switch (part) {
            case HOURS -> whole(duration, 3600);
            case MINUTES -> whole(duration, 60);
            case SECONDS -> whole(duration, 1);
            case MILLISECONDS -> milliseconds(duration);
            default -> throw new IllegalArgumentException("a duration has no " + part);
        };
    }

    private static Code.IntCode whole(Code.TimeCode duration, int unitSeconds) {
        return (event, trap) -> {
            long seconds = duration.seconds(event, trap);
            return trap.raised() ? 0 : towardsZero(seconds, trap.nanos()) / unitSeconds;
        };
    }

    private static Code.IntCode milliseconds(Code.TimeCode duration) {
        return (event, trap) -> {
            long seconds = duration.seconds(event, trap);
            if (trap.raised()) {
                return 0;
            }
            int nanos = trap.nanos();
            return (seconds < 0 && nanos > 0 ? nanos - NANOS_A_SECOND : nanos) / 1_000_000;
        };
    }

    private static long towardsZero(long seconds, int nanos) {
        return seconds < 0 && nanos > 0 ? seconds + 1 : seconds;
    }
}
