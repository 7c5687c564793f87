package io.riskstream.text;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The value of the header {@code traceparent} of <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>. */
public final class TraceParent {
    /** Longer values of a future version are invalid. */
    public static final int MAX_LENGTH = 512;
    /** The length of version 00: {@code 00-TRACE_ID-PARENT_ID-FLAGS}. */
    private static final int LENGTH = 55;

    private static final int TRACE_ID = 3;
    private static final int PARENT_ID = 36;
    private static final int FLAGS = 53;

    private TraceParent() {}

    /** Returns the trace id, 32 hexadecimal digits; empty if the value is not valid. */
    public static Optional<String> traceId(byte[] value) {
        return isValid(value)
                ? Optional.of(new String(value, TRACE_ID, PARENT_ID - 1 - TRACE_ID, StandardCharsets.US_ASCII))
                : Optional.empty();
    }

    /** Returns the id of the parent span, 16 hexadecimal digits; empty if the value is not valid. */
    public static Optional<String> parentId(byte[] value) {
        return isValid(value)
                ? Optional.of(new String(value, PARENT_ID, FLAGS - 1 - PARENT_ID, StandardCharsets.US_ASCII))
                : Optional.empty();
    }

    /** True if the value is valid and the caller has recorded its trace. */
    public static boolean isSampled(byte[] value) {
        return isValid(value) && (Character.digit(value[FLAGS + 1], 16) & 1) == 1;
    }

    /** True for a value that the specification accepts: of version 00, or of a later version that begins in the same way. */
    public static boolean isValid(byte[] value) {
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
