package io.riskstream.runner;

import io.riskstream.stage.BatchPromise;
import java.util.List;

/** The pending outcomes of several events of one call of a batch stage: one deadline and one element in the queues for all of them. */
final class PendingSlice<T> extends Pending<T> {
    final BatchPromise promise;
    final int stage;
    /** A bit for each event without an outcome. */
    long open;

    private final EventInStage<T>[] events;

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    PendingSlice(
            List<EventInStage<T>> batch,
            int first,
            BatchPromise promise,
            long open,
            int stage,
            long now,
            CompletionQueue<T> completions) {
        super(promise.deadline(), now, completions);
        this.promise = promise;
        this.open = open;
        this.stage = stage;
        this.events = new EventInStage[Long.SIZE - Long.numberOfLeadingZeros(open)];
        for (long rest = open; rest != 0; rest &= rest - 1) {
            int index = Long.numberOfTrailingZeros(rest);
            events[index] = batch.get(first + index);
        }
    }

    EventInStage<T> event(int index) {
        return events[index];
    }

    /** Returns an event and releases it. A slice waits for its last outcome; its other events have left the stages by then, and must not stay in memory. */
    EventInStage<T> release(int index) {
        EventInStage<T> event = events[index];
        events[index] = null;
        return event;
    }

    /** Returns the index of the first event without an outcome. There must be one. */
    int firstOpen() {
        return Long.numberOfTrailingZeros(open);
    }

    int size() {
        return Long.bitCount(open);
    }
}
