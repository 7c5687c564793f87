package io.riskstream.connect.redis;

/** An external system cannot be used. The message identifies the system and the cause. It contains no secrets and no values of events. */
final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean timeout;

    UnavailableException(String message) {
        this(message, false);
    }

    /** @param timeout whether the system has not answered in time */
    UnavailableException(String message, boolean timeout) {
        // one instance fails many requests, so its stack trace would say nothing about them
        super(message, null, false, false);
        this.timeout = timeout;
    }

    /** True if the system has not answered in time. */
    boolean isTimeout() {
        return timeout;
    }

    /** Returns the class and message of the root cause of a failed connection. */
    static String causeOf(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause.getSuppressed().length > 0) {
            // Jedis adds the failure of each address of a host as a suppressed exception
            return causeOf(cause.getSuppressed()[0]);
        }
        return cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
    }
}
