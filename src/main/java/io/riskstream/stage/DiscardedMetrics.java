package io.riskstream.stage;

import java.util.function.LongSupplier;

/** Metrics that are not kept. */
enum DiscardedMetrics implements Metrics {
    INSTANCE;

    @Override
    public Counter counter(String name) {
        return count -> {};
    }

    @Override
    public Timer timer(String name) {
        return nanos -> {};
    }

    @Override
    public Distribution distribution(String name) {
        return (value, times) -> {};
    }

    @Override
    public void gauge(String name, LongSupplier value) {}
}
