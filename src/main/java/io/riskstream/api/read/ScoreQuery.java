package io.riskstream.api.read;

import io.riskstream.api.output.OutputOrder;
import java.time.Instant;
import java.util.Optional;

/**
 * Selects scores of a pipeline, the newest input record first. What is empty selects all.
 *
 * @param id the id of the event
 * @param key the key of the score
 * @param since the earliest Kafka timestamp of the input record
 * @param until the time before which the Kafka timestamp is
 * @param after the position of the score before the first
 * @param limit the maximum number of scores
 */
record ScoreQuery(
        Optional<String> id,
        Optional<String> key,
        Optional<String> decision,
        Optional<Instant> since,
        Optional<Instant> until,
        Optional<OutputOrder> after,
        int limit) {
    /** Returns the query for the scores of one event. */
    static ScoreQuery ofId(String id, Optional<OutputOrder> after, int limit) {
        return new ScoreQuery(
                Optional.of(id), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), after, limit);
    }
}
