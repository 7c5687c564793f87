package io.riskstream.storm.spout;

import io.riskstream.event.Batch;

/**
 * A batch that runs through the stages of its spout. It is done when all its events have left the stages and all tuples with events of it are acked. Only
 * its offsets are kept until then.
 */
final class StagedBatch {
    private final BatchOffsets offsets;
    private final long bytes;
    /** The events before the stages; null after it was started. */
    private Batch batch;

    private boolean isInStages = true;
    private int tuples;

    StagedBatch(SentBatch read) {
        this.batch = read.batch();
        this.offsets = read.offsets();
        this.bytes = read.bytes();
    }

    /** Returns the events for the stages, and releases them. */
    Batch start() {
        Batch events = batch;
        batch = null;
        return events;
    }

    /** Returns the size of its events when they were read. */
    long bytes() {
        return bytes;
    }

    void leftStages() {
        isInStages = false;
    }

    void addTuples(int number) {
        tuples += number;
    }

    boolean isDone() {
        return !isInStages && tuples == 0;
    }

    /** Marks the offsets of its records as done. */
    void done() {
        offsets.done();
    }
}
