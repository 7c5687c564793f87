package io.riskstream.stage;

/** Where a {@link BatchStage} puts the outcome of each event of a batch. */
public interface Outcomes {
    /** Sets the outcome of the event at this place in the batch, once. */
    void set(int index, Outcome outcome);
}
