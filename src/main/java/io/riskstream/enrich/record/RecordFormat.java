package io.riskstream.enrich.record;

/** The format of a look-up's records in the store. */
public enum RecordFormat {
    /** A string under the key that contains a JSON object. */
    JSON,
    /** A hash under the key with a member for each field. It costs the store about four times as much as JSON. */
    HASH
}
