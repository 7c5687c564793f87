package io.riskstream.runner;

import io.riskstream.stage.BatchOutcomes;
import io.riskstream.stage.BatchPromise;
import io.riskstream.stage.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The outcomes that a batch stage sets during one call. */
final class CollectedOutcomes implements BatchOutcomes {
    /** Events that are pending together, as in {@link BatchOutcomes#later}. */
    record Slice(int first, BatchPromise promise, long events) {}

    private final Outcome[] outcomes;
    private List<Slice> slices = List.of();

    CollectedOutcomes(int events) {
        this.outcomes = new Outcome[events];
    }

    @Override
    public void set(int index, Outcome outcome) {
        outcomes[index] = outcome;
    }

    @Override
    public void later(int first, BatchPromise promise, long events) {
        Objects.requireNonNull(promise, "promise");
        int last = first + Long.SIZE - 1 - Long.numberOfLeadingZeros(events);
        if (events == 0 || first < 0 || last >= outcomes.length || last - first >= BatchPromise.MAX_EVENTS) {
            throw new IllegalArgumentException("the pending events " + first + " to " + last + " are not in a batch of "
                    + outcomes.length + ", or more than " + BatchPromise.MAX_EVENTS);
        }
        if (slices.isEmpty()) {
            slices = new ArrayList<>(2);
        }
        slices.add(new Slice(first, promise, events));
    }

    /** Returns the outcome of an event; null if it has none. */
    Outcome get(int index) {
        return outcomes[index];
    }

    List<Slice> slices() {
        return slices;
    }

    /** True if an event belongs to a slice. */
    boolean isPending(int index) {
        for (int i = 0; i < slices.size(); i++) {
            Slice slice = slices.get(i);
            int bit = index - slice.first();
            if (bit >= 0 && bit < BatchPromise.MAX_EVENTS && (slice.events() >>> bit & 1) != 0) {
                return true;
            }
        }
        return false;
    }
}
