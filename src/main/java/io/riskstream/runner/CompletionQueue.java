package io.riskstream.runner;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Completed outcomes, added by any thread and taken by the runner's thread. The elements are linked through {@link PendingOutcome#nextCompleted}, so
 * adding one allocates nothing. The first element added to an empty queue wakes the runner's thread.
 */
final class CompletionQueue<T> {
    private final AtomicReference<PendingOutcome<T>> newest = new AtomicReference<>();
    private final Runnable wake;

    CompletionQueue(Runnable wake) {
        this.wake = wake;
    }

    void add(PendingOutcome<T> completed) {
        PendingOutcome<T> before = newest.get();
        completed.nextCompleted = before;
        while (!newest.compareAndSet(before, completed)) {
            before = newest.get();
            completed.nextCompleted = before;
        }
        if (before == null) {
            wake.run();
        }
    }

    /** Removes all elements and returns the oldest, linked to the others by {@link PendingOutcome#nextCompleted}; null if the queue is empty. */
    PendingOutcome<T> takeAll() {
        if (newest.get() == null) {
            return null; // the usual case; a read leaves the cache line with the other threads
        }
        PendingOutcome<T> newer = newest.getAndSet(null);
        PendingOutcome<T> oldest = null;
        while (newer != null) {
            PendingOutcome<T> older = newer.nextCompleted;
            newer.nextCompleted = oldest;
            oldest = newer;
            newer = older;
        }
        return oldest;
    }
}
