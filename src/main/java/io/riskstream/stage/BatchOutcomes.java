package io.riskstream.stage;

/** The {@link Outcomes} of a caller that accepts one pending outcome for several events. A bolt is such a caller. */
public interface BatchOutcomes extends Outcomes {
    /**
     * Sets the outcome of several events of the batch, which are pending together. The stage must have declared a deadline, as for {@link Outcome.Later}.
     *
     * @param first the index in the batch of the event with index 0 in {@code promise}
     * @param events a bit for each event of {@code promise}: bit 0 for the event {@code first}, bit 1 for the next one
     */
    void later(int first, BatchPromise promise, long events);
}
