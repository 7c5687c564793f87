package io.riskstream.runner;

import io.riskstream.stage.Outcome;
import io.riskstream.stage.Promise;
import java.time.Duration;

/** An outcome that a stage has announced for one event. The completing thread sets the result and queues this; the runner's thread reads it. */
final class PendingOutcome<T> implements Promise.Listener {
    private static final class NestedLaterException extends IllegalStateException {
        private static final long serialVersionUID = 1;

        NestedLaterException() {
            super("a promise of an outcome must not complete with another Later");
        }
    }

    final EventInStage<T> inStage;
    final Outcome.Later later;
    final Duration deadline;
    final long startedAt;
    final long expiresAt;
    private final CompletionQueue<T> completions;
    /** The result; null if there is none. */
    Outcome outcome;
    /** Why there is no result; null otherwise. */
    Throwable failure;

    // links of a queue in Deadlines
    PendingOutcome<T> older;
    PendingOutcome<T> newer;
    Deadlines.LengthQueue<T> queue;

    /** Link of {@link CompletionQueue}. */
    PendingOutcome<T> nextCompleted;

    PendingOutcome(EventInStage<T> inStage, Outcome.Later later, long now, CompletionQueue<T> completions) {
        this.inStage = inStage;
        this.later = later;
        this.deadline = later.deadline();
        this.startedAt = now;
        this.expiresAt = now + deadline.toNanos();
        this.completions = completions;
    }

    @Override
    public void completed(Outcome result, Throwable cause) {
        boolean nested = result instanceof Outcome.Later;
        outcome = nested ? null : result;
        failure = nested ? new NestedLaterException() : cause;
        completions.add(this);
    }
}
