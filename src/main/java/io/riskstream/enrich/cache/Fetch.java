package io.riskstream.enrich.cache;

/** An in-flight fetch of one record. Safe for many threads. */
public interface Fetch {
    /** Returns the id of the record, as in {@link RecordKey#idIn}. */
    String id();

    /**
     * Passes the result to a listener: immediately if it is available, otherwise when the fetch completes.
     *
     * @param index passed back to {@link FetchListener#complete}
     */
    void join(FetchListener listener, int index);
}
