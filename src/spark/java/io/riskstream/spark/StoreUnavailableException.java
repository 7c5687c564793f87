package io.riskstream.spark;

import java.io.IOException;
import java.time.Duration;

/** A store was not available for so long that the job ends. */
final class StoreUnavailableException extends IOException {
    private static final long serialVersionUID = 1;

    StoreUnavailableException(String store, Duration limit, int attempts, Exception last) {
        super(
                store + " was not available in " + attempts + " attempts within " + limit.toSeconds()
                        + " s, the value of 'retry.timeout': " + last.getMessage()
                        + "; the next start of the job repeats the batch",
                last);
    }
}
