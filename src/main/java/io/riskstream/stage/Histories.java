package io.riskstream.stage;

import java.util.List;

/** A connection to a {@link HistoryStore}. Safe for many threads. */
public interface Histories extends AutoCloseable {
    /**
     * Adds the entries of each request to its history, then reads the histories; all in one round trip where the store can. It never blocks the caller. Every
     * request gets a result, perhaps before this method returns. Each result contains the entries of all earlier requests in the list with the same key.
     */
    void append(List<? extends HistoryRequest> requests);

    /** Removes entries. It never blocks the caller, and reports a failure to the request. */
    void trim(HistoryTrim trim);

    @Override
    void close();
}
