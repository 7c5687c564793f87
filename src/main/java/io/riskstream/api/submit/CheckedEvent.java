package io.riskstream.api.submit;

import io.riskstream.event.Event;
import io.riskstream.event.Rejection;
import java.util.List;

/** The result of parsing and validating an event. */
sealed interface CheckedEvent {
    /** The event is valid, or the pipeline drops it on purpose. */
    record Valid(Event event) implements CheckedEvent {}

    /** The event is not valid, for these reasons. */
    record Invalid(List<Rejection> rejections) implements CheckedEvent {}

    /**
     * The event cannot be checked now, because a schema registry does not answer.
     *
     * @param cause a sentence without values of the event
     */
    record Undecided(String cause) implements CheckedEvent {}
}
