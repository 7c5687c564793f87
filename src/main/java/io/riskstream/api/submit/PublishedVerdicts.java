package io.riskstream.api.submit;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What the pipelines publish, for requests that wait for it. The latest outputs are remembered, because an output may be published before the request that
 * sent the event knows its position. Safe for many threads.
 */
public final class PublishedVerdicts implements Verdicts {
    private static final int MAX_REMEMBERED = 5_000;

    /** An output that requests wait for. */
    private static final class Awaited {
        private final CompletableFuture<Optional<JsonObject>> verdict = new CompletableFuture<>();
        /** How many requests wait; guarded by the verdicts. */
        private int requests;
    }

    private final int maxRemembered;
    private final Map<String, Supplier<JsonObject>> remembered = new LinkedHashMap<>();
    private final Map<String, Awaited> waiting = new HashMap<>();

    /** Creates an instance without outputs. */
    public PublishedVerdicts() {
        this(MAX_REMEMBERED);
    }

    PublishedVerdicts(int maxRemembered) {
        this.maxRemembered = maxRemembered;
    }

    /**
     * Adds an output.
     *
     * @param origin the position of its event
     * @param members creates the members for the response; called only if a request waits for the output
     */
    public void add(String origin, Supplier<JsonObject> members) {
        Awaited awaited;
        synchronized (this) {
            awaited = waiting.remove(origin);
            if (awaited == null) {
                remembered.put(origin, members);
                if (remembered.size() > maxRemembered) {
                    remembered.remove(remembered.keySet().iterator().next());
                }
                return;
            }
        }
        awaited.verdict.complete(Optional.of(members.get()));
    }

    @Override
    public CompletableFuture<Optional<JsonObject>> of(String origin, Duration time) {
        Awaited awaited;
        synchronized (this) {
            Supplier<JsonObject> present = remembered.get(origin);
            if (present != null) {
                return CompletableFuture.completedFuture(Optional.of(present.get()));
            }
            // a repetition of a request may wait beside the first
            awaited = waiting.computeIfAbsent(origin, ignored -> new Awaited());
            awaited.requests++;
        }
        return awaited.verdict
                .copy()
                .completeOnTimeout(Optional.empty(), time.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((verdict, failure) -> leave(origin, awaited));
    }

    private synchronized void leave(String origin, Awaited awaited) {
        awaited.requests--;
        if (awaited.requests == 0) {
            waiting.remove(origin, awaited);
        }
    }
}
