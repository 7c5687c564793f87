package io.riskstream;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A connection to a {@link RecordStore}. Safe for many threads. */
public interface Records extends AutoCloseable {
    /**
     * Fetches records, all in one round trip where the store can; never blocks the caller.
     *
     * @return one value for each key, in order, empty where there is none; completed exceptionally if the store could not be asked
     */
    CompletionStage<List<Optional<byte[]>>> fetch(List<String> keys);

    @Override
    void close();
}
