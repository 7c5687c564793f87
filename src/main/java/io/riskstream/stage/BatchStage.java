package io.riskstream.stage;

import io.riskstream.event.Batch;
import io.riskstream.event.Event;

/** A stage that gains from seeing many events at one look, such as one round trip for all of them. */
public interface BatchStage extends Stage {
    /**
     * Judges each event of the batch. If it throws, those events that have no outcome yet are tried one by one, so that one bad event does not
     * take its neighbours with it.
     */
    void apply(Batch batch, Outcomes outcomes);

    @Override
    default Outcome apply(Event event) {
        Outcome[] only = new Outcome[1];
        apply(Batch.of(event), (index, outcome) -> only[index] = outcome);
        return only[0];
    }
}
