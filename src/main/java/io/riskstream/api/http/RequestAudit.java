package io.riskstream.api.http;

/** Keeps the audit of all requests. Called by many threads at once; it must not block. */
@FunctionalInterface
public interface RequestAudit {
    /** Records a request whose response has ended. */
    void record(RequestRecord request);
}
