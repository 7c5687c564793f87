package io.riskstream.connect.postgres;

import java.time.Instant;

/**
 * A row of a table of scores.
 *
 * @param origin the input record, {@code TOPIC-PARTITION@OFFSET}
 * @param timestamp the Kafka timestamp of the input record in milliseconds
 * @param storedAt when the row was written
 * @param body the published score; PostgreSQL may have changed the order of its members
 */
public record StoredScore(String key, String origin, long timestamp, Instant storedAt, String body) {
    /** Shows nothing of the content, because it may be personal data. */
    @Override
    public String toString() {
        return "StoredScore[" + origin + "]";
    }
}
