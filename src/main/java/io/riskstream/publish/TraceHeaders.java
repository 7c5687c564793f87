package io.riskstream.publish;

import io.riskstream.event.Header;
import java.util.ArrayList;
import java.util.List;

/**
 * The headers of <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a> in a record: {@code traceparent} and {@code tracestate}. A publisher
 * passes both on unchanged. If there is no valid {@code traceparent}, or more than one, both are ignored, as the specification requires.
 */
final class TraceHeaders {
    private static final String TRACEPARENT = "traceparent";
    private static final String TRACESTATE = "tracestate";
    /** The length of version 00: {@code 00-TRACE_ID-PARENT_ID-FLAGS}. */
    private static final int LENGTH = 55;

    private static final int TRACE_ID = 3;
    private static final int PARENT_ID = 36;
    private static final int FLAGS = 53;
    /** Longer values of a future version, and longer lists of states, are not passed on. The specification asks for 512. */
    private static final int MAX_LENGTH = 512;

    private TraceHeaders() {}

    /** Returns the headers to pass on, in their order; an empty list if there are none. */
    static List<Header> of(List<Header> headers) {
        int parents = 0;
        int stateLength = 0;
        boolean valid = false;
        for (int i = 0; i < headers.size(); i++) {
            Header header = headers.get(i);
            if (header.name().equals(TRACEPARENT)) {
                parents++;
                valid = isValid(header.value());
            } else if (header.name().equals(TRACESTATE)) {
                stateLength += header.value().length;
            }
        }
        if (parents != 1 || !valid) {
            return List.of();
        }
        List<Header> passed = new ArrayList<>(2);
        for (Header header : headers) {
            boolean state = header.name().equals(TRACESTATE) && header.hasValue() && stateLength <= MAX_LENGTH;
            if (state || header.name().equals(TRACEPARENT)) {
                passed.add(header);
            }
        }
        return passed;
    }

    /** True for a value that the specification accepts: of version 00, or of a later version that begins in the same way. */
    static boolean isValid(byte[] value) {
        if (value.length < LENGTH
                || value.length > MAX_LENGTH
                || value[TRACE_ID - 1] != '-'
                || value[PARENT_ID - 1] != '-'
                || value[FLAGS - 1] != '-') {
            return false;
        }
        boolean version00 = value[0] == '0' && value[1] == '0';
        boolean versionForbidden = value[0] == 'f' && value[1] == 'f';
        boolean lengthAllowed = value.length == LENGTH || !version00 && value[LENGTH] == '-';
        return lengthAllowed
                && !versionForbidden
                && isHexadecimal(value, 0, 2)
                && isHexadecimal(value, TRACE_ID, PARENT_ID - 1)
                && isHexadecimal(value, PARENT_ID, FLAGS - 1)
                && isHexadecimal(value, FLAGS, LENGTH)
                && !isZero(value, TRACE_ID, PARENT_ID - 1)
                && !isZero(value, PARENT_ID, FLAGS - 1);
    }

    private static boolean isHexadecimal(byte[] value, int from, int to) {
        for (int i = from; i < to; i++) {
            byte c = value[i];
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isZero(byte[] value, int from, int to) {
        for (int i = from; i < to; i++) {
            if (value[i] != '0') {
                return false;
            }
        }
        return true;
    }
}
