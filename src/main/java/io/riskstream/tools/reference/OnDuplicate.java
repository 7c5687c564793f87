package io.riskstream.tools.reference;

/** What becomes of two rows that come to the same key. */
enum OnDuplicate {
    /** Loading fails, and names both rows. */
    ERROR,
    /** The first row's fields stand. */
    FIRST,
    /** The last row's fields stand. */
    LAST
}
