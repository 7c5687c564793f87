package io.riskstream.event;

import java.util.Objects;

/**
 * Why an event was turned away.
 *
 * @param stage the name of the stage that did
 * @param code a stable code for machines, one of {@link RejectionCode}
 * @param path the field or place it is about: a dotted path, a column, or empty for the whole event
 * @param message a sentence for people
 */
public record Rejection(String stage, String code, String path, String message) {
    public Rejection {
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(message, "message");
    }
}
