package io.riskstream.testing;

import io.riskstream.event.Event;
import io.riskstream.event.Rejection;
import io.riskstream.stage.Message;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The outcome of one stage for one event.
 *
 * @param bolt the id of the stage's bolt, or spout, in the Flux file; the stage's name if it runs without a Flux file
 * @param stage the stage, as the serialized copy that ran
 * @param before the event before the stage
 * @param outcome the final outcome: never {@link Outcome.Later}; {@link Outcome.Retry} only if every attempt asked for another attempt, and then the event
 *     goes no further
 * @param after the event after the stage
 * @param attempts how often the stage was applied
 * @param time from the first attempt to the last outcome, by the system clock
 * @param messages the messages it published, in order
 * @param requests the records it fetched, in order
 */
public record StageResult(
        String bolt,
        Stage stage,
        Event before,
        Outcome outcome,
        Event after,
        int attempts,
        Duration time,
        List<Message> messages,
        List<RequestedRecord> requests) {
    public StageResult {
        messages = List.copyOf(messages);
        requests = List.copyOf(requests);
    }

    /** Returns the stage's name. */
    public String name() {
        return stage.spec().name();
    }

    /** True if the stage passed the event on. */
    public boolean passed() {
        return outcome instanceof Outcome.Pass;
    }

    /** Returns why the stage rejected the event; empty if it did not. */
    public List<Rejection> rejections() {
        return outcome instanceof Outcome.Reject reject ? reject.rejections() : List.of();
    }

    /** Returns why the stage dropped the event; empty if it did not. */
    public Optional<String> dropReason() {
        return outcome instanceof Outcome.Drop drop ? Optional.of(drop.reason()) : Optional.empty();
    }

    /**
     * Returns a field of the event after the stage, as {@link TestEvents#field} does; empty if the event does not have the field.
     *
     * @throws IllegalStateException if the stage's spec has no event type
     */
    public Optional<Object> field(String path) {
        return TestEvents.field(
                stage.spec()
                        .eventType()
                        .orElseThrow(() -> new IllegalStateException(
                                "stage '" + name() + "' declares no event type, so it has no field '" + path + "'")),
                after,
                path);
    }
}
