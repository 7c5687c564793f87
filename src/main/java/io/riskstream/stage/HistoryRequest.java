package io.riskstream.stage;

import java.time.Duration;
import java.util.List;

/** A request that adds entries to the history of one entity and then reads all entries. Its store calls exactly one of the three result methods, once. */
public interface HistoryRequest extends StoreRequest {
    /** Returns the new entries, at least one. If two have the same id, the last one is stored. */
    List<HistoryAddition> additions();

    /** Returns how long the store keeps the history after this request. */
    Duration keep();

    /** The additions are stored, and the history has these entries, the new ones included. */
    void found(HistoryReply reply);
}
