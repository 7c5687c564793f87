package io.riskstream.storm;

import io.riskstream.Outcome;
import java.time.Duration;

/** A stage's answer for one event that has not come yet. The completing thread writes the answer, then queues this; the bolt's thread reads it. */
final class Awaited<T> {
    final Passage<T> passage;
    final Outcome.Later later;
    final Duration deadline;
    final long since;
    final long expiresAt;
    Outcome answer;
    Throwable failure;

    // its place in line: see Deadlines
    Awaited<T> before;
    Awaited<T> after;
    boolean inLine;

    Awaited(Passage<T> passage, Outcome.Later later, long now) {
        this.passage = passage;
        this.later = later;
        this.deadline = later.deadline();
        this.since = now;
        this.expiresAt = now + deadline.toNanos();
    }
}
