package io.riskstream.runner;

/** The code location of a failure, without the exception's message, which may quote an event. */
final class FailureLocation {
    private FailureLocation() {}

    /** Returns the class of the root cause and the location that threw it. */
    static String of(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        StackTraceElement[] trace = cause.getStackTrace();
        return cause.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}
