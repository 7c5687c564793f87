package io.riskstream.parse;

import io.riskstream.event.Rejection;
import io.riskstream.stage.Outcome;

/** Thrown for an event that cannot be parsed. It has no stack trace, since one is created for each invalid event and never logged. */
final class UnparsableEventException extends Exception {
    private static final long serialVersionUID = 1;
    /** A name in an event may be as long as the event; a longer path is cut, since it becomes a header of the dead letter. */
    private static final int MAX_PATH_LENGTH = 200;

    private final String code;
    private final String path;

    UnparsableEventException(String code, String path, String message) {
        super(message, null, false, false);
        this.code = code;
        this.path = path.length() <= MAX_PATH_LENGTH ? path : path.substring(0, MAX_PATH_LENGTH) + "...";
    }

    /** Returns the rejection of the event by a stage. */
    Outcome rejectedBy(String stage) {
        return Outcome.reject(new Rejection(stage, code, path, getMessage()));
    }
}
