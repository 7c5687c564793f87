package io.riskstream.runner;

import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How a bolt tries again: each pause twice the one before, up to a longest, with a fifth of chance either way so that events do not come back
 * in step.
 *
 * @param attempts how often a stage is applied to one event before a bounded retry is given up
 */
public record RetryPolicy(int attempts, Duration first, Duration longest) implements Serializable {
    public long pauseNanos(int attemptsSoFar) {
        // options are at most a day, so 15 doublings of one stay within a long
        long doubled = first.toNanos() << Math.min(attemptsSoFar - 1, 15);
        long pause = Math.min(doubled, longest.toNanos());
        return (long) (pause * ThreadLocalRandom.current().nextDouble(0.8, 1.2));
    }
}
