package io.riskstream.stage;

import java.util.List;
import java.util.Set;

/** A connection to a {@link RecordStore}. Safe for many threads. */
public interface Records extends AutoCloseable {
    /**
     * Fetches records, all in one round trip where the store can; never blocks the caller. Every request gets a result, perhaps before this method
     * returns. The result is a failure if the store is unavailable.
     */
    void fetch(List<? extends RecordRequest> requests);

    /**
     * Asks the store to report changes from now on, if it can. The token of a record states whether it does. The store invalidates the token, and
     * so everything read under it, when it can no longer report changes reliably.
     *
     * @param prefixes the prefixes of the records' keys; an empty string for all keys
     */
    void watch(Set<String> prefixes, RecordChangeListener changes);

    @Override
    void close();
}
