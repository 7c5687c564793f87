package io.riskstream.runner;

import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The pauses between attempts. Each pause is twice the one before, up to a maximum. A random part of up to a fifth is added or subtracted, so that
 * events do not retry at the same moment.
 *
 * @param maxAttempts how many times a stage is applied to one event before a bounded retry ends
 */
public record RetryPolicy(int maxAttempts, Duration firstPause, Duration maxPause) implements Serializable {
    /** Returns the pause after this many attempts. */
    public long pauseNanos(int attempts) {
        // a pause is at most one day, so 15 doublings do not overflow a long
        long doubled = firstPause.toNanos() << Math.min(attempts - 1, 15);
        long pause = Math.min(doubled, maxPause.toNanos());
        return (long) (pause * ThreadLocalRandom.current().nextDouble(0.8, 1.2));
    }
}
