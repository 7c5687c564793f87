package io.riskstream.parse.avro;

import io.riskstream.text.Calendar;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Writes dates and times as JSON has them: RFC 3339 for dates and moments, the same without an offset for local times, ISO 8601 for durations. A fraction has
 * 0, 3, 6 or 9 digits.
 */
final class TemporalText {
    private static final long SECONDS_A_DAY = 86_400;
    private static final long FIRST_DAY = Calendar.epochDay(0, 1, 1);
    private static final long LAST_DAY = Calendar.epochDay(9999, 12, 31);
    private static final int NANOS = 1_000_000_000;
    private static final int MILLIS_A_SECOND = 1_000;

    private TemporalText() {}

    /**
     * Returns a value of a temporal type as text.
     *
     * @param scratch space for 40 characters
     * @return empty if no text can represent the value: the year is not between 0 and 9999, or the time is not within a day
     */
    static Optional<String> of(LogicalType type, long value, byte[] scratch) {
        long perSecond = type.unitsPerSecond();
        int length;
        if (type == LogicalType.DATE) {
            length = isDay(value) ? putDate(value, scratch) : 0;
        } else if (type == LogicalType.TIME_MILLIS || type == LogicalType.TIME_MICROS) {
            length = value >= 0 && value < SECONDS_A_DAY * perSecond ? putTime(value, perSecond, scratch, 0) : 0;
        } else {
            length = putTimestamp(value, perSecond, type.isMoment(), scratch);
        }
        return length == 0
                ? Optional.empty()
                : Optional.of(new String(scratch, 0, length, StandardCharsets.ISO_8859_1));
    }

    private static int putTimestamp(long value, long perSecond, boolean utc, byte[] to) {
        long perDay = SECONDS_A_DAY * perSecond;
        long day = Math.floorDiv(value, perDay);
        if (!isDay(day)) {
            return 0;
        }
        int at = putDate(day, to);
        to[at++] = 'T';
        at = putTime(Math.floorMod(value, perDay), perSecond, to, at);
        if (utc) {
            to[at++] = 'Z';
        }
        return at;
    }

    private static boolean isDay(long day) {
        return day >= FIRST_DAY && day <= LAST_DAY;
    }

    private static int putDate(long day, byte[] to) {
        put(Calendar.year(day), 4, to, 0);
        to[4] = '-';
        put(Calendar.month(day), 2, to, 5);
        to[7] = '-';
        put(Calendar.dayOfMonth(day), 2, to, 8);
        return 10;
    }

    private static int putTime(long value, long perSecond, byte[] to, int from) {
        int second = (int) (value / perSecond);
        put(second / 3600, 2, to, from);
        to[from + 2] = ':';
        put(second / 60 % 60, 2, to, from + 3);
        to[from + 5] = ':';
        put(second % 60, 2, to, from + 6);
        int nanos = (int) (value % perSecond * (NANOS / perSecond));
        return nanos == 0 ? from + 8 : putFraction(nanos, to, from + 8);
    }

    private static int putFraction(int nanos, byte[] to, int from) {
        to[from] = '.';
        int digits = nanos % 1_000_000 == 0 ? 3 : nanos % 1_000 == 0 ? 6 : 9;
        put(digits == 3 ? nanos / 1_000_000 : digits == 6 ? nanos / 1_000 : nanos, digits, to, from + 1);
        return from + 1 + digits;
    }

    private static void put(int number, int digits, byte[] to, int from) {
        int rest = number;
        for (int i = from + digits - 1; i >= from; i--) {
            to[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** Returns a duration, such as {@code P1M2DT3.004S}. */
    static String duration(long months, long days, long millis) {
        StringBuilder text = new StringBuilder("P");
        if (months > 0) {
            text.append(months).append('M');
        }
        if (days > 0) {
            text.append(days).append('D');
        }
        if (millis > 0 || text.length() == 1) {
            text.append('T').append(millis / MILLIS_A_SECOND);
            long fraction = millis % MILLIS_A_SECOND;
            if (fraction > 0) {
                text.append('.')
                        .append(Long.toString(MILLIS_A_SECOND + fraction).substring(1));
            }
            text.append('S');
        }
        return text.toString();
    }
}
