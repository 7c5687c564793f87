package io.riskstream.api.submit;

import io.riskstream.event.Origin;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Finds events in the topic by their idempotency key. Safe for many threads. */
@FunctionalInterface
interface EventSearch {
    /**
     * Finds events.
     *
     * @param wanted the values of the header {@link IdempotencyKey#HEADER}
     * @param sinceMillis no event was sent before
     * @return the first position of each event that the topic contains now; fails if the topic cannot be read
     */
    CompletableFuture<Map<String, Origin>> find(Set<String> wanted, long sinceMillis);
}
