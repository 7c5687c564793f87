package io.riskstream.expression;

import io.riskstream.text.Rfc3339;
import java.time.Instant;

/**
 * Code for timestamps between the years 1 and 9999, with nanoseconds: parsing of RFC 3339 ({@code 2005-08-28T06:10:00.25-05:00}), addition and
 * subtraction. A result out of range is an error.
 */
final class Timestamps {
    static final long FIRST_SECOND = -62_135_596_800L;
    static final long LAST_SECOND = 253_402_300_799L;

    private Timestamps() {}

    /** Returns the code of {@code timestamp(x)}. A string that is not a timestamp is an error. */
    static Code.TimeCode read(Code.TextCode text) {
        if (text instanceof Concatenation.Join join) {
            Concatenation.Joined joined = new Concatenation.Joined();
            return (event, status) -> join.into(joined, event, status) ? parse(joined, status) : 0;
        }
        return (event, status) -> {
            String x = text.value(event, status);
            return status.raised() ? 0 : parse(x, status);
        };
    }

    /** Returns the seconds of a timestamp, or reports an error. The nanoseconds are left in the status. */
    static long parse(CharSequence text, EvaluationStatus status) {
        long seconds = Rfc3339.epochSecond(text);
        return seconds < FIRST_SECOND || seconds > LAST_SECOND
                ? error(status)
                : status.time(seconds, Rfc3339.nanoOfSecond(text));
    }

    /** Returns the code of {@code eventTime()}. */
    static Code.TimeCode ofEvent() {
        return (event, status) -> {
            Instant time = event.time();
            return status.time(time.getEpochSecond(), time.getNano());
        };
    }

    private static long error(EvaluationStatus status) {
        status.raiseError();
        return 0;
    }

    /** Returns the code of {@code timestamp + duration} or {@code duration + timestamp}. */
    static Code.TimeCode plus(Code.TimeCode left, Code.TimeCode right) {
        return (event, status) -> Durations.sum(left, right, event, status, 1, FIRST_SECOND, LAST_SECOND);
    }

    /** Returns the code of {@code timestamp - duration}. */
    static Code.TimeCode minus(Code.TimeCode moment, Code.TimeCode duration) {
        return (event, status) -> Durations.sum(moment, duration, event, status, -1, FIRST_SECOND, LAST_SECOND);
    }

    /** Returns the code of {@code timestamp - timestamp}, a duration that is always in range. */
    static Code.TimeCode between(Code.TimeCode left, Code.TimeCode right) {
        return Durations.minus(left, right);
    }

    /** Returns the code of a part of a date or time of day, such as {@code getFullYear}. */
    static Code.IntCode part(Code.TimeCode moment, TimestampPart part, ZoneTable zone) {
        return (event, status) -> {
            long seconds = moment.seconds(event, status);
            return status.raised() ? 0 : part.of(seconds + zone.offset(seconds), status.nanos());
        };
    }
}
