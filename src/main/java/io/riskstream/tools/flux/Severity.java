package io.riskstream.tools.flux;

/** How bad a finding is. */
public enum Severity {
    /** The topology would not start, or would not do what the file says. */
    ERROR,
    /** It would run, and probably not as it was meant. */
    WARNING
}
