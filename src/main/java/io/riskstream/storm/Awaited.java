package io.riskstream.storm;

import io.riskstream.Outcome;
import io.riskstream.Promise;
import java.time.Duration;

/** A stage's answer for one event that has not come yet. The completing thread writes the answer, then queues this; the bolt's thread reads it. */
final class Awaited<T> implements Promise.Listener {
    private static final class LaterAgain extends IllegalStateException {
        private static final long serialVersionUID = 1;

        LaterAgain() {
            super("a later outcome may not be later again");
        }
    }

    final Passage<T> passage;
    final Outcome.Later later;
    final Duration deadline;
    final long since;
    final long expiresAt;
    private final Answered<T> answered;
    Outcome answer;
    Throwable failure;

    // its place in line: see Deadlines
    Awaited<T> before;
    Awaited<T> after;
    Deadlines.Line<T> line;

    /** Its place among those that are answered: see {@link Answered}. */
    Awaited<T> answeredNext;

    Awaited(Passage<T> passage, Outcome.Later later, long now, Answered<T> answered) {
        this.passage = passage;
        this.later = later;
        this.deadline = later.deadline();
        this.since = now;
        this.expiresAt = now + deadline.toNanos();
        this.answered = answered;
    }

    @Override
    public void told(Outcome outcome, Throwable why) {
        boolean again = outcome instanceof Outcome.Later;
        answer = again ? null : outcome;
        failure = again ? new LaterAgain() : why;
        answered.add(this);
    }
}
