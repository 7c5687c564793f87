package io.riskstream.publish;

/**
 * The headers that every output carries, so that whoever reads it can tell which record it came from, and discard a second one. Few: Kafka
 * measures and writes each one's name anew for every record.
 */
public final class OutputHeaders {
    /** The record it came from, {@code TOPIC-PARTITION@OFFSET}: the same for a second output of the same event. */
    public static final String ORIGIN = "riskstream.origin";
    /** When the origin was written to Kafka, in milliseconds since 1970. */
    public static final String TIMESTAMP = "riskstream.origin.timestamp";
    /** What became of the event: one of the three below. */
    public static final String OUTCOME = "riskstream.outcome";

    public static final String SCORED = "scored";
    public static final String REJECTED = "rejected";
    public static final String DROPPED = "dropped";

    private OutputHeaders() {}
}
