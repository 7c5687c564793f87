package io.riskstream.connect.redis;

import io.riskstream.publish.SourcePosition;
import java.util.Map;

/**
 * The latest output of a key, as {@link RedisLatest} has stored it.
 *
 * @param origin the input record
 * @param timestamp the Kafka timestamp of the input record in milliseconds; 0 if it has none
 * @param version decides between two outputs, see {@link io.riskstream.publish.StoredOutput#version}
 * @param body the message as it was published
 * @param members the members of a dead letter, such as {@code code} and {@code stage}; empty texts for a score
 */
public record LatestOutput(
        SourcePosition origin, long timestamp, String version, byte[] body, Map<String, String> members) {
    /** Shows nothing of the content, because it may be personal data. */
    @Override
    public String toString() {
        return "LatestOutput[" + origin + "]";
    }
}
