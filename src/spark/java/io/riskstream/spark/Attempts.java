package io.riskstream.spark;

import java.time.Duration;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats a write to a store that is not available, without limit and with a back-off, so that a batch waits for its store and is never lost. */
final class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** A write that may fail. */
    @FunctionalInterface
    interface Write<T> {
        T run() throws Exception;
    }

    private Attempts() {}

    /**
     * Writes until it succeeds.
     *
     * @param store the name of the store, for the log
     * @param temporary true for a failure after which another attempt may succeed
     * @throws Exception the first failure that is not temporary, or InterruptedException if the query is stopped
     */
    static <T> T until(String store, Predicate<Exception> temporary, Write<T> write) throws Exception {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                return write.run();
            } catch (Exception e) {
                if (!temporary.test(e)) {
                    throw e;
                }
                LOG.warn("{} is not available, next attempt in {} ms: {}", store, pause.toMillis(), e.getMessage());
            }
            Thread.sleep(pause.toMillis());
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }
}
