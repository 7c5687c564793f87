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
 * An event some of whose records are on their way. Its outcome is decided once the last has come, or has had the time its look-up gives it: on the
 * store's thread, or the task's.
 */
public final class PendingEvent implements FetchListener {
    private final Event event;
    private final LookupPolicies policies;
    private final Promise outcome = new Promise();

    @GuardedBy("this")
    private final LookupResult[] answers;

    private int pending;
    private Duration waited = Duration.ZERO;

    /** An event with the answers that are there already; the array is kept. */
    PendingEvent(Event event, LookupResult[] answers, LookupPolicies policies) {
        this.event = event;
        this.answers = answers;
        this.policies = policies;
        for (LookupResult answer : answers) {
            pending += answer == LookupResult.Pending.PENDING ? 1 : 0;
        }
    }

    /** Whether nothing is waited for any longer. */
    @Override
    public synchronized boolean isDecided() {
        return pending == 0;
    }

    /** Takes an answer, on any thread; one that comes too late is nobody's, though its record is in memory then. */
    @Override
    public void answer(int index, LookupResult answer) {
        synchronized (this) {
            if (pending == 0 || answers[index] != LookupResult.Pending.PENDING) {
                return;
            }
            answers[index] = settled(index, answer);
            pending--;
            if (pending > 0) {
                return;
            }
        }
        outcome.complete(policies.decide(event, answers));
    }

    private LookupResult settled(int index, LookupResult answer) {
        ActiveLookup lookup = policies.lookups()[index];
        if (answer instanceof LookupResult.Failed) {
            LookupResult.Stale stale = stale(lookup);
            if (stale != null) {
                return stale;
            }
            lookup.countError();
        } else if (answer instanceof CacheEntry record && !record.isPresent()) {
            lookup.countAbsent();
        }
        return answer;
    }

    /** A record at hand that may stand in for the one that cannot be had, or null. */
    private LookupResult.Stale stale(ActiveLookup lookup) {
        CacheEntry record = lookup.findStale(event);
        if (record == null) {
            return null;
        }
        lookup.countStale();
        return new LookupResult.Stale(record);
    }

    /**
     * Has its pending records fetched, and gives the outcome to come.
     *
     * @param departing takes the flights that are yet to take off
     */
    Outcome fetched(long now, List<InFlightFetch> departing) {
        waited = shortestDeadline();
        // first, since an answer may come while the flights are still being boarded
        Outcome later = Outcome.later(outcome, waited, this::late);
        for (int i = 0; i < answers.length; i++) {
            LookupResult answer;
            synchronized (this) {
                answer = answers[i];
            }
            if (answer == LookupResult.Pending.PENDING) {
                join(policies.lookups()[i], now, departing).join(this, i);
            }
        }
        return later;
    }

    private Fetch join(ActiveLookup lookup, long now, List<InFlightFetch> departing) {
        String id = lookup.missedId(event);
        Fetch ready = lookup.region().inFlight(id);
        if (ready == null) {
            InFlightFetch own = new InFlightFetch(lookup, id, now);
            ready = lookup.region().join(own);
            if (ready == own) {
                departing.add(own);
                lookup.countMiss();
                return own;
            }
        }
        lookup.countJoined();
        return ready;
    }

    private Duration shortestDeadline() {
        Duration shortest = null;
        for (int i = 0; i < answers.length; i++) {
            Duration own = policies.lookups()[i].deadline();
            if (answers[i] == LookupResult.Pending.PENDING && (shortest == null || own.compareTo(shortest) < 0)) {
                shortest = own;
            }
        }
        return shortest;
    }

    /** Goes on without the records that have had their time; on the task's thread. */
    private Outcome late() {
        synchronized (this) {
            for (int i = 0; i < answers.length && pending > 0; i++) {
                ActiveLookup lookup = policies.lookups()[i];
                if (answers[i] == LookupResult.Pending.PENDING
                        && lookup.deadline().compareTo(waited) <= 0) {
                    LookupResult.Stale stale = stale(lookup);
                    answers[i] = stale == null ? lookup.late() : stale;
                    pending--;
                }
            }
            if (pending > 0) {
                Duration before = waited;
                waited = shortestDeadline();
                return Outcome.later(outcome, waited.minus(before), this::late);
            }
        }
        return policies.decide(event, answers);
    }
}
