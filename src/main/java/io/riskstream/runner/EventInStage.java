package io.riskstream.runner;

import io.riskstream.event.Event;

/** One event on its way through the stages of one bolt. */
final class EventInStage<T> {
    final PendingInput<T> input;
    Event event;
    int stage;
    /** How often the present stage has been applied. */
    int attempts;
    /** When the present stage is to be applied again, by the ticker. */
    long retryAt;

    EventInStage(PendingInput<T> input, Event event) {
        this.input = input;
        this.event = event;
    }
}
