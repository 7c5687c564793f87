package io.riskstream.event;

import java.util.Objects;

/**
 * One reason why an event was rejected.
 *
 * @param stage the name of the rejecting stage
 * @param code a stable code for programs, one of {@link RejectionCode}
 * @param path the wrong field: a dotted path or a column; empty if the whole event is wrong
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
