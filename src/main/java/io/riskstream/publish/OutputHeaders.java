package io.riskstream.publish;

import io.riskstream.Header;
import io.riskstream.Origin;
import java.util.List;

/** The headers that every output carries, so that whoever reads it can tell which record it came from, and discard a second one. */
public final class OutputHeaders {
    public static final String TOPIC = "riskstream.origin.topic";
    public static final String PARTITION = "riskstream.origin.partition";
    public static final String OFFSET = "riskstream.origin.offset";
    /** When the origin was written to Kafka, in milliseconds since 1970. */
    public static final String TIMESTAMP = "riskstream.origin.timestamp";
    /** What became of the event: one of the three below. */
    public static final String OUTCOME = "riskstream.outcome";

    public static final String SCORED = "scored";
    public static final String REJECTED = "rejected";
    public static final String DROPPED = "dropped";

    private OutputHeaders() {}

    static void add(List<Header> headers, Origin origin, String outcome) {
        headers.add(Header.of(OUTCOME, outcome));
        headers.add(Header.of(TOPIC, origin.topic()));
        headers.add(Header.of(PARTITION, Integer.toString(origin.partition())));
        headers.add(Header.of(OFFSET, Long.toString(origin.offset())));
        headers.add(Header.of(TIMESTAMP, Long.toString(origin.timestamp())));
    }
}
