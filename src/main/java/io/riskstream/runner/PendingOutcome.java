package io.riskstream.runner;

import io.riskstream.stage.Outcome;
import io.riskstream.stage.Promise;
import java.time.Duration;

/** A stage's answer for one event that has not come yet. The completing thread writes the answer, then queues this; the bolt's thread reads it. */
final class PendingOutcome<T> implements Promise.Listener {
    private static final class LaterAgain extends IllegalStateException {
        private static final long serialVersionUID = 1;

        LaterAgain() {
            super("a later outcome may not be later again");
        }
    }

    final EventInStage<T> passage;
    final Outcome.Later later;
    final Duration deadline;
    final long since;
    final long expiresAt;
    private final CompletionQueue<T> answered;
    Outcome answer;
    Throwable failure;

    // its place in line: see Deadlines
    PendingOutcome<T> before;
    PendingOutcome<T> after;
    Deadlines.Line<T> line;

    /** Its place among those that are answered: see {@link CompletionQueue}. */
    PendingOutcome<T> answeredNext;

    PendingOutcome(EventInStage<T> passage, Outcome.Later later, long now, CompletionQueue<T> answered) {
        this.passage = passage;
        this.later = later;
        this.deadline = later.deadline();
        this.since = now;
        this.expiresAt = now + deadline.toNanos();
        this.answered = answered;
    }

    @Override
    public void completed(Outcome outcome, Throwable why) {
        boolean again = outcome instanceof Outcome.Later;
        answer = again ? null : outcome;
        failure = again ? new LaterAgain() : why;
        answered.add(this);
    }
}
