package io.riskstream.runner;

import java.time.Duration;

/** What the runner waits for: {@link PendingOutcome} of one event, or {@link PendingSlice} of several. It is an element of the queues of the runner. */
abstract sealed class Pending<T> permits PendingOutcome, PendingSlice {
    private final CompletionQueue<T> completions;
    private Duration deadline;
    private long startedAt;
    private long expiresAt;

    // links of a queue in Deadlines
    Pending<T> older;
    Pending<T> newer;
    Deadlines.LengthQueue<T> queue;

    /** Link of {@link CompletionQueue}. */
    Pending<T> nextCompleted;

    Pending(Duration deadline, long now, CompletionQueue<T> completions) {
        this.completions = completions;
        start(deadline, now);
    }

    /** Begins to wait. It must not be in {@link Deadlines}. */
    final void start(Duration length, long now) {
        deadline = length;
        startedAt = now;
        expiresAt = now + length.toNanos();
    }

    final Duration deadline() {
        return deadline;
    }

    final long startedAt() {
        return startedAt;
    }

    final long expiresAt() {
        return expiresAt;
    }

    /** Adds this to the completed ones, on any thread. It must not be in that queue. */
    final void addToCompletions() {
        completions.add(this);
    }
}
