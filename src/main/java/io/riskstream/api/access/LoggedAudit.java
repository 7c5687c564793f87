package io.riskstream.api.access;

import io.riskstream.api.http.RequestAudit;
import io.riskstream.api.http.RequestRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one line for each request that is valid HTTP to the logger {@code riskstream.audit}: who, from where, what, with which result. Its parts are names of keys, templates of
 * paths and numbers, so that it contains no personal data of events.
 */
public final class LoggedAudit implements RequestAudit {
    /** The name of the logger. */
    public static final String LOGGER = "riskstream.audit";

    private static final Logger AUDIT = LoggerFactory.getLogger(LOGGER);

    @Override
    public void record(RequestRecord request) {
        AUDIT.info(
                "caller={} address={} method={} route={} status={} bytes={} millis={} trace={}",
                request.caller(),
                request.remoteAddress(),
                printable(request.method()),
                request.route(),
                request.status(),
                request.bytes(),
                request.time().toMillis(),
                request.traceId().isEmpty() ? "-" : request.traceId());
    }

    /** A method may be any token of HTTP, which a client could use to write its own text into the log. */
    private static String printable(String method) {
        return method.matches("[A-Z]{1,10}") ? method : "OTHER";
    }
}
