package io.riskstream.api.submit;

import java.time.Duration;
import java.util.Optional;

/**
 * Stores the outcomes of requests with an idempotency key. All instances of the API share it. Safe for many threads; its methods block.
 *
 * <p>A failure is an {@link IllegalStateException} whose message contains no key.
 */
interface IdempotencyStore {
    /** Writes a value unless the key has one. Returns the value that the key has already, which may be this one; empty if it was written. */
    Optional<String> putIfAbsent(String key, String value, Duration keep);

    /** Writes a value in place of another. */
    void put(String key, String value, Duration keep);

    /** Returns the value of a key; empty if it has none. */
    Optional<String> get(String key);
}
