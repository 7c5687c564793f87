package io.riskstream.stage;

import java.util.List;
import java.util.Set;

/** A connection to a {@link RecordStore}. Safe for many threads. */
public interface Records extends AutoCloseable {
    /**
     * Fetches records, all in one round trip where the store can; never blocks the caller. Every request is answered, perhaps before this
     * returns: with a failure, if the store cannot be asked.
     */
    void fetch(List<? extends RecordRequest> requests);

    /**
     * Has the store tell of changes from now on, if it can. The lease that comes with a record says whether it does: it ends when the store
     * can no longer be relied on to tell, and with it everything that was read under it.
     *
     * @param prefixes what the keys of the records begin with; an empty text for all keys
     */
    void watch(Set<String> prefixes, RecordChangeListener changes);

    @Override
    void close();
}
