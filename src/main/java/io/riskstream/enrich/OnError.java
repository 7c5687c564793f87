package io.riskstream.enrich;

/** What becomes of an event whose look-up fails: the store cannot be asked or is too late, or the record is not what the look-up declares. */
public enum OnError {
    /** It goes on without the look-up's fields, marked as degraded by this look-up. */
    PASS,
    /** It is rejected with {@code enrich.error} or {@code enrich.record}. */
    REJECT,
    /** It is looked up again after a back-off, up to the bolt's number of attempts. */
    RETRY
}
