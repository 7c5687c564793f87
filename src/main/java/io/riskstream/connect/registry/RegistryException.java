package io.riskstream.connect.registry;

/** A request to the registry that has no schema as its result. The message contains no secrets. */
final class RegistryException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean permanent;

    private RegistryException(boolean permanent, String message) {
        // one instance fails the requests of many events, so its stack trace would say nothing about them
        super(message, null, false, false);
        this.permanent = permanent;
    }

    /** Creates a failure that a later request may not have. */
    static RegistryException temporary(String message) {
        return new RegistryException(false, message);
    }

    /** Creates the answer that there is no such schema. */
    static RegistryException missing(String message) {
        return new RegistryException(true, message);
    }

    /** True if the registry has answered that it has no such Avro schema. */
    boolean isPermanent() {
        return permanent;
    }

    /** Returns the class and message of the root cause of a failure. */
    static String causeOf(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
    }
}
