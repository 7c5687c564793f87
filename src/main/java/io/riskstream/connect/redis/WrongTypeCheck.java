package io.riskstream.connect.redis;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Decides for which missing records the server is asked if their keys have a value of another type, such as a hash: MGET answers nil for both. The question
 * costs a round trip, so at most one record in a second is checked. After a value of another type was found, each missing record is checked for a minute, so
 * that events with such records are reported as what they are.
 */
final class WrongTypeCheck {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long SUSPICION_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier ticker;
    private long nextCheck;
    private long suspiciousUntil;
    private boolean permitted = true;

    WrongTypeCheck(LongSupplier ticker) {
        this.ticker = ticker;
        long now = ticker.getAsLong();
        this.nextCheck = now;
        this.suspiciousUntil = now;
    }

    /** Returns whether to check the next missing record. */
    boolean isDue() {
        if (!permitted) {
            return false;
        }
        long now = ticker.getAsLong();
        if (now - suspiciousUntil < 0) {
            return true;
        }
        if (now - nextCheck < 0) {
            return false;
        }
        nextCheck = now + INTERVAL_NANOS;
        return true;
    }

    /** A key has a value of another type. */
    void found() {
        suspiciousUntil = ticker.getAsLong() + SUSPICION_NANOS;
    }

    /** The user has no right to ask, so no further question is sent. */
    void notPermitted() {
        permitted = false;
    }
}
