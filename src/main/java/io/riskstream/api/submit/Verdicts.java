package io.riskstream.api.submit;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Waits for what a pipeline publishes for an event. Safe for many threads. */
@FunctionalInterface
public interface Verdicts {
    /**
     * Returns what was published for an event, which may be published already.
     *
     * @param origin the position of the event, {@code topic-partition@offset}
     * @return the members to add to the response, such as {@code outcome} and {@code score}; empty if nothing was published within the time. Never fails
     */
    CompletableFuture<Optional<JsonObject>> of(String origin, Duration time);
}
