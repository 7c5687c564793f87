package io.riskstream.storm;

/** The names of the streams and fields of all components in this project. */
public final class StreamNames {
    /** The stream of rejected events. */
    public static final String REJECTED = "rejected";
    /** The stream of dropped events. */
    public static final String DROPPED = "dropped";
    /** The field with the {@link io.riskstream.event.Batch} of a tuple. */
    public static final String EVENTS = "events";
    /** The field to group by on a partitioned stream. */
    public static final String BUCKET = "bucket";

    private StreamNames() {}
}
