package io.riskstream.connect.postgres;

import java.time.Instant;
import java.util.Optional;

/**
 * A row of a table of dead letters.
 *
 * @param origin the input record, {@code TOPIC-PARTITION@OFFSET}
 * @param timestamp the Kafka timestamp of the input record in milliseconds
 * @param outcome rejected or dropped
 * @param rejections all rejections, a JSON array
 * @param key the key of the input record; empty if it had none, or the query leaves it out
 * @param original the value of the input record; empty if it had none, or the query leaves it out
 */
public record StoredDeadLetter(
        String origin,
        long timestamp,
        String outcome,
        String pipeline,
        String stage,
        String code,
        String path,
        String message,
        String rejections,
        Instant rejectedAt,
        Optional<byte[]> key,
        Optional<byte[]> original) {
    /** Shows nothing of the content, because it may be personal data. */
    @Override
    public String toString() {
        return "StoredDeadLetter[" + origin + "]";
    }
}
