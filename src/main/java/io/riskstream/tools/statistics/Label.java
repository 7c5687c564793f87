package io.riskstream.tools.statistics;

/** What is known of an event's real outcome. */
public enum Label {
    NEGATIVE,
    POSITIVE,
    /** The outcome is not known, or not yet final. */
    UNKNOWN
}
