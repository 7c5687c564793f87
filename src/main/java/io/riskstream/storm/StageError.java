package io.riskstream.storm;

/** What Storm UI shows under a component's errors. It has no stack trace: its text says where to look. */
public final class StageError extends Exception {
    private static final long serialVersionUID = 1;

    public StageError(String code, String message) {
        super(code + ": " + message, null, false, false);
    }
}
