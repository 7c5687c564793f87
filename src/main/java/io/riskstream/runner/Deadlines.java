package io.riskstream.runner;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Pending outcomes ordered by deadline. The deadlines of a stage have few different lengths, so each length has its own first-in-first-out queue, and
 * adding, removing and finding the next to expire need no search. The elements themselves are the links of the queues.
 */
final class Deadlines<T> {
    private final Map<Duration, LengthQueue<T>> byLength = new HashMap<>();
    /** The queue of the last addition, which is usually the queue of the next one. */
    private LengthQueue<T> lastUsed;

    private int size;

    /** The pending outcomes whose deadlines have the same length, oldest first. */
    static final class LengthQueue<T> {
        private final Duration length;
        private Pending<T> oldest;
        private Pending<T> newest;

        private LengthQueue(Duration length) {
            this.length = length;
        }

        private void add(Pending<T> pending) {
            pending.older = newest;
            if (newest == null) {
                oldest = pending;
            } else {
                newest.newer = pending;
            }
            newest = pending;
            pending.queue = this;
        }

        private void remove(Pending<T> pending) {
            if (pending.older == null) {
                oldest = pending.newer;
            } else {
                pending.older.newer = pending.newer;
            }
            if (pending.newer == null) {
                newest = pending.older;
            } else {
                pending.newer.older = pending.older;
            }
            pending.older = null;
            pending.newer = null;
            pending.queue = null;
        }
    }

    void add(Pending<T> pending) {
        if (lastUsed == null || !lastUsed.length.equals(pending.deadline())) {
            lastUsed = byLength.computeIfAbsent(pending.deadline(), LengthQueue::new);
        }
        lastUsed.add(pending);
        size++;
    }

    /** Removes an element. Returns false if it is not present, because it has expired. */
    boolean remove(Pending<T> pending) {
        if (pending.queue == null) {
            return false;
        }
        pending.queue.remove(pending);
        size--;
        return true;
    }

    /** Returns the time until the first element expires, at most {@code maxNanos}; 0 or less if one has expired. */
    long nanosUntilNext(long now, long maxNanos) {
        if (size == 0) {
            return maxNanos;
        }
        long least = maxNanos;
        for (LengthQueue<T> queue : byLength.values()) {
            if (queue.oldest != null) {
                least = Math.min(least, queue.oldest.expiresAt() - now);
            }
        }
        return least;
    }

    /** Removes all elements that have expired and passes each to {@code onExpiry}. Returns true if there was one. */
    boolean expire(long now, Consumer<Pending<T>> onExpiry) {
        if (size == 0) {
            return false;
        }
        // all are removed first, because handling one may add another
        List<Pending<T>> expired = List.of();
        for (LengthQueue<T> queue : byLength.values()) {
            for (Pending<T> oldest = queue.oldest;
                    oldest != null && now - oldest.expiresAt() >= 0;
                    oldest = queue.oldest) {
                queue.remove(oldest);
                size--;
                if (expired.isEmpty()) {
                    expired = new ArrayList<>();
                }
                expired.add(oldest);
            }
        }
        expired.forEach(onExpiry);
        return !expired.isEmpty();
    }
}
