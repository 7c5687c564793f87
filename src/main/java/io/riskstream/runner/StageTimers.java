package io.riskstream.runner;

import io.riskstream.stage.Metrics;
import io.riskstream.stage.Metrics.Distribution;
import io.riskstream.stage.StageSpec;

/**
 * Durations of one stage in nanoseconds: {@code STAGE.apply} is the time on the executor's thread, divided equally among the events of one call;
 * {@code STAGE.wait} is the time from the call to a later outcome.
 */
final class StageTimers {
    private final Distribution apply;
    private final Distribution wait;

    StageTimers(StageSpec spec, Metrics metrics) {
        this.apply = metrics.distribution(spec.name() + ".apply");
        this.wait = spec.asynchronous() ? metrics.distribution(spec.name() + ".wait") : (nanos, times) -> {};
    }

    void recordApply(long nanos, int events) {
        apply.record(nanos / events, events);
    }

    void recordWait(long nanos, int events) {
        wait.record(nanos, events);
    }
}
