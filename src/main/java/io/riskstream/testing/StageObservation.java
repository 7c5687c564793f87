package io.riskstream.testing;

import io.riskstream.event.Event;
import io.riskstream.stage.Outcome;
import java.time.Duration;
import java.util.Optional;

/** The attempts of one stage at one event. Outcomes may be recorded by any thread. */
final class StageObservation {
    private final Event event;
    private final int messagesBefore;
    private final int requestsBefore;
    private final long startedAt = System.nanoTime();
    private int attempts;
    private volatile Outcome outcome;
    private volatile long endedAt = startedAt;

    StageObservation(Event event, int messagesBefore, int requestsBefore) {
        this.event = event;
        this.messagesBefore = messagesBefore;
        this.requestsBefore = requestsBefore;
    }

    void startAttempt() {
        attempts++;
        outcome = null;
    }

    /** Records the outcome of the attempt; null if it failed. */
    void endAttempt(Outcome result) {
        outcome = result;
        endedAt = System.nanoTime();
    }

    /** Returns the event as the stage received it. */
    Event event() {
        return event;
    }

    /** Returns the last outcome; empty if it is pending or the attempt failed. */
    Optional<Outcome> outcome() {
        return Optional.ofNullable(outcome);
    }

    int attempts() {
        return attempts;
    }

    /** Returns the time from the first attempt to the last outcome. */
    Duration time() {
        return Duration.ofNanos(endedAt - startedAt);
    }

    /** Returns the number of messages published before the first attempt. */
    int messagesBefore() {
        return messagesBefore;
    }

    /** Returns the number of records fetched before the first attempt. */
    int requestsBefore() {
        return requestsBefore;
    }
}
