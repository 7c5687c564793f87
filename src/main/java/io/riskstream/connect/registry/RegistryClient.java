package io.riskstream.connect.registry;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.riskstream.stage.Metrics;
import io.riskstream.stage.SchemaId;
import io.riskstream.stage.Schemas;
import io.riskstream.stage.StageContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The client that all stages of a worker share. It keeps the schemas that it has fetched, up to a number; the least recently used is removed. It sends one
 * request for all events that wait for a schema. After a failure it sends none for a pause of 100 ms, then twice as long each time, up to 5 s: events
 * that need a schema meanwhile fail at once, and their stage retries them.
 */
final class RegistryClient implements AutoCloseable {
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long MAX_PAUSE = TimeUnit.SECONDS.toNanos(5);
    /** For how long an answer that there is no such schema is repeated. A replica of the registry may lag behind by some seconds. */
    private static final long MISSING_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** The result for an id: the schemas, or why there are none, and since when. */
    private record Answer(List<String> texts, String missing, long at) {}

    private final RegistryRequests requests;
    private final LongSupplier ticker;
    private final Duration deadline;
    private final Metrics.Counter sent;
    private final Metrics.Counter failed;

    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<SchemaId, Answer> answers;

    @GuardedBy("lock")
    private final Map<SchemaId, List<Schemas.Receipt>> waiting = new HashMap<>();

    @GuardedBy("lock")
    private long pause;

    @GuardedBy("lock")
    private long pausedAt;

    @GuardedBy("lock")
    private String failure = "";

    @GuardedBy("lock")
    private boolean closed;

    RegistryClient(SchemaRegistry registry, StageContext context) {
        this.requests = new RegistryRequests(registry, context);
        this.ticker = context.ticker();
        // a schema with references takes several requests; after this time its events are retried, and find the result
        this.deadline = registry.requestTimeout().multipliedBy(2);
        this.sent = context.metrics().counter("registry.requests");
        this.failed = context.metrics().counter("registry.errors");
        this.answers = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<SchemaId, Answer> eldest) {
                return size() > registry.cacheEntries();
            }
        };
    }

    /** Returns the view of one stage, whose close leaves the client to the others. */
    Schemas forStage() {
        return new Schemas() {
            @Override
            public void fetch(SchemaId id, Receipt receipt) {
                RegistryClient.this.fetch(id, receipt);
            }

            @Override
            public Duration deadline() {
                return deadline;
            }

            @Override
            public void close() {
                // the context closes the client after the last stage
            }
        };
    }

    private void fetch(SchemaId id, Schemas.Receipt receipt) {
        Answer known;
        String cause = "";
        synchronized (lock) {
            known = known(id);
            if (known == null) {
                cause = unavailable();
                if (cause.isEmpty()) {
                    List<Schemas.Receipt> others = waiting.get(id);
                    if (others != null) {
                        others.add(receipt);
                        return;
                    }
                    waiting.put(id, new ArrayList<>(List.of(receipt)));
                }
            }
        }
        if (known != null) {
            deliver(known, receipt);
        } else if (!cause.isEmpty()) {
            receipt.failed(cause);
        } else {
            sent.add(1);
            CompletableFuture<?> unused =
                    requests.fetch(id).whenComplete((texts, problem) -> answered(id, texts, problem));
        }
    }

    @GuardedBy("lock")
    private Answer known(SchemaId id) {
        Answer answer = answers.get(id);
        if (answer != null && answer.texts().isEmpty() && ticker.getAsLong() - answer.at() > MISSING_NANOS) {
            answers.remove(id);
            return null;
        }
        return answer;
    }

    /** Returns why no request is sent at present; empty if one may be sent. */
    @GuardedBy("lock")
    private String unavailable() {
        if (closed) {
            return "the client is closed";
        }
        return pause > 0 && ticker.getAsLong() - pausedAt < pause ? failure : "";
    }

    private void answered(SchemaId id, List<String> texts, Throwable problem) {
        Throwable cause = problem instanceof CompletionException ? problem.getCause() : problem;
        long now = ticker.getAsLong();
        Answer answer = null;
        List<Schemas.Receipt> receipts;
        String message = "";
        synchronized (lock) {
            receipts = waiting.remove(id);
            if (cause == null) {
                answer = new Answer(texts, "", now);
            } else if (cause instanceof RegistryException refusal && refusal.isPermanent()) {
                answer = new Answer(List.of(), refusal.getMessage(), now);
            } else {
                message = cause instanceof RegistryException ? cause.getMessage() : RegistryException.causeOf(cause);
                failure = message;
                pausedAt = now;
                pause = Math.min(MAX_PAUSE, Math.max(FIRST_PAUSE, 2 * pause));
            }
            if (answer != null) {
                pause = 0;
                answers.put(id, answer);
            }
        }
        if (answer == null) {
            failed.add(1);
        }
        if (receipts == null) {
            return; // the client has been closed
        }
        for (Schemas.Receipt receipt : receipts) {
            if (answer == null) {
                receipt.failed(message);
            } else {
                deliver(answer, receipt);
            }
        }
    }

    private static void deliver(Answer answer, Schemas.Receipt receipt) {
        if (answer.texts().isEmpty()) {
            receipt.missing(answer.missing());
        } else {
            receipt.found(answer.texts());
        }
    }

    @Override
    public void close() {
        List<Schemas.Receipt> left = new ArrayList<>();
        synchronized (lock) {
            closed = true;
            waiting.values().forEach(left::addAll);
            waiting.clear();
        }
        requests.close();
        left.forEach(receipt -> receipt.failed("the client is closed"));
    }
}
