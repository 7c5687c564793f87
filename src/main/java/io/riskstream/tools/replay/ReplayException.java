package io.riskstream.tools.replay;

/** A replay that ended early. The message contains the reason and the number of originals that were sent. */
public final class ReplayException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ReplayException(String message, Throwable cause) {
        super(message, cause);
    }
}
