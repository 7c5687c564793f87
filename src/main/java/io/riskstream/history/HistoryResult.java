package io.riskstream.history;

import io.riskstream.event.Degradation;
import io.riskstream.event.FieldValues;

/** What is known of one history of one event. */
sealed interface HistoryResult {
    /** The store has not answered yet. */
    enum Pending implements HistoryResult {
        PENDING
    }

    /** The features. */
    record Features(FieldValues values) implements HistoryResult {}

    /**
     * The event has no entity, time or id.
     *
     * @param reason a clause that names the field, without the value
     */
    record Unkeyed(String reason) implements HistoryResult {}

    /**
     * There are no features because of the store.
     *
     * @param reason why, as the verdict names it
     * @param cause a sentence
     */
    record Failed(Degradation.Cause reason, String cause) implements HistoryResult {}
}
