package io.riskstream.expression;

import io.riskstream.text.Calendar;

/** The parts of a timestamp, with the names and the numbering of CEL: months, days of a month and days of a year begin at 0. */
enum TimestampPart {
    FULL_YEAR("getFullYear") {
        @Override
        long of(long seconds, int nanos) {
            return Calendar.year(day(seconds));
        }
    },
    MONTH("getMonth") {
        @Override
        long of(long seconds, int nanos) {
            return Calendar.month(day(seconds)) - 1L;
        }
    },
    DATE("getDate") {
        @Override
        long of(long seconds, int nanos) {
            return Calendar.dayOfMonth(day(seconds));
        }
    },
    DAY_OF_MONTH("getDayOfMonth") {
        @Override
        long of(long seconds, int nanos) {
            return Calendar.dayOfMonth(day(seconds)) - 1L;
        }
    },
    DAY_OF_WEEK("getDayOfWeek") {
        @Override
        long of(long seconds, int nanos) {
            return Calendar.dayOfWeek(day(seconds));
        }
    },
    DAY_OF_YEAR("getDayOfYear") {
        @Override
        long of(long seconds, int nanos) {
            return Calendar.dayOfYear(day(seconds));
        }
    },
    HOURS("getHours") {
        @Override
        long of(long seconds, int nanos) {
            return Math.floorMod(seconds, SECONDS_A_DAY) / 3600;
        }
    },
    MINUTES("getMinutes") {
        @Override
        long of(long seconds, int nanos) {
            return Math.floorMod(seconds, 3600L) / 60;
        }
    },
    SECONDS("getSeconds") {
        @Override
        long of(long seconds, int nanos) {
            return Math.floorMod(seconds, 60L);
        }
    },
    MILLISECONDS("getMilliseconds") {
        @Override
        long of(long seconds, int nanos) {
            return nanos / 1_000_000;
        }
    };

    private static final long SECONDS_A_DAY = 86_400;

    private final String function;

    TimestampPart(String function) {
        this.function = function;
    }

    /** Returns this part of a local time, given in seconds since 1970. */
    abstract long of(long seconds, int nanos);

    String function() {
        return function;
    }

    private static long day(long seconds) {
        return Math.floorDiv(seconds, SECONDS_A_DAY);
    }
}
