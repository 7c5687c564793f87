package io.riskstream.expression;

/**
 * Moments between the years 1 and 9999, to the nanosecond: read from texts as RFC 3339 writes them with capital letters ({@code
 * 2005-08-28T06:10:00.25-05:00}), moved by durations, and measured against each other. What leaves the range is an error.
 *
 * <p>Texts are read by hand, in some 20 ns and without garbage, since those of events are read at every evaluation. More than nine digits of a
 * second's fraction are cut off. {@code :60}, a leap second, may end a day in UTC, and is the first second of the next.
 */
final class Timestamps {
    static final long FIRST_SECOND = -62_135_596_800L;
    static final long LAST_SECOND = 253_402_300_799L;

    private static final int NANOS_A_SECOND = 1_000_000_000;
    private static final int MINUTES_A_DAY = 24 * 60;
    private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private Timestamps() {}

    /** {@code timestamp(x)}: an error if the text is none. */
    static Code.TimeCode read(Code.TextCode text) {
        if (text instanceof Concatenation.Join join) {
            Concatenation.Joined joined = new Concatenation.Joined();
            return (event, trap) -> join.into(joined, event, trap) ? parse(joined, trap) : 0;
        }
        return (event, trap) -> {
            String x = text.value(event, trap);
            return trap.raised() ? 0 : parse(x, trap);
        };
    }

    /** Yields the moment the text tells, or raises an error. */
    static long parse(CharSequence text, EvaluationError trap) {
        int length = text.length();
        boolean shaped = length >= 20
                && text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && text.charAt(10) == 'T'
                && text.charAt(13) == ':'
                && text.charAt(16) == ':';
        if (!shaped) {
            return error(trap);
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 2);
        int day = number(text, 8, 2);
        int hour = number(text, 11, 2);
        int minute = number(text, 14, 2);
        int second = number(text, 17, 2);
        if ((year | month | day | hour | minute | second) < 0
                || !isDay(year, month, day)
                || hour > 23
                || minute > 59
                || second > 60) {
            return error(trap);
        }
        int at = 19;
        int nanos = 0;
        if (text.charAt(at) == '.') {
            int first = ++at;
            for (int unit = NANOS_A_SECOND / 10; at < length && isDigit(text.charAt(at)); at++, unit /= 10) {
                nanos += unit * (text.charAt(at) - '0');
            }
            if (at == first) {
                return error(trap);
            }
        }
        int offset = offset(text, at);
        int ofDay = hour * 60 + minute - offset;
        boolean leap = second == 60 && Math.floorMod(ofDay, MINUTES_A_DAY) != MINUTES_A_DAY - 1;
        if (offset == Integer.MIN_VALUE || leap) {
            return error(trap);
        }
        return inRange(Calendar.epochDay(year, month, day) * 86_400 + ofDay * 60L + second, nanos, trap);
    }

    /** Minutes east of UTC, from the end of the text; the least integer if there is no sound offset. */
    private static int offset(CharSequence text, int at) {
        int left = text.length() - at;
        if (left == 1 && text.charAt(at) == 'Z') {
            return 0;
        }
        if (left != 6 || text.charAt(at + 3) != ':' || text.charAt(at) != '+' && text.charAt(at) != '-') {
            return Integer.MIN_VALUE;
        }
        int hours = number(text, at + 1, 2);
        int minutes = number(text, at + 4, 2);
        if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
            return Integer.MIN_VALUE;
        }
        return (text.charAt(at) == '-' ? -1 : 1) * (hours * 60 + minutes);
    }

    private static boolean isDay(int year, int month, int day) {
        if (month < 1 || month > 12 || day < 1) {
            return false;
        }
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return day <= (month == 2 && leap ? 29 : DAYS[month - 1]);
    }

    /** The digits there as a number, or -1 if one is none. */
    private static int number(CharSequence text, int from, int digits) {
        int number = 0;
        for (int i = from; i < from + digits; i++) {
            if (!isDigit(text.charAt(i))) {
                return -1;
            }
            number = 10 * number + text.charAt(i) - '0';
        }
        return number;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static long error(EvaluationError trap) {
        trap.raiseError();
        return 0;
    }

    private static long inRange(long seconds, int nanos, EvaluationError trap) {
        return seconds < FIRST_SECOND || seconds > LAST_SECOND ? error(trap) : trap.time(seconds, nanos);
    }

    /** {@code timestamp + duration}, either way round. */
    static Code.TimeCode plus(Code.TimeCode left, Code.TimeCode right) {
        return (event, trap) -> Durations.sum(left, right, event, trap, 1, FIRST_SECOND, LAST_SECOND);
    }

    /** {@code timestamp - duration}. */
    static Code.TimeCode minus(Code.TimeCode moment, Code.TimeCode duration) {
        return (event, trap) -> Durations.sum(moment, duration, event, trap, -1, FIRST_SECOND, LAST_SECOND);
    }

    /** {@code timestamp - timestamp}: a duration, which always is in range. */
    static Code.TimeCode between(Code.TimeCode left, Code.TimeCode right) {
        return Durations.minus(left, right);
    }

    /** What a part of a date or time of day is asked by, such as {@code getFullYear}. */
    static Code.IntCode part(Code.TimeCode moment, TimestampPart part, ZoneTable zone) {
        return (event, trap) -> {
            long seconds = moment.seconds(event, trap);
            return trap.raised() ? 0 : part.of(seconds + zone.offset(seconds), trap.nanos());
        };
    }
}
