package io.riskstream.stage;

import io.riskstream.event.Batch;
import io.riskstream.event.Event;

/**
 * A stage that processes the events of a batch together, for example with one round trip for all of them. Everything that {@link Stage} states about
 * threads and errors applies.
 */
public interface BatchStage extends Stage {
    /**
     * Sets the outcome of each event of the batch, before this method returns. An event without an outcome is treated as a bug of the stage.
     *
     * <p>If this method throws, the bolt calls it again for each event that has no outcome yet, with a batch of that event alone. So one bad event does not
     * cause the rejection of the others; the method must tolerate that an event is processed twice.
     *
     * @param outcomes receives the outcomes; use it only during this call
     */
    void apply(Batch batch, Outcomes outcomes);

    /** Processes one event as a batch of one. The bolt calls this if only one event is ready. */
    @Override
    default Outcome apply(Event event) {
        Outcome[] only = new Outcome[1];
        apply(Batch.of(event), (index, outcome) -> only[index] = outcome);
        return only[0];
    }
}
