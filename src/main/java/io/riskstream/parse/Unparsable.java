package io.riskstream.parse;

import io.riskstream.Outcome;
import io.riskstream.Rejection;

/** Why an event cannot be parsed. Made for each bad event and never logged, so it has no stack trace. */
final class Unparsable extends Exception {
    private static final long serialVersionUID = 1;
    /** A name in the event may be as long as the event; a path in a header may not. */
    private static final int LONGEST_PATH = 200;

    private final String code;
    private final String path;

    Unparsable(String code, String path, String message) {
        super(message, null, false, false);
        this.code = code;
        this.path = path.length() <= LONGEST_PATH ? path : path.substring(0, LONGEST_PATH) + "...";
    }

    Outcome rejectedBy(String stage) {
        return Outcome.reject(new Rejection(stage, code, path, getMessage()));
    }
}
