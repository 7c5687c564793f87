package io.riskstream.api.http;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a caller may do. */
public enum Role {
    /** Send events. */
    SUBMIT,
    /** Read scores, dead letters and counters. */
    READ,
    /** Replay dead letters. */
    OPERATE;

    /** Returns the name in keys and tokens, such as {@code submit}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the role of a name in keys and tokens; empty if there is no such role. */
    public static Optional<Role> of(String text) {
        return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
    }
}
