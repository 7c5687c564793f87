package io.riskstream.spark;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats a write to a store that is not available, with a back-off, so that a batch waits for its store and is not lost. After a limit it fails, because an operator
 * and a cluster manager see a job that has ended, and do not see one that waits.
 */
final class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** A write that may fail. */
    @FunctionalInterface
    interface Write<T> {
        T run() throws Exception;
    }

    /** Waits. */
    @FunctionalInterface
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    private final Duration limit;
    private final LongSupplier nanoTime;
    private final Pause pause;

    /**
     * Creates attempts.
     *
     * @param limit the time after the first failure in which a write is repeated
     */
    Attempts(Duration limit) {
        this(limit, System::nanoTime, time -> Thread.sleep(time.toMillis()));
    }

    Attempts(Duration limit, LongSupplier nanoTime, Pause pause) {
        this.limit = limit;
        this.nanoTime = nanoTime;
        this.pause = pause;
    }

    /**
     * Writes until it succeeds. The last attempt is at the end of the limit.
     *
     * @param store the name and address of the store, for the log
     * @param temporary true for a failure after which another attempt may succeed
     * @throws StoreUnavailableException if the store is not available within the limit
     * @throws Exception the first failure that is not temporary, or InterruptedException if the query is stopped
     */
    <T> T until(String store, Predicate<Exception> temporary, Write<T> write) throws Exception {
        Duration next = FIRST_PAUSE;
        long firstFailure = 0;
        int attempts = 0;
        while (true) {
            Duration left = limit;
            try {
                return write.run();
            } catch (Exception e) {
                if (!temporary.test(e)) {
                    throw e;
                }
                attempts++;
                if (attempts == 1) {
                    firstFailure = nanoTime.getAsLong();
                } else {
                    left = limit.minusNanos(nanoTime.getAsLong() - firstFailure);
                }
                if (left.isNegative() || left.isZero()) {
                    throw new StoreUnavailableException(store, limit, attempts, e);
                }
                next = next.compareTo(left) > 0 ? left : next;
                LOG.warn(
                        "{} is not available, next attempt in {} ms, the query fails in {} s: {}",
                        store,
                        next.toMillis(),
                        left.toSeconds(),
                        e.getMessage());
            }
            pause.of(next);
            next = next.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next.multipliedBy(2);
        }
    }
}
