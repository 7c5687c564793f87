package io.riskstream.score.release;

/** Thrown for a message of the log of releases that cannot be used. The message of the exception is a sentence for operators. */
public final class InvalidReleaseException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidReleaseException(String message) {
        super(message);
    }
}
