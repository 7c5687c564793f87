package io.riskstream.runner;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Completed outcomes, added by any thread and taken by the runner's thread. The elements are linked through {@link Pending#nextCompleted}, so
 * adding one allocates nothing. The first element added to an empty queue wakes the runner's thread.
 */
final class CompletionQueue<T> {
    private final AtomicReference<Pending<T>> newest = new AtomicReference<>();
    private final Runnable wake;

    CompletionQueue(Runnable wake) {
        this.wake = wake;
    }

    void add(Pending<T> completed) {
        Pending<T> before = newest.get();
        completed.nextCompleted = before;
        while (!newest.compareAndSet(before, completed)) {
            before = newest.get();
            completed.nextCompleted = before;
        }
        if (before == null) {
            wake.run();
        }
    }

    boolean isEmpty() {
        return newest.get() == null;
    }

    /**
     * Removes all elements and returns the oldest, linked to the others by {@link Pending#nextCompleted}; null if the queue is
     * empty. Read the link before the element can be completed again.
     */
    Pending<T> takeAll() {
        if (newest.get() == null) {
            return null; // the usual case; a read leaves the cache line with the other threads
        }
        Pending<T> newer = newest.getAndSet(null);
        Pending<T> oldest = null;
        while (newer != null) {
            Pending<T> older = newer.nextCompleted;
            newer.nextCompleted = oldest;
            oldest = newer;
            newer = older;
        }
        return oldest;
    }
}
