package io.riskstream.runner;

import io.riskstream.event.Event;

/** An event and its position in the stages of one runner. */
final class EventInStage<T> {
    final PendingInput<T> input;
    Event event;
    int stage;
    /** How many times the current stage has been applied. */
    int attempts;
    /** When to apply the current stage again, on the context's ticker. */
    long retryAt;
    /** Measures the steps of the event; null if it has no timeline, and after it has left. */
    StepClock clock;

    EventInStage(PendingInput<T> input, Event event) {
        this.input = input;
        this.event = event;
    }
}
