package io.riskstream.storm;

import io.riskstream.Event;

/** One event on its way through the stages of one bolt. */
final class Passage<T> {
    final Held<T> held;
    Event event;
    int stage;
    /** How often the present stage has been applied. */
    int attempts;
    /** When the present stage is to be applied again, by the ticker. */
    long retryAt;

    Passage(Held<T> held, Event event) {
        this.held = held;
        this.event = event;
    }
}
