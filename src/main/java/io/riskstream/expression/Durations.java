package io.riskstream.expression;

import io.riskstream.event.Event;

/**
 * Code for durations of up to 10,000 years, positive or negative, with nanoseconds: parsing of strings such as {@code 72h}, {@code 1h30m}, {@code -1.5s} or {@code
 * 250ms}, addition and subtraction. A result out of range is an error.
 */
final class Durations {
    static final long MAX_SECONDS = 315_576_000_000L;
    private static final int NANOS_A_SECOND = 1_000_000_000;
    /** The fraction of an hour is multiplied by 36, and the product of 36 and a number with this many digits fits a long. */
    private static final int FRACTION_DIGITS = 17;

    private Durations() {}

    /** Returns the code of {@code duration(x)}. A string that is not a duration is an error. */
    static Code.TimeCode read(Code.TextCode text) {
        return (event, status) -> {
            String x = text.value(event, status);
            return status.raised() ? 0 : parse(x, status);
        };
    }

    /** Returns the seconds of a duration, or reports an error. Syntax: an optional sign, then {@code 0} or numbers, each with a unit: h, m, s, ms, us or ns. */
    static long parse(String text, EvaluationStatus status) {
        boolean negative = text.startsWith("-");
        int offset = negative || text.startsWith("+") ? 1 : 0;
        if (offset == text.length()) {
            return error(status);
        } else if (offset == text.length() - 1 && text.charAt(offset) == '0') {
            return status.time(0, 0);
        }
        long seconds = 0;
        long nanos = 0;
        while (offset < text.length()) {
            int end = endOfDigits(text, offset);
            long whole = whole(text, offset, end);
            int fraction = end;
            if (end < text.length() && text.charAt(end) == '.') {
                fraction = end + 1;
                end = endOfDigits(text, fraction);
                if (end == fraction) {
                    return error(status);
                }
            }
            int unit = end;
            while (end < text.length() && !isDigit(text.charAt(end))) {
                end++;
            }
            int exponent = exponent(text, unit, end);
            if (whole < 0 || exponent < 0) {
                return error(status);
            }
            // a unit is 1, 6 or 36 times a power of ten of nanoseconds; this keeps fractions exact
            long times = exponent == 11 ? 36 : exponent == 10 ? 6 : 1;
            long perSecond = exponent >= 9 ? 1 : power(9 - exponent);
            long secondsEach = exponent >= 9 ? times * power(exponent - 9) : 0;
            if (exponent >= 9 && whole > MAX_SECONDS / secondsEach) {
                return error(status);
            }
            seconds += exponent >= 9 ? whole * secondsEach : whole / perSecond;
            nanos += exponent >= 9 ? 0 : whole % perSecond * power(exponent);
            long ofFraction = unit > fraction ? fraction(text, fraction, unit, times, exponent) : 0;
            seconds += (nanos + ofFraction) / NANOS_A_SECOND;
            nanos = (nanos + ofFraction) % NANOS_A_SECOND;
            if (seconds > MAX_SECONDS) {
                return error(status);
            }
            offset = end;
        }
        return negative
                ? normal(-seconds, -nanos, -MAX_SECONDS, MAX_SECONDS, status)
                : normal(seconds, nanos, -MAX_SECONDS, MAX_SECONDS, status);
    }

    private static int endOfDigits(String text, int from) {
        int end = from;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** Returns the number that the digits form; -1 if there are no digits, or the number does not fit a long. */
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

    /** Returns the power of ten of the unit in nanoseconds; -1 if it is not a unit. */
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

    /** Returns the digits after a point in nanoseconds, rounded down. */
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

    private static long error(EvaluationStatus status) {
        status.raiseError();
        return 0;
    }

    /** Returns the code of {@code duration + duration}. */
    static Code.TimeCode plus(Code.TimeCode left, Code.TimeCode right) {
        return (event, status) -> sum(left, right, event, status, 1, -MAX_SECONDS, MAX_SECONDS);
    }

    /** Returns the code of {@code duration - duration}. */
    static Code.TimeCode minus(Code.TimeCode left, Code.TimeCode right) {
        return (event, status) -> sum(left, right, event, status, -1, -MAX_SECONDS, MAX_SECONDS);
    }

    /**
     * Returns the sum or difference of two times, or reports an error if it is out of range.
     *
     * @param sign 1 to add, -1 to subtract
     */
    static long sum(
            Code.TimeCode left,
            Code.TimeCode right,
            Event event,
            EvaluationStatus status,
            int sign,
            long min,
            long max) {
        long x = left.seconds(event, status);
        int xNanos = status.nanos();
        if (status.raised()) {
            return 0;
        }
        long y = right.seconds(event, status);
        int yNanos = status.nanos();
        // both have at most twelve digits, so the sum cannot overflow
        return status.raised() ? 0 : normal(x + sign * y, xNanos + (long) sign * yNanos, min, max, status);
    }

    /** Returns a time whose nanoseconds may be below 0 or above a second, normalized. */
    private static long normal(long seconds, long nanos, long min, long max, EvaluationStatus status) {
        long whole = seconds + Math.floorDiv(nanos, (long) NANOS_A_SECOND);
        int rest = (int) Math.floorMod(nanos, (long) NANOS_A_SECOND);
        // the longest duration has whole seconds only
        boolean beyond = whole < min || whole > max || whole == max && rest > 0 && max == MAX_SECONDS;
        return beyond ? error(status) : status.time(whole, rest);
    }

    /** True if a duration has this part, as a timestamp does. */
    static boolean has(TimestampPart part) {
        return switch (part) {
            case HOURS, MINUTES, SECONDS, MILLISECONDS -> true;
            default -> false;
        };
    }

    /** Returns the code of a part: the whole duration in hours, minutes or seconds, rounded towards zero; or the milliseconds beyond the whole seconds, negative for a negative duration. */
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
        return (event, status) -> {
            long seconds = duration.seconds(event, status);
            return status.raised() ? 0 : towardsZero(seconds, status.nanos()) / unitSeconds;
        };
    }

    private static Code.IntCode milliseconds(Code.TimeCode duration) {
        return (event, status) -> {
            long seconds = duration.seconds(event, status);
            if (status.raised()) {
                return 0;
            }
            int nanos = status.nanos();
            return (seconds < 0 && nanos > 0 ? nanos - NANOS_A_SECOND : nanos) / 1_000_000;
        };
    }

    private static long towardsZero(long seconds, int nanos) {
        return seconds < 0 && nanos > 0 ? seconds + 1 : seconds;
    }
}
