package io.riskstream.score;

/** Which rows of a table apply to an event if several match it. */
enum HitPolicy {
    /** The first row in the order of the table. */
    FIRST,
    /** All rows; their points add up. */
    COLLECT
}
