package io.riskstream.publish;

import io.riskstream.event.Event;
import io.riskstream.event.Header;
import io.riskstream.event.Origin;
import io.riskstream.event.Timeline;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Creates the {@link OutputHeaders} of outputs. Parts that consecutive outputs share are created once. Not thread-safe. */
final class OriginHeaders {
    private final Header outcome;
    private String topic = "";
    private int partition = -1;
    /** The prefix of all origins in the current partition. */
    private byte[] prefix = {};

    private long timestamp;
    /** The header of the current timestamp, since many records have the same millisecond. */
    private Header timestampHeader;

    OriginHeaders(String outcome) {
        this.outcome = Header.of(OutputHeaders.OUTCOME, outcome);
    }

    /** Returns the headers of an output, with those of a trace that the event belongs to. */
    List<Header> withTrace(Event event) {
        List<Header> own = of(event);
        List<Header> received = event.origin().headers();
        List<Header> trace = received.isEmpty() ? received : TraceHeaders.of(received);
        return trace.isEmpty() ? own : join(own, trace);
    }

    /** Returns the headers of an output. */
    List<Header> of(Event event) {
        List<Header> origin = of(event.origin());
        Optional<Timeline> exceeded = event.timeline().filter(Timeline::exceedsBound);
        return exceeded.isEmpty() ? origin : join(origin, List.of(BudgetHeader.of(exceeded.get())));
    }

    private static List<Header> join(List<Header> first, List<Header> second) {
        List<Header> all = new ArrayList<>(first.size() + second.size());
        all.addAll(first);
        all.addAll(second);
        return all;
    }

    private List<Header> of(Origin origin) {
        if (origin.partition() != partition || !origin.topic().equals(topic)) {
            topic = origin.topic();
            partition = origin.partition();
            prefix = (topic + "-" + partition + "@").getBytes(StandardCharsets.UTF_8);
        }
        if (timestampHeader == null || origin.timestamp() != timestamp) {
            timestamp = origin.timestamp();
            timestampHeader = Header.of(OutputHeaders.TIMESTAMP, Long.toString(timestamp));
        }
        return List.of(outcome, new Header(OutputHeaders.ORIGIN, append(prefix, origin.offset())), timestampHeader);
    }

    /** Returns the bytes followed by the digits of a number. */
    private static byte[] append(byte[] bytes, long number) {
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        byte[] result = Arrays.copyOf(bytes, bytes.length + digits);
        long remaining = number;
        for (int i = result.length - 1; i >= bytes.length; i--) {
            result[i] = (byte) ('0' + remaining % 10);
            remaining /= 10;
        }
        return result;
    }
}
