package io.riskstream.storm;

/** An error of a component in Storm UI. It has no stack trace; its message contains the location. */
public final class StageError extends Exception {
    private static final long serialVersionUID = 1;

    public StageError(String code, String message) {
        super(code + ": " + message, null, false, false);
    }
}
