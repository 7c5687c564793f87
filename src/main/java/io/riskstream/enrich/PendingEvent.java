package io.riskstream.enrich;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.riskstream.enrich.cache.CacheEntry;
import io.riskstream.enrich.cache.Fetch;
import io.riskstream.enrich.cache.FetchListener;
import io.riskstream.enrich.cache.LookupResult;
import io.riskstream.event.Event;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Promise;
import java.time.Duration;
import java.util.List;

/**
 * An event that waits for records. Its outcome is decided when the last record has arrived or has exceeded the deadline of its look-up: on the store's
 * thread, or on the task's.
 */
final class PendingEvent implements FetchListener {
    private final Event event;
    private final LookupPolicies policies;
    private final Promise outcome = new Promise();

    /** Guarded by {@code this} until the outcome is decided. Not changed afterwards, and read without a lock. */
    private final LookupResult[] results;

    @GuardedBy("this")
    private int pending;

    private Duration waited = Duration.ZERO;

    /**
     * Creates a pending event with the results that are available.
     *
     * @param results one for each look-up; this object keeps the array
     */
    PendingEvent(Event event, LookupResult[] results, LookupPolicies policies) {
        this.event = event;
        this.results = results;
        this.policies = policies;
        for (LookupResult result : results) {
            pending += result == LookupResult.Pending.PENDING ? 1 : 0;
        }
    }

    @Override
    public synchronized boolean isDecided() {
        return pending == 0;
    }

    /** Stores a result; called on any thread. A result after the deadline is ignored, but its record is in the cache. */
    @Override
    public void complete(int index, LookupResult result) {
        synchronized (this) {
            if (pending == 0 || results[index] != LookupResult.Pending.PENDING) {
                return;
            }
            results[index] = staleIfFailed(index, result);
            pending--;
            if (pending > 0) {
                return;
            }
        }
        decide();
    }

    /** Completes the outcome. A failure concerns this event alone: the thread completes other events too. */
    private void decide() {
        Outcome decided;
        try {
            decided = policies.decide(event, results);
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            outcome.fail(e);
            return;
        }
        outcome.complete(decided);
    }

    private LookupResult staleIfFailed(int index, LookupResult result) {
        ActiveLookup lookup = policies.lookups()[index];
        if (result instanceof LookupResult.Failed failed) {
            LookupResult.Stale stale = stale(lookup);
            if (stale != null) {
                return stale;
            }
            lookup.count(failed);
        } else if (result instanceof CacheEntry entry && !entry.isPresent() && entry != CacheEntry.NO_KEY) {
            lookup.countAbsent();
        }
        return result;
    }

    /** Returns a stale record that may be used in place of an unavailable one, or null. */
    private LookupResult.Stale stale(ActiveLookup lookup) {
        CacheEntry entry = lookup.findStale(event);
        if (entry == null) {
            return null;
        }
        lookup.countStale();
        return new LookupResult.Stale(entry);
    }

    /**
     * Starts or joins the fetches of all pending records. Returns the pending outcome.
     *
     * @param newFetches receives the fetches that the caller must start
     */
    Outcome awaitFetches(long now, List<InFlightFetch> newFetches) {
        waited = shortestDeadline();
        // first, since a fetch may complete while the others are being joined
        Outcome later = Outcome.later(outcome, waited, this::deadlineExceeded);
        for (int i = 0; i < results.length; i++) {
            LookupResult result;
            synchronized (this) {
                result = results[i];
            }
            if (result != LookupResult.Pending.PENDING) {
                continue;
            }
            // Java encodes different texts that UTF-8 cannot represent as the same bytes: they must not reach the store
            ActiveLookup lookup = policies.lookups()[i];
            if (lookup.keyProblem(event).isPresent()) {
                complete(i, CacheEntry.NO_KEY);
                continue;
            }
            String id = lookup.missedId(event);
            LookupResult.Failed unusable = lookup.findUnusable(id, now);
            if (unusable != null) {
                complete(i, unusable);
            } else {
                fetchOf(lookup, id, now, newFetches).join(this, i);
            }
        }
        return later;
    }

    private static Fetch fetchOf(ActiveLookup lookup, String id, long now, List<InFlightFetch> newFetches) {
        Fetch inFlight = lookup.region().inFlight(id);
        if (inFlight == null) {
            InFlightFetch own = new InFlightFetch(lookup, id, now);
            inFlight = lookup.region().joinOrRegister(own);
            if (inFlight == own) {
                newFetches.add(own);
                lookup.countMiss();
                return own;
            }
        }
        lookup.countJoined();
        return inFlight;
    }

    private Duration shortestDeadline() {
        Duration shortest = null;
        for (int i = 0; i < results.length; i++) {
            Duration deadline = policies.lookups()[i].deadline();
            if (results[i] == LookupResult.Pending.PENDING && (shortest == null || deadline.compareTo(shortest) < 0)) {
                shortest = deadline;
            }
        }
        return shortest;
    }

    /** Continues without the records whose deadline has passed; called on the task's thread. */
    private Outcome deadlineExceeded() {
        synchronized (this) {
            for (int i = 0; i < results.length && pending > 0; i++) {
                ActiveLookup lookup = policies.lookups()[i];
                if (results[i] == LookupResult.Pending.PENDING
                        && lookup.deadline().compareTo(waited) <= 0) {
                    LookupResult.Stale stale = stale(lookup);
                    results[i] = stale == null ? lookup.deadlineExceeded() : stale;
                    pending--;
                }
            }
            if (pending > 0) {
                Duration before = waited;
                waited = shortestDeadline();
                return Outcome.later(outcome, waited.minus(before), this::deadlineExceeded);
            }
        }
        return policies.decide(event, results);
    }
}
