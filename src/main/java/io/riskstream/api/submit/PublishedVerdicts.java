package io.riskstream.api.submit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
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
 * sent the event knows its position: at most {@value #MAX_REMEMBERED}, and {@value #MAX_BYTES} bytes. Safe for many threads.
 */
public final class PublishedVerdicts implements Verdicts {
    private static final int MAX_REMEMBERED = 5_000;
    private static final long MAX_BYTES = 32_000_000;

    /** An output that no request waits for. */
    private record Remembered(long bytes, Supplier<JsonObject> members) {}

    /** An output that requests wait for. */
    private static final class Awaited {
        private final CompletableFuture<Optional<JsonObject>> verdict = new CompletableFuture<>();
        /** How many requests wait; guarded by the verdicts. */
        private int requests;
    }

    private final int maxRemembered;
    private final long maxBytes;
    private final Map<String, Remembered> remembered = new LinkedHashMap<>();

    @GuardedBy("this")
    private long bytes;

    private final Map<String, Awaited> waiting = new HashMap<>();

    /** Creates an instance without outputs. */
    public PublishedVerdicts() {
        this(MAX_REMEMBERED, MAX_BYTES);
    }

    PublishedVerdicts(int maxRemembered, long maxBytes) {
        this.maxRemembered = maxRemembered;
        this.maxBytes = maxBytes;
    }

    /**
     * Adds an output.
     *
     * @param origin the position of its event
     * @param size about how many bytes the members keep in memory
     * @param members creates the members for the response; called only if a request waits for the output
     */
    public void add(String origin, long size, Supplier<JsonObject> members) {
        Awaited awaited;
        synchronized (this) {
            awaited = waiting.remove(origin);
            if (awaited == null) {
                remember(origin, new Remembered(size, members));
                return;
            }
        }
        awaited.verdict.complete(Optional.of(members.get()));
    }

    @GuardedBy("this")
    private void remember(String origin, Remembered output) {
        Remembered replaced = remembered.put(origin, output);
        bytes += output.bytes() - (replaced == null ? 0 : replaced.bytes());
        while (remembered.size() > maxRemembered || bytes > maxBytes && remembered.size() > 1) {
            String oldest = remembered.keySet().iterator().next();
            bytes -= remembered.remove(oldest).bytes();
        }
    }

    @Override
    public CompletableFuture<Optional<JsonObject>> of(String origin, Duration time) {
        Awaited awaited;
        synchronized (this) {
            Remembered present = remembered.get(origin);
            if (present != null) {
                return CompletableFuture.completedFuture(
                        Optional.of(present.members().get()));
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
