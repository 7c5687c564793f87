package io.riskstream.connect.redis;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Circuit breaker of one server, for callers that block: after a call that got no answer in time, calls fail at once instead of waiting as long. Once a second
 * one call is let through, until the server answers. A server that refuses a connection or a command answers at once, so it does not open the breaker.
 * Thread-safe.
 */
final class ServerBreaker {
    static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier ticker;
    private boolean open;
    private long tryAt;

    /** @param ticker the time in nanoseconds, as {@link System#nanoTime} */
    ServerBreaker(LongSupplier ticker) {
        this.ticker = ticker;
    }

    /** True if the server may be called now. While the breaker is open, it is true once a second. */
    synchronized boolean admits() {
        if (!open) {
            return true;
        }
        long now = ticker.getAsLong();
        if (now - tryAt < 0) {
            return false;
        }
        tryAt = now + PAUSE_NANOS;
        return true;
    }

    /** Closes the breaker: the server has answered. */
    synchronized void answered() {
        open = false;
    }

    /** Opens the breaker: the server has not answered in time. */
    synchronized void timedOut() {
        open = true;
        tryAt = ticker.getAsLong() + PAUSE_NANOS;
    }
}
