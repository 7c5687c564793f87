package io.riskstream.storm;

/** The streams and fields of every component here. */
public final class StreamNames {
    /** Events that were turned away. */
    public static final String REJECTED = "rejected";
    /** Events that were left out on purpose. */
    public static final String DROPPED = "dropped";
    /** The field of a tuple that holds its {@link io.riskstream.event.Batch}. */
    public static final String EVENTS = "events";
    /** The field to group by, on a stream that is partitioned. */
    public static final String BUCKET = "bucket";

    private StreamNames() {}
}
