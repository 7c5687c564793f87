package io.riskstream.tools.reference;

/** The handling of two rows with the same key. */
enum OnDuplicate {
    /** Loading fails with a message that contains both lines. */
    ERROR,
    /** The record has the fields of the first row. */
    FIRST,
    /** The record has the fields of the last row. */
    LAST
}
