package io.riskstream.storm;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Answers that have come, on any thread, until the bolt's thread takes them all. They are strung together by themselves, so that nothing is allocated for
 * one; the first to come since the last taking wakes the bolt's thread.
 */
final class Answered<T> {
    private final AtomicReference<Awaited<T>> newest = new AtomicReference<>();
    private final Runnable wake;

    Answered(Runnable wake) {
        this.wake = wake;
    }

    void add(Awaited<T> awaited) {
        Awaited<T> before = newest.get();
        awaited.answeredNext = before;
        while (!newest.compareAndSet(before, awaited)) {
            before = newest.get();
            awaited.answeredNext = before;
        }
        if (before == null) {
            wake.run();
        }
    }

    /** All that have come, the first to come first, each with the next in {@link Awaited#answeredNext}; null if there is none. */
    Awaited<T> take() {
        if (newest.get() == null) {
            return null; // by far the most often, and the line stays in the other threads' caches
        }
        Awaited<T> from = newest.getAndSet(null);
        Awaited<T> first = null;
        while (from != null) {
            Awaited<T> earlier = from.answeredNext;
            from.answeredNext = first;
            first = from;
            from = earlier;
        }
        return first;
    }
}
