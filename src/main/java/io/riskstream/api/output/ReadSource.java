package io.riskstream.api.output;

import java.util.Locale;

/** Where the API has read an output. */
public enum ReadSource {
    /** The latest output of a key. */
    REDIS,
    /** The history. */
    POSTGRES,
    /** The last records of the topics. */
    MEMORY;

    /** Returns the name in JSON. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
