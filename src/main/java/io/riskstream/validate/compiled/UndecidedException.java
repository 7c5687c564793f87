package io.riskstream.validate.compiled;

/** A compiled check cannot decide about a value, so the json-schema library must. It has no stack trace, since a sender can cause it with any event. */
final class UndecidedException extends RuntimeException {
    static final UndecidedException UNDECIDED = new UndecidedException();

    private static final long serialVersionUID = 1;

    private UndecidedException() {
        super("left to the json-schema library", null, false, false);
    }
}
