package io.riskstream.runner;

import io.riskstream.event.Timeline;

/** Measures where one event spends its time in a runner. Each moment belongs to exactly one step, so the steps add up to the whole time. */
final class StepClock {
    private final Timeline before;
    private final StageSteps steps;
    private final long[] nanos;
    private long since;

    /** Creates a clock that began when the event left the component before. */
    StepClock(Timeline before, StageSteps steps) {
        this.before = before;
        this.steps = steps;
        this.nanos = new long[steps.names().size()];
        this.since = before.leftAt();
    }

    /** Adds the time since the last call to a step. */
    void add(int step, long now) {
        if (now - since > 0) { // the clock that the runner has read may be older
            nanos[step] += now - since;
            since = now;
        }
    }

    /** True if the event has already taken longer than its latency budget. */
    boolean exceedsBound() {
        long total = before.totalNanos();
        for (long step : nanos) {
            total += step;
        }
        return total > before.boundNanos();
    }

    /** Returns the timeline so far. */
    Timeline timeline() {
        return before.then(steps.names(), nanos.clone(), since);
    }

    /** Returns the timeline of an event that leaves the runner. The clock must not be used any more. */
    Timeline finished() {
        return before.then(steps.names(), nanos, since);
    }
}
