package io.riskstream.runner;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Answers that have come, on any thread, until the bolt's thread takes them all. They are strung together by themselves, so that nothing is allocated for
 * one; the first to come since the last taking wakes the bolt's thread.
 */
final class CompletionQueue<T> {
    private final AtomicReference<PendingOutcome<T>> newest = new AtomicReference<>();
    private final Runnable wake;

    CompletionQueue(Runnable wake) {
        this.wake = wake;
    }

    void add(PendingOutcome<T> awaited) {
        PendingOutcome<T> before = newest.get();
        awaited.answeredNext = before;
        while (!newest.compareAndSet(before, awaited)) {
            before = newest.get();
            awaited.answeredNext = before;
        }
        if (before == null) {
            wake.run();
        }
    }

    /** All that have come, the first to come first, each with the next in {@link PendingOutcome#answeredNext}; null if there is none. */
    PendingOutcome<T> take() {
        if (newest.get() == null) {
            return null; // by far the most often, and the line stays in the other threads' caches
        }
        PendingOutcome<T> from = newest.getAndSet(null);
        PendingOutcome<T> first = null;
        while (from != null) {
            PendingOutcome<T> earlier = from.answeredNext;
            from.answeredNext = first;
            first = from;
            from = earlier;
        }
        return first;
    }
}
