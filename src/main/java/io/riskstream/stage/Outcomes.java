package io.riskstream.stage;

/** Receives the outcome of each event of a batch from a {@link BatchStage}. */
public interface Outcomes {
    /**
     * Sets the outcome of one event. Call it once for each event.
     *
     * @param index the index of the event in the batch, from 0
     */
    void set(int index, Outcome outcome);
}
