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
        private PendingOutcome<T> oldest;
        private PendingOutcome<T> newest;

        private LengthQueue(Duration length) {
            this.length = length;
        }

        private void add(PendingOutcome<T> pending) {
            pending.older = newest;
            if (newest == null) {
                oldest = pending;
            } else {
                newest.newer = pending;
            }
            newest = pending;
            pending.queue = this;
        }

        private void remove(PendingOutcome<T> pending) {
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

    int size() {
        return size;
    }

    void add(PendingOutcome<T> pending) {
        if (lastUsed == null || !lastUsed.length.equals(pending.deadline)) {
            lastUsed = byLength.computeIfAbsent(pending.deadline, LengthQueue::new);
        }
        lastUsed.add(pending);
        size++;
    }

    /** Removes an element. Returns false if it is not present, because it has expired. */
    boolean remove(PendingOutcome<T> pending) {
        if (pending.queue == null) {
            return false;
        }
        pending.queue.remove(pending);
        size--;
        return true;
    }

    /** Removes all elements that have expired and passes each to {@code onExpiry}. Returns true if there was one. */
    boolean expire(long now, Consumer<PendingOutcome<T>> onExpiry) {
        if (size == 0) {
            return false;
        }
        // all are removed first, because handling one may add another
        List<PendingOutcome<T>> expired = List.of();
        for (LengthQueue<T> queue : byLength.values()) {
            for (PendingOutcome<T> oldest = queue.oldest;
                    oldest != null && now - oldest.expiresAt >= 0;
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
