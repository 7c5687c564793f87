package io.riskstream.expression;

import io.riskstream.text.Rfc3339;

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

    /** Returns the seconds of the moment that a text states, and leaves its nanoseconds in the result holder; reports an error for any other text. */
    static long parse(CharSequence text, EvaluationError trap) {
        long seconds = Rfc3339.epochSecond(text, false);
        return seconds < FIRST_SECOND || seconds > LAST_SECOND
                ? error(trap)
                : trap.time(seconds, Rfc3339.nanoOfSecond(text));
    }

    private static long error(EvaluationError trap) {
        trap.raiseError();
        return 0;
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
