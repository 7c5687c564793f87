package io.riskstream.stage;

/** What to do with an event for which a store has no record, or whose values make no key. */
public enum OnMiss {
    /** Pass the event without the fields, marked as degraded by this look-up or history. */
    PASS,
    /**
     * Pass the event with the declared defaults; for a history, with the values of an entity without earlier events. The event is not marked as degraded, since
     * the defaults are intended values.
     */
    DEFAULT,
    /** Reject the event with {@code enrich.missing}, {@code enrich.key} or {@code history.key}. */
    REJECT
}
