package io.riskstream.publish;

import io.riskstream.event.Header;
import io.riskstream.event.Origin;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Makes the {@link OutputHeaders} of one output after the other: what they have in common is made once. One thread's. */
final class OriginHeaders {
    private final Header outcome;
    private String topic = "";
    private int partition = -1;
    /** What the origins of that topic's partition begin with. */
    private byte[] place = {};

    private long timestamp;
    /** Of that timestamp: many records are written in one millisecond. */
    private Header written;

    OriginHeaders(String outcome) {
        this.outcome = Header.of(OutputHeaders.OUTCOME, outcome);
    }

    List<Header> of(Origin origin) {
        if (origin.partition() != partition || !origin.topic().equals(topic)) {
            topic = origin.topic();
            partition = origin.partition();
            place = (topic + "-" + partition + "@").getBytes(StandardCharsets.UTF_8);
        }
        if (written == null || origin.timestamp() != timestamp) {
            timestamp = origin.timestamp();
            written = Header.of(OutputHeaders.TIMESTAMP, Long.toString(timestamp));
        }
        return List.of(outcome, new Header(OutputHeaders.ORIGIN, followed(place, origin.offset())), written);
    }

    /** The bytes, and after them the digits of an offset. */
    private static byte[] followed(byte[] bytes, long number) {
        int digits = 1;
        for (long more = number; more >= 10; more /= 10) {
            digits++;
        }
        byte[] both = Arrays.copyOf(bytes, bytes.length + digits);
        long left = number;
        for (int i = both.length - 1; i >= bytes.length; i--) {
            both[i] = (byte) ('0' + left % 10);
            left /= 10;
        }
        return both;
    }
}
