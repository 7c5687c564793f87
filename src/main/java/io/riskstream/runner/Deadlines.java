package io.riskstream.runner;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Answers that are awaited, oldest first. A stage's deadlines are few and mostly alike, so each length has a line of its own, and adding,
 * removing and finding the next to expire cost no search. The line runs through those who stand in it.
 */
final class Deadlines<T> {
    private final Map<Duration, Line<T>> byLength = new HashMap<>();
    /** Where the last one was put, and the next one most often goes. */
    private Line<T> last;

    private int size;

    /** Those who wait equally long. */
    static final class Line<T> {
        private final Duration length;
        private PendingOutcome<T> oldest;
        private PendingOutcome<T> newest;

        private Line(Duration length) {
            this.length = length;
        }

        private void add(PendingOutcome<T> awaited) {
            awaited.before = newest;
            if (newest == null) {
                oldest = awaited;
            } else {
                newest.after = awaited;
            }
            newest = awaited;
            awaited.line = this;
        }

        private void remove(PendingOutcome<T> awaited) {
            if (awaited.before == null) {
                oldest = awaited.after;
            } else {
                awaited.before.after = awaited.after;
            }
            if (awaited.after == null) {
                newest = awaited.before;
            } else {
                awaited.after.before = awaited.before;
            }
            awaited.before = null;
            awaited.after = null;
            awaited.line = null;
        }
    }

    int size() {
        return size;
    }

    void add(PendingOutcome<T> awaited) {
        if (last == null || !last.length.equals(awaited.deadline)) {
            last = byLength.computeIfAbsent(awaited.deadline, Line::new);
        }
        last.add(awaited);
        size++;
    }

    /** Whether it was still awaited. */
    boolean remove(PendingOutcome<T> awaited) {
        if (awaited.line == null) {
            return false;
        }
        awaited.line.remove(awaited);
        size--;
        return true;
    }

    /** Takes out what has expired by now; whether anything had. */
    boolean expire(long now, Consumer<PendingOutcome<T>> late) {
        if (size == 0) {
            return false;
        }
        // first all of them out, since what comes of one may be awaited again
        List<PendingOutcome<T>> expired = List.of();
        for (Line<T> line : byLength.values()) {
            for (PendingOutcome<T> oldest = line.oldest;
                    oldest != null && now - oldest.expiresAt >= 0;
                    oldest = line.oldest) {
                line.remove(oldest);
                size--;
                if (expired.isEmpty()) {
                    expired = new ArrayList<>();
                }
                expired.add(oldest);
            }
        }
        expired.forEach(late);
        return !expired.isEmpty();
    }
}
