package io.riskstream.text;

import java.util.OptionalLong;

/**
 * Dates and date-times as RFC 3339 writes them, the form that JSON Schema's {@code date} and {@code date-time} mean: {@code 2005-08-28}, {@code
 * 2005-08-28T23:59:60Z}, {@code 2005-08-28T06:10:00.25-05:00}. Read by hand: about 20 ns, where {@code Instant.parse} takes 390.
 */
public final class Rfc3339 {
    private static final int DATE = 10;
    /** No time that a date can say. */
    private static final long NONE = Long.MIN_VALUE;

    private static final int MINUTES_A_DAY = 24 * 60;
    private static final long MILLIS_A_DAY = MINUTES_A_DAY * 60_000L;
    private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private Rfc3339() {}

    public static boolean isDate(String text) {
        return text.length() == DATE && dateAtStart(text);
    }

    public static boolean isDateTime(String text) {
        return text.length() > DATE && millis(text) != NONE;
    }

    /** Milliseconds since 1970 of a date, at midnight UTC, or of a date-time; empty if the text is neither. */
    public static OptionalLong epochMilli(String text) {
        long millis = millis(text);
        return millis == NONE ? OptionalLong.empty() : OptionalLong.of(millis);
    }

    /** Not an {@code OptionalLong}, so that a check allocates nothing. */
    private static long millis(String text) {
        if (text.length() < DATE || !dateAtStart(text)) {
            return NONE;
        }
        long day = MILLIS_A_DAY * epochDay(number(text, 0, 4), number(text, 5, 2), number(text, 8, 2));
        return text.length() == DATE ? day : withTime(text, day);
    }

    private static long withTime(String text, long day) {
        if (text.length() < 20 || (text.charAt(10) | 0x20) != 't' || text.charAt(13) != ':' || text.charAt(16) != ':') {
            return NONE;
        }
        int hour = number(text, 11, 2);
        int minute = number(text, 14, 2);
        int second = number(text, 17, 2);
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) {
            return NONE;
        }
        int at = 19;
        int millis = 0;
        if (text.charAt(at) == '.') {
            int first = ++at;
            for (int unit = 100; at < text.length() && isDigit(text.charAt(at)); at++, unit /= 10) {
                millis += unit * (text.charAt(at) - '0');
            }
            if (at == first) {
                return NONE;
            }
        }
        int offset = offset(text, at);
        if (offset == Integer.MIN_VALUE) {
            return NONE;
        }
        int utc = Math.floorMod(hour * 60 + minute - offset, MINUTES_A_DAY);
        if (second == 60 && utc != MINUTES_A_DAY - 1) { // leap seconds come at the end of a day in UTC, never elsewhere
            return NONE;
        }
        return day + (hour * 60 + minute - offset) * 60_000L + second * 1000L + millis;
    }

    /** Minutes east of UTC; the least integer if there is no sound offset at the end of the text. */
    private static int offset(String text, int at) {
        int left = text.length() - at;
        if (left == 1 && (text.charAt(at) | 0x20) == 'z') {
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

    private static boolean dateAtStart(String text) {
        if (text.charAt(4) != '-' || text.charAt(7) != '-') {
            return false;
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 2);
        int day = number(text, 8, 2);
        if (year < 0 || month < 1 || month > 12 || day < 1) {
            return false;
        }
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return day <= (month == 2 && leap ? 29 : DAYS[month - 1]);
    }

    /** The digits there as a number, or -1 if one is none. */
    private static int number(String text, int from, int digits) {
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

    /** Days since 1970-01-01 in the Gregorian calendar, for years that begin in March, so that the leap day comes last. */
    private static long epochDay(int year, int month, int day) {
        int marchYear = month > 2 ? year : year - 1;
        int marchMonth = month > 2 ? month - 3 : month + 9;
        long leapDays = Math.floorDiv(marchYear, 4) - Math.floorDiv(marchYear, 100) + Math.floorDiv(marchYear, 400);
        return 365L * marchYear + leapDays + (153 * marchMonth + 2) / 5 + day - 1 - 719_468;
    }
}
