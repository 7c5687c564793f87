package io.riskstream.enrich;

/** What becomes of an event whose look-up finds no record, or whose key cannot be made because a field of it is missing. */
public enum OnMiss {
    /** It goes on without the look-up's fields, marked as degraded by this look-up. */
    PASS,
    /** It goes on with the look-up's declared defaults; they are knowledge, so it is not degraded. */
    DEFAULT,
    /** It is rejected with {@code enrich.missing}. */
    REJECT
}
