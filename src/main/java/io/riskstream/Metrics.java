package io.riskstream;

/** Counts and times, shown by Storm under the bolt's name. Names are dotted and lower case: {@code enrich.county.hits}. */
public interface Metrics {
    Counter counter(String name);

    Timer timer(String name);

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
