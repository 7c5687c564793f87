package io.riskstream.publish;

/** A store of outputs cannot be read now. The message names the store and the cause; it contains no secret and no value of an event. */
public final class StoreUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Creates an exception with a message for the operator. It has no cause, because the message of a client's exception can quote keys and values. */
    public StoreUnavailableException(String message) {
        super(message);
    }
}
