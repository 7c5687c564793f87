package io.riskstream.enrich;

/** What to do with an event for which the store has no record, or whose values make no key. */
public enum OnMiss {
    /** Pass the event without the look-up's fields, marked as degraded by this look-up. */
    PASS,
    /** Pass the event with the look-up's declared defaults. The event is not marked as degraded, since the defaults are intended values. */
    DEFAULT,
    /** Reject the event with {@code enrich.missing} or {@code enrich.key}. */
    REJECT
}
