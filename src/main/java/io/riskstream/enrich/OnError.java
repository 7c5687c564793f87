package io.riskstream.enrich;

/** What to do with an event whose look-up fails: the store is unavailable or too slow, or the record does not match the look-up's declaration. */
public enum OnError {
    /** Pass the event without the look-up's fields, marked as degraded by this look-up. */
    PASS,
    /** Reject the event with {@code enrich.error} or {@code enrich.record}. */
    REJECT,
    /** Look up again after a back-off, up to the bolt's number of attempts. */
    RETRY
}
