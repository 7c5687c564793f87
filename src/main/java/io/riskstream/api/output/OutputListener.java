package io.riskstream.api.output;

/** Receives the outputs of all pipelines as they are published. Called by one thread, which reads the topics, so it must not block. */
public interface OutputListener {
    /**
     * Called for each score.
     *
     * @param latencyMillis the time from the Kafka timestamp of the input record to that of the score
     */
    void scored(PublishedScore score, long latencyMillis);

    /** Called for each event that was rejected, or dropped on purpose. */
    void rejected(RejectedEvent event);
}
