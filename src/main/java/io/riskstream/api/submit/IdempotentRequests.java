package io.riskstream.api.submit;

import io.riskstream.api.http.Problem;
import io.riskstream.api.http.ProblemException;
import io.riskstream.event.Header;
import io.riskstream.event.Origin;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out each request with an idempotency key once, whichever instance of the API receives it and its repetitions, and whatever ends between.
 *
 * <ol>
 *   <li>The key is reserved in the store, with the digest of the body, before an event is sent. A repetition finds the reservation.
 *   <li>Each event is sent with the key in a header.
 *   <li>The positions are added to the reservation. If this instance ends before, or the acknowledgement is lost, the reservation stays pending.
 *   <li>A repetition that finds a pending reservation waits until no earlier attempt can still reach the topic: the delivery timeout of the producer and some
 *       seconds after the attempt began ({@link SubmitSettings#lease}). Then it searches the topic itself for the events ({@link EventSearch}), and sends those that are not there.
 * </ol>
 *
 * <p>The store must not lose a reservation that it has acknowledged, as Redis can when a replica takes over: then a repetition sends the events again.
 *
 * <p>The margin bounds what this withstands: the clocks of the instances may differ by it, and a broker that takes a request from its network queue later than
 * that may append an event that a repetition sends again.
 */
final class IdempotentRequests {
    private static final Logger LOG = LoggerFactory.getLogger(IdempotentRequests.class);
    private static final String STORE_PREFIX = "riskstream:idempotency:";
    private static final String LOCK_SUFFIX = ":lock";
    /** An attempt sends no event later than this after its reservation, so that it does not send when a repetition may already do so. */
    static final Duration BEGIN_WITHIN = Duration.ofSeconds(1);

    /** A search that takes longer is in vain: the lock must last for the attempt that follows it, so that no other repetition sends beside that. */
    private static final Duration SEARCH_WITHIN = SentEvents.TIMEOUT;

    private static final Duration AT_ONCE = Duration.ofMillis(1);

    /** The outcomes of the events of a request, by their index in the body; and whether an earlier request has sent them. */
    record Results(Map<Integer, EventTopic.Sent> byIndex, boolean repeated) {}

    private record InProgress(String body, CompletableFuture<Results> results) {}

    private record Request(IdempotencyKey key, String body, int total, Map<Integer, EventRecord> valid) {
        String storeKey() {
            return STORE_PREFIX + key.digest();
        }
    }

    private final EventTopic topic;
    private final EventSearch sentEvents;
    private final IdempotencyStore store;
    private final Duration keep;
    private final Duration lease;
    private final InstantSource clock;
    private final Executor arriving;
    private final Executor blocking;
    private final ConcurrentMap<String, InProgress> inProgress = new ConcurrentHashMap<>();

    /**
     * Creates an instance.
     *
     * @param keep how long a key is remembered
     * @param lease after this time an attempt cannot reach the topic any more, see {@link SubmitSettings#lease}
     * @param arriving runs the calls of the store with which a request begins; it may reject them, which is answered with 503
     * @param blocking runs calls of the store that follow an acknowledgement, and rejects none
     */
    IdempotentRequests(
            EventTopic topic,
            EventSearch sentEvents,
            IdempotencyStore store,
            Duration keep,
            Duration lease,
            InstantSource clock,
            Executor arriving,
            Executor blocking) {
        this.topic = topic;
        this.sentEvents = sentEvents;
        this.store = store;
        this.keep = keep;
        this.lease = lease;
        this.clock = clock;
        this.arriving = arriving;
        this.blocking = blocking;
    }

    /**
     * Sends the events of a request, unless a request with the same key has sent them. Does not wait for the store.
     *
     * @param body the digest of the body
     * @param total the number of events in the body
     * @param valid the valid ones, by index
     * @return fails with a {@link ProblemException}: 409 if the key came with another body; 503 if the store does not answer, too many requests wait for it, or
     *     an earlier request with the key may still be in progress
     */
    CompletableFuture<Results> send(IdempotencyKey key, String body, int total, Map<Integer, EventRecord> valid) {
        InProgress own = new InProgress(body, new CompletableFuture<>());
        InProgress other = inProgress.putIfAbsent(key.digest(), own);
        if (other != null) {
            if (!other.body().equals(body)) {
                throw otherBody();
            }
            return other.results().thenApply(results -> new Results(results.byIndex(), true));
        }
        CompletableFuture<Results> unused =
                own.results().whenComplete((results, failure) -> inProgress.remove(key.digest(), own));
        Request request = new Request(key, body, total, valid);
        try {
            arriving.execute(() -> begin(request, own.results()));
        } catch (RejectedExecutionException e) {
            own.results()
                    .completeExceptionally(
                            unavailable("too many requests wait for the store of idempotency keys; repeat it", e));
        }
        return own.results();
    }

    private void begin(Request request, CompletableFuture<Results> results) {
        try {
            CompletableFuture<Results> unused = start(request).whenComplete((found, failure) -> {
                if (failure == null) {
                    results.complete(found);
                } else {
                    results.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException e) {
            results.completeExceptionally(e);
        } catch (Error e) {
            // otherwise the key would be in progress for ever
            results.completeExceptionally(e);
            throw e;
        }
    }

    private CompletableFuture<Results> start(Request request) {
        long now = clock.millis();
        Reservation.Pending pending = new Reservation.Pending(
                request.body(), now, now, UUID.randomUUID().toString());
        Optional<String> present = stored(() -> store.putIfAbsent(request.storeKey(), pending.text(), keep));
        if (present.isEmpty() || present.get().equals(pending.text())) {
            return sendMissing(request, now, Map.of(), false);
        }
        return repeat(request, Reservation.of(present.get()), pending.token());
    }

    private CompletableFuture<Results> repeat(Request request, Reservation present, String token) {
        if (!present.body().equals(request.body())) {
            throw otherBody();
        }
        if (present instanceof Reservation.Done done) {
            return CompletableFuture.completedFuture(results(request, done));
        }
        Reservation.Pending pending = (Reservation.Pending) present;
        long now = clock.millis();
        long remaining = pending.lastMillis() + lease.toMillis() - now;
        if (remaining > 0) {
            throw stillInProgress(Duration.ofMillis(remaining));
        }
        String lock = request.storeKey() + LOCK_SUFFIX;
        Optional<String> holder = stored(() -> store.putIfAbsent(lock, token, SEARCH_WITHIN.plus(lease)));
        if (holder.isPresent() && !holder.get().equals(token)) {
            throw stillInProgress(lease);
        }
        // another repetition may have finished between the two looks at the store
        Reservation current =
                stored(() -> store.get(request.storeKey())).map(Reservation::of).orElse(pending);
        if (!current.equals(pending)) {
            stored(() -> release(lock, token));
            return repeat(request, current, token);
        }
        Set<String> wanted = new HashSet<>();
        request.valid().keySet().forEach(index -> wanted.add(request.key().ofEvent(index)));
        return sentEvents
                .find(wanted, pending.firstMillis())
                .handle((found, failure) -> {
                    if (failure != null) {
                        LOG.warn("topic {}: cannot search for sent events: {}", topic.name(), failure.toString());
                        throw stillInProgress(lease);
                    }
                    return found;
                })
                .thenComposeAsync(
                        found -> {
                            requireSearchedSince(now);
                            Reservation.Pending renewed = new Reservation.Pending(
                                    request.body(), pending.firstMillis(), clock.millis(), token);
                            stored(() -> {
                                store.put(request.storeKey(), renewed.text(), keep);
                                return true;
                            });
                            return sendMissing(request, renewed.lastMillis(), found, true);
                        },
                        blocking)
                .whenCompleteAsync(
                        (results, failure) -> {
                            try {
                                if (clock.millis() - now
                                        < SEARCH_WITHIN.plus(lease).toMillis()) {
                                    boolean unused = release(lock, token);
                                } // otherwise it has ended, and may be the lock of another repetition
                            } catch (IllegalStateException e) {
                                LOG.warn("a lock of an idempotency key remains for a minute: {}", e.getMessage());
                            }
                        },
                        blocking);
    }

    private void requireSearchedSince(long lockedMillis) {
        if (clock.millis() - lockedMillis > SEARCH_WITHIN.toMillis()) {
            throw stillInProgress(lease);
        }
    }

    private boolean release(String lock, String token) {
        store.put(lock, token, AT_ONCE);
        return true;
    }

    /** Sends the events that the topic does not have, and notes the positions of all if each has one or was refused. */
    private CompletableFuture<Results> sendMissing(
            Request request, long reservedMillis, Map<String, Origin> found, boolean repeated) {
        if (isTooLate(reservedMillis)) {
            throw stillInProgress(lease);
        }
        Map<Integer, CompletableFuture<EventTopic.Sent>> sends = new HashMap<>();
        request.valid().forEach((index, event) -> {
            String key = request.key().ofEvent(index);
            Origin origin = found.get(key);
            if (origin != null) {
                sends.put(index, CompletableFuture.completedFuture(new EventTopic.Sent.Stored(origin)));
            } else if (isTooLate(reservedMillis)) {
                // the producer took the events before it slowly; a repetition sends the others
                sends.put(index, CompletableFuture.completedFuture(new EventTopic.Sent.Unknown()));
            } else {
                sends.put(index, topic.send(withKey(event, key)));
            }
        });
        return CompletableFuture.allOf(sends.values().toArray(CompletableFuture[]::new))
                .thenApplyAsync(
                        all -> {
                            Map<Integer, EventTopic.Sent> results = new HashMap<>();
                            sends.forEach((index, sent) -> results.put(index, sent.join()));
                            finish(request, results);
                            return new Results(results, repeated && !found.isEmpty());
                        },
                        blocking);
    }

    private boolean isTooLate(long reservedMillis) {
        return clock.millis() - reservedMillis > BEGIN_WITHIN.toMillis();
    }

    private static EventRecord withKey(EventRecord event, String key) {
        List<Header> headers = new ArrayList<>(event.headers());
        headers.add(Header.of(IdempotencyKey.HEADER, key));
        return new EventRecord(event.key(), event.value(), headers);
    }

    private void finish(Request request, Map<Integer, EventTopic.Sent> results) {
        if (results.values().stream().anyMatch(EventTopic.Sent.Unknown.class::isInstance)) {
            return; // the reservation stays pending
        }
        List<Optional<String>> positions = new ArrayList<>();
        for (int i = 0; i < request.total(); i++) {
            positions.add(
                    results.get(i) instanceof EventTopic.Sent.Stored stored
                            ? Optional.of(stored.origin().toString())
                            : Optional.empty());
        }
        try {
            store.put(request.storeKey(), new Reservation.Done(request.body(), positions).text(), keep);
        } catch (IllegalStateException e) {
            // the events are stored all the same: a repetition finds them in the topic
            LOG.warn("the result of a request with an idempotency key was not stored: {}", e.getMessage());
        }
    }

    private Results results(Request request, Reservation.Done done) {
        Map<Integer, EventTopic.Sent> results = new HashMap<>();
        for (int i = 0; i < Math.min(request.total(), done.positions().size()); i++) {
            results.put(
                    i,
                    done.positions()
                            .get(i)
                            .<EventTopic.Sent>map(position -> new EventTopic.Sent.Stored(origin(position)))
                            .orElse(new EventTopic.Sent.Refused("the broker refused the event")));
        }
        return new Results(results, true);
    }

    private static Origin origin(String position) {
        int at = position.lastIndexOf('@');
        int hyphen = position.lastIndexOf('-', at);
        return new Origin(
                position.substring(0, hyphen),
                Integer.parseInt(position.substring(hyphen + 1, at)),
                Long.parseLong(position.substring(at + 1)),
                0,
                Optional.empty(),
                List.of());
    }

    /** A call of the store. */
    private interface StoreCall<T> {
        T run();
    }

    private static <T> T stored(StoreCall<T> call) {
        try {
            return call.run();
        } catch (IllegalStateException e) {
            throw unavailable("the store of idempotency keys does not answer; repeat it", e);
        }
    }

    private static ProblemException unavailable(String reason, RuntimeException cause) {
        return new ProblemException(
                Problem.ofKind(
                                "idempotency-unavailable",
                                503,
                                "The store of idempotency keys is not available",
                                "the request was not carried out, because " + reason)
                        .retryAfter(Duration.ofSeconds(2)),
                cause);
    }

    private static ProblemException otherBody() {
        return new ProblemException(Problem.ofKind(
                "idempotency-key-reused",
                409,
                "The idempotency key came with another body",
                "a request with this Idempotency-Key had another body; use a new key for each request"));
    }

    private static ProblemException stillInProgress(Duration remaining) {
        return new ProblemException(Problem.ofKind(
                        "idempotency-in-progress",
                        503,
                        "An earlier request with the idempotency key has no result yet",
                        "an earlier request with this Idempotency-Key may still be carried out; repeat it with the same key and body")
                .retryAfter(remaining));
    }
}
