package io.riskstream.runner;

/** Tells where code failed without telling what it was working on: an exception's message may quote an event. */
final class FailureLocation {
    private FailureLocation() {}

    /** The exception's class and the place it was thrown at. */
    static String at(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        StackTraceElement[] trace = cause.getStackTrace();
        return cause.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}
