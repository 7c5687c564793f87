package io.riskstream.offline;

import io.riskstream.Event;
import io.riskstream.Outcome;
import io.riskstream.Stage;

/**
 * What one stage made of an event.
 *
 * @param bolt the id of the bolt the stage is in
 * @param before the event as it came to the stage
 * @param outcome what the stage answered, in the end: never {@link Outcome.Later}; a {@link Outcome.Retry} only if every attempt asked for another, and then
 *     the event goes no further
 * @param after the event as it left the stage
 */
public record Step(String bolt, Stage stage, Event before, Outcome outcome, Event after) {
    /** The stage's name. */
    public String name() {
        return stage.spec().name();
    }
}
