package io.riskstream.connect.redis;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Pauses between attempts to reconnect: 20 ms at first, twice as long each time, at most 500 ms. Each pause is shortened at random by up to half, so
 * that the workers do not all reconnect at the same moment. Used by one thread.
 */
final class ReconnectBackoff {
    private static final long FIRST_MILLIS = 20;
    private static final long MAX_MILLIS = 500;

    private long millis = FIRST_MILLIS;

    long nextMillis() {
        long pause = millis;
        millis = Math.min(MAX_MILLIS, 2 * pause);
        return ThreadLocalRandom.current().nextLong(pause / 2, pause + 1);
    }

    /** Resets the pause after a success. */
    void reset() {
        millis = FIRST_MILLIS;
    }
}
