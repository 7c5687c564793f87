package io.riskstream.stage;

/** What to do with an event whose look-up or history fails: the store is unavailable or too slow, or what it returns does not match the declaration. */
public enum OnError {
    /** Pass the event without the fields, marked as degraded by this look-up or history. */
    PASS,
    /** Reject the event with {@code enrich.error}, {@code enrich.record} or {@code history.error}. */
    REJECT,
    /** Try again after a back-off, up to the bolt's number of attempts. */
    RETRY
}
