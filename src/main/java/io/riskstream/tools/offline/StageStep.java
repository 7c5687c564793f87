package io.riskstream.tools.offline;

import io.riskstream.event.Event;
import io.riskstream.stage.Message;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import java.time.Duration;
import java.util.List;

/**
 * What one stage made of an event.
 *
 * @param bolt the id of the bolt the stage is in
 * @param before the event as it came to the stage
 * @param outcome what became of it there, in the end: never {@link Outcome.Later}; a {@link Outcome.Retry} only if every attempt asked for another, and then
 *     the event goes no further
 * @param after the event as it left the stage
 * @param attempts how often the stage was applied
 * @param time from the first attempt to the last answer, by the machine's clock
 * @param messages what it published
 * @param asked the records it asked for
 */
public record StageStep(
        String bolt,
        Stage stage,
        Event before,
        Outcome outcome,
        Event after,
        int attempts,
        Duration time,
        List<Message> messages,
        List<RequestedRecord> asked) {
    public StageStep {
        messages = List.copyOf(messages);
        asked = List.copyOf(asked);
    }

    /** The stage's name. */
    public String name() {
        return stage.spec().name();
    }
}
