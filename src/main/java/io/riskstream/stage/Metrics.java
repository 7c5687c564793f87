package io.riskstream.stage;

import io.riskstream.event.Origin;
import java.util.function.LongSupplier;

/**
 * Creates counters, timers, distributions and gauges, which Storm reports under the component of the bolt. Names are dotted and lower case: {@code
 * enrich.county.hits}. Create metrics in {@link Stage#open} and keep them; to create one takes a look-up by name.
 */
public interface Metrics {
    /** Returns metrics that are not kept. */
    static Metrics none() {
        return DiscardedMetrics.INSTANCE;
    }

    /** Returns the counter of this name. */
    Counter counter(String name);

    /** Returns the timer of this name. */
    Timer timer(String name);

    /** Returns the distribution of this name, which must contain a dot. */
    Distribution distribution(String name);

    /**
     * Registers a number that is read at each metrics report, on the reporter's thread. A second gauge of the same name in one task is ignored.
     *
     * @param value returns the number; it must be safe to call from any thread
     */
    void gauge(String name, LongSupplier value);

    /** A count that only grows. Safe for many threads. */
    @FunctionalInterface
    interface Counter {
        void add(long count);
    }

    /** Records durations in nanoseconds. Safe for many threads. */
    @FunctionalInterface
    interface Timer {
        void record(long nanos);
    }

    /** Records how values are distributed: their count, mean and quantiles. Safe for many threads; recording allocates nothing. */
    @FunctionalInterface
    interface Distribution {
        /**
         * Records a value.
         *
         * @param times how many times the value occurred, so that equal values need one call
         */
        void record(long value, int times);

        /**
         * Records a value with the origin of an event that had it, which a metrics reporter may show as an example of such values.
         *
         * @param timeMillis the current time, in milliseconds since 1970
         */
        default void record(long value, int times, Origin example, long timeMillis) {
            record(value, times);
        }
    }
}
