package io.riskstream.text;

/** Converts between dates of the Gregorian calendar and days since 1970-01-01. Arithmetic alone: a {@code LocalDate} would be an allocation for each event. */
public final class Calendar {
    private static final int DAYS_IN_400_YEARS = 146_097;
    /** Days from 0000-03-01 to 1970-01-01. The arithmetic uses years that begin in March, so that a leap day is the last day of a year. */
    private static final int DAYS_FROM_MARCH_0000 = 719_468;

    private Calendar() {}

    /** Returns the days since 1970-01-01. */
    public static long epochDay(int year, int month, int day) {
        int marchYear = month > 2 ? year : year - 1;
        long leapDays =
                (long) Math.floorDiv(marchYear, 4) - Math.floorDiv(marchYear, 100) + Math.floorDiv(marchYear, 400);
        return 365L * marchYear + leapDays + dayOfMarchYear(month, day) - DAYS_FROM_MARCH_0000;
    }

    private static int dayOfMarchYear(int month, int day) {
        int marchMonth = month > 2 ? month - 3 : month + 9;
        return (153 * marchMonth + 2) / 5 + day - 1;
    }

    /** Returns the year. */
    public static int year(long epochDay) {
        long era = Math.floorDiv(epochDay + DAYS_FROM_MARCH_0000, DAYS_IN_400_YEARS);
        int marchYear = (int) (400 * era + yearOfEra(dayOfEra(epochDay)));
        return month(epochDay) > 2 ? marchYear : marchYear + 1;
    }

    /** Returns the month, from 1 to 12. */
    public static int month(long epochDay) {
        int marchMonth = (5 * dayOfMarchYear(epochDay) + 2) / 153;
        return marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
    }

    /** Returns the day of the month, from 1. */
    public static int dayOfMonth(long epochDay) {
        int day = dayOfMarchYear(epochDay);
        int marchMonth = (5 * day + 2) / 153;
        return day - (153 * marchMonth + 2) / 5 + 1;
    }

    /** Returns the day of the year; 0 is 1 January. */
    public static int dayOfYear(long epochDay) {
        return (int) (epochDay - epochDay(year(epochDay), 1, 1));
    }

    /** Returns the day of the week; 0 is Sunday. */
    public static int dayOfWeek(long epochDay) {
        return (int) Math.floorMod(epochDay + 4, 7L);
    }

    private static int dayOfEra(long epochDay) {
        return (int) Math.floorMod(epochDay + DAYS_FROM_MARCH_0000, (long) DAYS_IN_400_YEARS);
    }

    private static int yearOfEra(int dayOfEra) {
        return (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    }

    private static int dayOfMarchYear(long epochDay) {
        int day = dayOfEra(epochDay);
        int year = yearOfEra(day);
        return day - (365 * year + year / 4 - year / 100);
    }
}
