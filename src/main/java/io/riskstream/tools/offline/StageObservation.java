package io.riskstream.tools.offline;

import io.riskstream.event.Event;
import io.riskstream.stage.Outcome;
import java.time.Duration;
import java.util.Optional;

/** What a stage was given, and what it made of it so far. Answers may come from any thread. */
final class StageObservation {
    private final Event given;
    private final int messagesBefore;
    private final int askedBefore;
    private final long since = System.nanoTime();
    private int tries;
    private volatile Outcome answer;
    private volatile long until = since;

    StageObservation(Event given, int messagesBefore, int askedBefore) {
        this.given = given;
        this.messagesBefore = messagesBefore;
        this.askedBefore = askedBefore;
    }

    void tryAgain() {
        tries++;
        answer = null;
    }

    /** An answer, or null for a failure. */
    void answered(Outcome outcome) {
        answer = outcome;
        until = System.nanoTime();
    }

    Event given() {
        return given;
    }

    /** What the stage answered last; empty if it has not, or failed. */
    Optional<Outcome> answer() {
        return Optional.ofNullable(answer);
    }

    int tries() {
        return tries;
    }

    /** From the first call to the last answer. */
    Duration time() {
        return Duration.ofNanos(until - since);
    }

    /** How many messages had been published before. */
    int messagesBefore() {
        return messagesBefore;
    }

    /** How many records had been asked for before. */
    int askedBefore() {
        return askedBefore;
    }
}
