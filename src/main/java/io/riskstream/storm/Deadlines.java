package io.riskstream.storm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Answers that are awaited, oldest first. A stage's deadlines are few and mostly alike, so each length has a queue of its own, and adding,
 * removing and finding the next to expire cost no search.
 */
final class Deadlines<T> {
    private final Map<Duration, LinkedHashSet<Awaited<T>>> byLength = new HashMap<>();
    private int size;

    int size() {
        return size;
    }

    void add(Awaited<T> awaited) {
        byLength.computeIfAbsent(awaited.deadline, length -> new LinkedHashSet<>())
                .add(awaited);
        size++;
    }

    /** Whether it was still awaited. */
    boolean remove(Awaited<T> awaited) {
        boolean removed = byLength.get(awaited.deadline).remove(awaited);
        size -= removed ? 1 : 0;
        return removed;
    }

    /** Takes out what has expired by now; whether anything had. */
    boolean expire(long now, Consumer<Awaited<T>> late) {
        if (size == 0) {
            return false;
        }
        // first all of them out, since what comes of one may be awaited again
        List<Awaited<T>> expired = List.of();
        for (LinkedHashSet<Awaited<T>> queue : byLength.values()) {
            Iterator<Awaited<T>> oldest = queue.iterator();
            while (oldest.hasNext()) {
                Awaited<T> awaited = oldest.next();
                if (now - awaited.expiresAt < 0) {
                    break;
                }
                oldest.remove();
                size--;
                if (expired.isEmpty()) {
                    expired = new ArrayList<>();
                }
                expired.add(awaited);
            }
        }
        expired.forEach(late);
        return !expired.isEmpty();
    }
}
