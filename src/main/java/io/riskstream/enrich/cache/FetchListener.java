package io.riskstream.enrich.cache;

/** Receives the results of the {@link Fetch}es that it has joined, on any thread. */
public interface FetchListener {
    /**
     * Called with the result of a fetch.
     *
     * @param index as passed to {@link Fetch#join}
     */
    void complete(int index, LookupResult result);

    /** True if this listener waits for no further result: a fetch may then remove it. */
    boolean isDecided();
}
