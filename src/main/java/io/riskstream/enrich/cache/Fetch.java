package io.riskstream.enrich.cache;

/** A request for one record that the store has not answered yet. Safe for many threads. */
public interface Fetch {
    /** The id of the record, as in {@link RecordKey#idIn}. */
    String id();

    /**
     * Passes the answer to a listener: at once if it has arrived, else when it arrives.
     *
     * @param index passed back to {@link FetchListener#answer}
     */
    void join(FetchListener listener, int index);
}
