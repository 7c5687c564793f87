package io.riskstream.tools.flux;

/** The severity of a finding. */
public enum Severity {
    /** The topology does not start, or does not work as the file declares. */
    ERROR,
    /** The topology runs, but probably not as intended. */
    WARNING
}
