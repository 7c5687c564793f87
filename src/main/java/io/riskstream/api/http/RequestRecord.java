package io.riskstream.api.http;

import java.time.Duration;

/**
 * What an audit contains for one request: who, what, with which result. It contains no value of an event: the path is the template of its route.
 *
 * @param caller the name of the caller
 * @param remoteAddress the address that the connection came from
 * @param method the method
 * @param route the template of the path; {@code -} if there is no such route
 * @param status the status of the response
 * @param bytes the size of the request's body
 * @param time from the first byte of the request to the end of the response
 * @param traceId the trace id of the header {@code traceparent}; empty without a valid one
 */
public record RequestRecord(
        String caller,
        String remoteAddress,
        String method,
        String route,
        int status,
        long bytes,
        Duration time,
        String traceId) {}
