package io.riskstream.event;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Where an event has spent its time since the timestamp of its record: durations by step. The first step is {@link #SOURCE}; each bolt adds the steps
 * of its stages, such as {@code parse.queue}, {@code enrich.wait}. A spout with a latency budget begins a timeline; other events have none.
 *
 * <p>Durations within a worker come from its monotonic clock. The time between two machines depends on their clocks, and is never less than 0.
 */
public final class Timeline {
    /** The time from the timestamp of the record until the spout emitted it. */
    public static final String SOURCE = "source";

    private final long boundNanos;
    /** The steps of the earlier components; null for the first. */
    private final Timeline before;

    private final List<String> steps;
    private final long[] nanos;
    private final long totalNanos;
    private final long leftAt;

    private Timeline(long boundNanos, Timeline before, List<String> steps, long[] nanos, long leftAt) {
        this.boundNanos = boundNanos;
        this.before = before;
        this.steps = steps;
        this.nanos = nanos;
        this.leftAt = leftAt;
        long total = before == null ? 0 : before.totalNanos;
        for (long step : nanos) {
            total += step;
        }
        this.totalNanos = total;
    }

    /**
     * Begins a timeline.
     *
     * @param boundNanos the latency budget: the total above which the steps are published
     * @param leftAt when the event leaves the component, on {@link System#nanoTime}
     */
    public static Timeline begin(long boundNanos, long sourceNanos, long leftAt) {
        return new Timeline(boundNanos, null, List.of(SOURCE), new long[] {Math.max(0, sourceNanos)}, leftAt);
    }

    /**
     * Returns a timeline with the given steps, as another worker has sent them.
     *
     * @param nanos kept, not copied
     */
    public static Timeline of(long boundNanos, List<String> steps, long[] nanos, long leftAt) {
        if (steps.size() != nanos.length) {
            throw new IllegalArgumentException(steps.size() + " steps with " + nanos.length + " durations");
        }
        return new Timeline(boundNanos, null, steps, nanos, leftAt);
    }

    /**
     * Returns this timeline with the steps of one more component.
     *
     * @param added the steps; a list that all events of the component share
     * @param durations the nanoseconds of each step; kept, not copied
     */
    public Timeline then(List<String> added, long[] durations, long left) {
        return new Timeline(boundNanos, this, added, durations, left);
    }

    /** Returns the latency budget in nanoseconds. */
    public long boundNanos() {
        return boundNanos;
    }

    /** Returns the sum of all steps in nanoseconds. */
    public long totalNanos() {
        return totalNanos;
    }

    /** True if the event has taken longer than its latency budget. */
    public boolean exceedsBound() {
        return totalNanos > boundNanos;
    }

    /** Returns when the event left its last component, on {@link System#nanoTime} of this process. */
    public long leftAt() {
        return leftAt;
    }

    /** Returns the nanoseconds by step, in the order of the steps, without those that took no time. Not for the hot path. */
    public Map<String, Long> durations() {
        Map<String, Long> durations = new LinkedHashMap<>();
        collect(durations);
        return durations;
    }

    private void collect(Map<String, Long> durations) {
        if (before != null) {
            before.collect(durations);
        }
        for (int i = 0; i < nanos.length; i++) {
            if (nanos[i] > 0) {
                durations.merge(steps.get(i), nanos[i], Long::sum);
            }
        }
    }

    /** True if both have the same budget and equal durations, whatever the clocks of their workers are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Timeline that
                && boundNanos == that.boundNanos
                && durations().equals(that.durations());
    }

    @Override
    public int hashCode() {
        return Objects.hash(boundNanos, totalNanos);
    }

    @Override
    public String toString() {
        return durations().toString();
    }
}
