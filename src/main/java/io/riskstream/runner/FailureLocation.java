package io.riskstream.runner;

import java.util.Arrays;

/** The code location of a failure, without the exception's message, which may quote an event. */
final class FailureLocation {
    private FailureLocation() {}

    /** Returns the class of the root cause and the location of the first code outside of the JDK that led to it. */
    static String of(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        StackTraceElement[] trace = cause.getStackTrace();
        return cause.getClass().getName()
                + Arrays.stream(trace)
                        .filter(frame -> !isOfJdk(frame))
                        .findFirst()
                        .or(() -> Arrays.stream(trace).findFirst())
                        .map(frame -> " at " + plain(frame))
                        .orElse("");
    }

    private static boolean isOfJdk(StackTraceElement frame) {
        String name = frame.getClassName();
        return name.startsWith("java.") || name.startsWith("jdk.") || name.startsWith("sun.");
    }

    /** Returns the location without the names of the class loader and the module. */
    private static StackTraceElement plain(StackTraceElement frame) {
        return new StackTraceElement(
                frame.getClassName(), frame.getMethodName(), frame.getFileName(), frame.getLineNumber());
    }
}
