package io.riskstream;

import java.util.function.LongSupplier;

/** Counts, times and states, shown by Storm under the bolt's name. Names are dotted and lower case: {@code enrich.county.hits}. */
public interface Metrics {
    Counter counter(String name);

    Timer timer(String name);

    /** Shows a number that is asked for whenever somebody looks. A second gauge of the same name in one task is left out. */
    void gauge(String name, LongSupplier value);

    /** A count that only grows. May be called from any thread. */
    @FunctionalInterface
    interface Counter {
        void add(long count);
    }

    /** Durations, in nanoseconds. May be called from any thread. */
    @FunctionalInterface
    interface Timer {
        void record(long nanos);
    }
}
