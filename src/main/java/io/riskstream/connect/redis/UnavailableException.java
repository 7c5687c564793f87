package io.riskstream.connect.redis;

/** An outside system could not be asked. The message names it and the cause, and neither secrets nor values of events. */
final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnavailableException(String message) {
        // it is a value that answers many requests, and where it was made says nothing
        super(message, null, false, false);
    }

    /** What lies at the bottom of a failed connection, in a few words. */
    static String causeOf(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause.getSuppressed().length > 0) {
            // Jedis keeps what went wrong with each of a host's addresses so
            return causeOf(cause.getSuppressed()[0]);
        }
        return cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
    }
}
