package io.riskstream.connect.postgres;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Selects rows of a table of scores. What is empty selects all.
 *
 * @param id the id of the event
 * @param key the key of the score
 * @param since the earliest Kafka timestamp of the input record
 * @param until the time before which the Kafka timestamp is
 * @param sources the topics of the input records, for a table that several pipelines share
 * @param after the position of the row before the first
 * @param limit the maximum number of rows
 */
public record ScoreSelection(
        Optional<String> id,
        Optional<String> key,
        Optional<String> decision,
        Optional<Instant> since,
        Optional<Instant> until,
        List<String> sources,
        Optional<RowPosition> after,
        int limit) {
    /** Selects the latest score of an event. */
    public static ScoreSelection latestOf(String id) {
        return new ScoreSelection(
                Optional.of(id),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                1);
    }
}
