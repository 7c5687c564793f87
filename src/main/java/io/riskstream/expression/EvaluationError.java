package io.riskstream.expression;

/**
 * Where code that yields a value says that it yields none: an exception would cost more than the whole expression, and a number has no value to
 * spare for it. It is clear whenever code is entered, so whoever asks for two values looks here after each of them.
 *
 * <p>It also carries the second half of a time, which is too wide for one long: see {@link Code.TimeCode}.
 */
final class EvaluationError {
    static final int CLEAR = 0;
    static final int NULL = 1;
    static final int ERROR = 2;

    private int state;
    private int nanos;

    /** The value is null: not an error yet, for it may be compared with null. */
    void raiseNull() {
        state = NULL;
    }

    void raiseError() {
        state = ERROR;
    }

    /** Whether the last value failed; null, too, is an error from here on. It stays raised. */
    boolean raised() {
        if (state == CLEAR) {
            return false;
        }
        state = ERROR;
        return true;
    }

    /** Whether the last value failed; cleared. */
    boolean cleared() {
        boolean failed = state != CLEAR;
        state = CLEAR;
        return failed;
    }

    /** How the last value fared; cleared. */
    int take() {
        int was = state;
        state = CLEAR;
        return was;
    }

    /** The nanoseconds of the time just yielded, from 0 to 999,999,999: read them before another time is asked for. */
    int nanos() {
        return nanos;
    }

    /** Yields a time: returns the seconds, and keeps the nanoseconds beside. */
    long time(long seconds, int nanosOfSecond) {
        nanos = nanosOfSecond;
        return seconds;
    }
}
