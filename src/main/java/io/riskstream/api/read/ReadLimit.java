package io.riskstream.api.read;

import io.riskstream.api.http.Problem;
import io.riskstream.api.http.ProblemException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Keeps reads from taking all threads of the server while a store answers slowly, so that events are accepted and probes answered all the same. Safe for many
 * threads.
 */
final class ReadLimit {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Semaphore free;

    /** @param max how many reads may be in progress */
    ReadLimit(int max) {
        free = new Semaphore(max);
    }

    /**
     * Reads, if not too many others do.
     *
     * @throws ProblemException 503 if too many do
     */
    <T> T within(Supplier<T> read) {
        if (!free.tryAcquire()) {
            throw new ProblemException(Problem.of(503, "too many reads wait for a store that answers slowly; try again")
                    .retryAfter(RETRY_AFTER));
        }
        try {
            return read.get();
        } finally {
            free.release();
        }
    }
}
