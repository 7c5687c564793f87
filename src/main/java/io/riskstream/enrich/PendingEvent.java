package io.riskstream.enrich;

import io.riskstream.Event;
import io.riskstream.Outcome;
import io.riskstream.Promise;
import java.time.Duration;
import java.util.List;

/**
 * An event some of whose records are on their way. Its outcome is decided once the last has come, or has had the time its look-up gives it: on the
 * store's thread, or the task's.
 */
final class PendingEvent {
    private final Event event;
    private final Policies policies;
    private final Promise outcome = new Promise();
    // guarded by this, until it is decided
    private final Answer[] answers;
    private int pending;
    private Duration waited = Duration.ZERO;

    /** An event with the answers that are there already; the array is kept. */
    PendingEvent(Event event, Answer[] answers, Policies policies) {
        this.event = event;
        this.answers = answers;
        this.policies = policies;
        for (Answer answer : answers) {
            pending += answer == Answer.Pending.PENDING ? 1 : 0;
        }
    }

    /** Whether nothing is waited for any longer. */
    synchronized boolean isDecided() {
        return pending == 0;
    }

    /** Takes an answer, on any thread; one that comes too late is nobody's, though its record is in memory then. */
    void answer(int index, Answer answer) {
        synchronized (this) {
            if (pending == 0 || answers[index] != Answer.Pending.PENDING) {
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

    private Answer settled(int index, Answer answer) {
        OpenLookup lookup = policies.lookups()[index];
        if (answer instanceof Answer.Failed) {
            Answer.Stale stale = stale(lookup);
            if (stale != null) {
                return stale;
            }
            lookup.countError();
        } else if (answer instanceof CachedRecord record && !record.isPresent()) {
            lookup.countAbsent();
        }
        return answer;
    }

    /** A record at hand that may stand in for the one that cannot be had, or null. */
    private Answer.Stale stale(OpenLookup lookup) {
        CachedRecord record = lookup.findStale(event);
        if (record == null) {
            return null;
        }
        lookup.countStale();
        return new Answer.Stale(record);
    }

    /**
     * Has its pending records fetched, and gives the outcome to come.
     *
     * @param departing takes the flights that are yet to take off
     */
    Outcome fetched(long now, List<Flight> departing) {
        waited = shortestDeadline();
        // first, since an answer may come while the flights are still being boarded
        Outcome later = Outcome.later(outcome, waited, this::late);
        for (int i = 0; i < answers.length; i++) {
            Answer answer;
            synchronized (this) {
                answer = answers[i];
            }
            if (answer == Answer.Pending.PENDING) {
                board(policies.lookups()[i], now, departing).join(this, i);
            }
        }
        return later;
    }

    private Flight board(OpenLookup lookup, long now, List<Flight> departing) {
        String id = lookup.missedId(event);
        Flight ready = lookup.shelf().flight(id);
        if (ready == null) {
            Flight own = new Flight(lookup, id, now);
            ready = lookup.shelf().flight(own);
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
            if (answers[i] == Answer.Pending.PENDING && (shortest == null || own.compareTo(shortest) < 0)) {
                shortest = own;
            }
        }
        return shortest;
    }

    /** Goes on without the records that have had their time; on the task's thread. */
    private Outcome late() {
        synchronized (this) {
            for (int i = 0; i < answers.length && pending > 0; i++) {
                OpenLookup lookup = policies.lookups()[i];
                if (answers[i] == Answer.Pending.PENDING && lookup.deadline().compareTo(waited) <= 0) {
                    Answer.Stale stale = stale(lookup);
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
