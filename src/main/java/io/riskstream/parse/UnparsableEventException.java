package io.riskstream.parse;

import io.riskstream.event.Rejection;
import io.riskstream.stage.Outcome;

/** Why an event cannot be parsed. Made for each bad event and never logged, so it has no stack trace. */
final class UnparsableEventException extends Exception {
    private static final long serialVersionUID = 1;
    /** A name in the event may be as long as the event; a path in a header may not. */
    private static final int LONGEST_PATH = 200;

    private final String code;
    private final String path;

    UnparsableEventException(String code, String path, String message) {
        super(message, null, false, false);
        this.code = code;
        this.path = path.length() <= LONGEST_PATH ? path : path.substring(0, LONGEST_PATH) + "...";
    }

    Outcome rejectedBy(String stage) {
        return Outcome.reject(new Rejection(stage, code, path, getMessage()));
    }
}
