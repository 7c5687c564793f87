package io.riskstream.enrich.record;

/** How a look-up's records are kept in the store. */
public enum RecordFormat {
    /** A text under the key, which is a JSON object. */
    JSON,
    /** A hash under the key, with a member for each field. It costs the store about four times as much. */
    HASH
}
