package io.riskstream.runner;

import io.riskstream.stage.Metrics;
import io.riskstream.stage.Metrics.Distribution;
import io.riskstream.stage.StageSpec;

/**
 * What a stage takes, in nanoseconds: {@code STAGE.apply} on the executor's thread, an equal share for each event that it is applied to at once;
 * {@code STAGE.wait} for the answer to an event that it answers later.
 */
final class StageTimers {
    private final Distribution apply;
    private final Distribution wait;

    StageTimers(StageSpec spec, Metrics metrics) {
        this.apply = metrics.distribution(spec.name() + ".apply");
        this.wait = spec.asynchronous() ? metrics.distribution(spec.name() + ".wait") : (nanos, times) -> {};
    }

    void applied(long nanos, int events) {
        apply.record(nanos / events, events);
    }

    void answered(long nanos) {
        wait.record(nanos, 1);
    }
}
