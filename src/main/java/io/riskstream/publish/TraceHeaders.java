package io.riskstream.publish;

import io.riskstream.event.Header;
import io.riskstream.text.TraceParent;
import java.util.ArrayList;
import java.util.List;

/**
 * The headers of <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a> in a record: {@code traceparent} and {@code tracestate}. A publisher
 * passes both on unchanged. If there is no valid {@code traceparent}, or more than one, both are ignored, as the specification requires.
 */
public final class TraceHeaders {
    private static final String TRACEPARENT = "traceparent";
    private static final String TRACESTATE = "tracestate";
    /** Longer lists of states are not passed on. The specification asks for 512. */
    private static final int MAX_STATE_LENGTH = 512;

    private TraceHeaders() {}

    /** Returns the headers to pass on, in their order; an empty list if there are none. */
    public static List<Header> of(List<Header> headers) {
        int parents = 0;
        int stateLength = 0;
        boolean valid = false;
        for (int i = 0; i < headers.size(); i++) {
            Header header = headers.get(i);
            if (header.name().equals(TRACEPARENT)) {
                parents++;
                valid = TraceParent.isValid(header.value());
            } else if (header.name().equals(TRACESTATE)) {
                stateLength += header.value().length;
            }
        }
        if (parents != 1 || !valid) {
            return List.of();
        }
        List<Header> passed = new ArrayList<>(2);
        for (Header header : headers) {
            boolean state = header.name().equals(TRACESTATE) && header.hasValue() && stateLength <= MAX_STATE_LENGTH;
            if (state || header.name().equals(TRACEPARENT)) {
                passed.add(header);
            }
        }
        return passed;
    }
}
