package io.riskstream.stage;

import java.time.Duration;
import java.util.List;

/** A request that adds an entry to the history of one entity and then reads all entries. Its store calls exactly one of the three result methods, once. */
public interface HistoryRequest extends StoreRequest {
    /** Returns the id of the entry within its history. An entry with the same id is replaced. */
    byte[] entryId();

    /** Returns the entry. */
    byte[] entry();

    /** Returns how long the store keeps the history after this request. */
    Duration keep();

    /** The entry is stored, and the history has these entries, in any order, the new one included. The list and the arrays must not be changed. */
    void found(List<byte[]> entries);
}
