package io.riskstream.publish;

/**
 * The headers of outputs. With the first three, a reader can identify the input record and discard duplicates. There are only three in every output,
 * because Kafka measures and writes the name of each header again for every record.
 */
public final class OutputHeaders {
    /** The input record, {@code TOPIC-PARTITION@OFFSET}; duplicates of an output have the same origin. */
    public static final String ORIGIN = "riskstream.origin";
    /** The Kafka timestamp of the input record, in milliseconds since 1970. */
    public static final String TIMESTAMP = "riskstream.origin.timestamp";
    /** The outcome of the event: one of the three values below. */
    public static final String OUTCOME = "riskstream.outcome";

    /**
     * Where an event has spent its time until the output was sent, only if it exceeded the latency budget of its spout: a JSON object with milliseconds by
     * step, the longest first, and their sum as {@code total}.
     */
    public static final String BUDGET = "riskstream.budget";

    /** How many times a dead letter of the event was replayed; only in replayed events and their dead letters. */
    public static final String REPLAY_COUNT = "riskstream.replay.count";
    /** The origin of the event's first dead letter; only in replayed events and their dead letters. */
    public static final String REPLAY_ORIGIN = "riskstream.replay.origin";

    public static final String SCORED = "scored";
    public static final String REJECTED = "rejected";
    public static final String DROPPED = "dropped";

    private OutputHeaders() {}
}
