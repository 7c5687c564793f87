package io.riskstream.validate.schema;

/** The check of an event was ended because it takes too long. It has no stack trace, since a sender can cause it with any event. */
public final class WorkLimitException extends RuntimeException {
    static final WorkLimitException LIMIT = new WorkLimitException();

    private static final long serialVersionUID = 1;

    private WorkLimitException() {
        super("the check takes too long", null, false, false);
    }
}
