package io.riskstream.validate.schema;

import io.riskstream.event.Event;

/**
 * Limits the work of the check of one event, in units of about ten nanoseconds. Some schemas take exponential time for some events: a list inside a list
 * that two branches of an {@code anyOf} describe is checked twice, a list inside it four times. The limit grows with the size of the event, so that a
 * check in linear time completes whatever the size. Only one thread at a time may use it.
 */
public final class CheckWork {
    private static final long MIN_UNITS = 1_000_000;
    private static final long UNITS_PER_VALUE = 40;
    /** The units of one evaluation of a keyword by the json-schema library. */
    private static final int LIBRARY_FACTOR = 4;
    /** The limit for the characters that java.util.regex reads of an event's texts: some tens of milliseconds. */
    private static final int MAX_READS = 10_000_000;

    private long left = Long.MAX_VALUE;
    private int reads;
    private Event event;

    /** Begins the check of an event. Until the first call there is no limit. */
    public void start(Event checked) {
        left = MIN_UNITS;
        reads = 0;
        event = checked;
    }

    /**
     * Counts work.
     *
     * @throws WorkLimitException if the event has taken more than its size allows
     */
    public void spend(int units) {
        left -= units;
        if (left < 0) {
            extendOnce();
        }
    }

    /** Counts one evaluation of a keyword by the json-schema library. */
    public void spendInLibrary(int units) {
        spend(LIBRARY_FACTOR + units);
    }

    /** The size of an event takes time to find, so it is found for the few events that need more than the minimum. */
    private void extendOnce() {
        if (event != null) {
            left += UNITS_PER_VALUE * EventSize.of(event);
            event = null;
        }
        if (left < 0) {
            throw WorkLimitException.LIMIT;
        }
    }

    /** Counts a character that java.util.regex reads, and returns false after ten million. */
    boolean read() {
        return ++reads <= MAX_READS;
    }
}
