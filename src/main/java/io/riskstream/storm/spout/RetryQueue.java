package io.riskstream.storm.spout;

import io.riskstream.runner.RetryPolicy;
import java.util.List;
import java.util.PriorityQueue;

/** The parts of failed tuples that wait until they are emitted again. Times are nanoseconds of the ticker. */
final class RetryQueue<M extends SpoutMessage> {
    /**
     * A failed tuple is split into this many parts. With halves it takes nine failures to isolate one event of 500, and most failures are time-outs of half
     * a minute; with eighths it takes three.
     */
    static final int PARTS = 8;

    private record Retry<M>(M part, long dueAt) {}

    private final RetryPolicy policy;
    private final PriorityQueue<Retry<M>> retries = new PriorityQueue<>((a, b) -> Long.signum(a.dueAt() - b.dueAt()));
    private long events;

    RetryQueue(RetryPolicy policy) {
        this.policy = policy;
    }

    /** Adds the parts of a tuple that has failed. */
    void add(List<M> parts, long now) {
        for (M part : parts) {
            retries.add(new Retry<>(part, now + policy.pauseNanos(part.attempts())));
            events += part.size();
        }
    }

    /** Removes and returns the next part that is due; null if there is none. */
    M pollDue(long now) {
        Retry<M> next = retries.peek();
        if (next == null || next.dueAt() - now > 0) {
            return null;
        }
        retries.remove();
        events -= next.part().size();
        return next.part();
    }

    /** Returns the time until the next part is due, at most {@code maxNanos}. */
    long nanosUntilNext(long now, long maxNanos) {
        Retry<M> next = retries.peek();
        return next == null ? maxNanos : Math.max(0, Math.min(maxNanos, next.dueAt() - now));
    }

    /** Returns the number of events in the parts. */
    long events() {
        return events;
    }
}
