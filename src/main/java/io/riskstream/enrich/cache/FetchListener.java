package io.riskstream.enrich.cache;

/** Receives the answers of the {@link Fetch}es that it has joined, on any thread. */
public interface FetchListener {
    /**
     * The answer of a fetch.
     *
     * @param index as given to {@link Fetch#join}
     */
    void answer(int index, LookupResult result);

    /** True if no answer is awaited any longer: a fetch may then remove this listener. */
    boolean isDecided();
}
