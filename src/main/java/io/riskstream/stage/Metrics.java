package io.riskstream.stage;

import java.util.function.LongSupplier;

/** Counts, times and states, shown by Storm under the bolt's name. Names are dotted and lower case: {@code enrich.county.hits}. */
public interface Metrics {
    Counter counter(String name);

    Timer timer(String name);

    Distribution distribution(String name);

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

    /** How values are spread: how many, their mean, their quantiles. May be called from any thread, and takes no memory. */
    @FunctionalInterface
    interface Distribution {
        /** Adds so many values that are the same, or are taken for the same. */
        void record(long value, int times);
    }
}
