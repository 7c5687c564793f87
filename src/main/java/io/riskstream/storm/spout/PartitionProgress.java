package io.riskstream.storm.spout;

import java.util.ArrayDeque;

/** The position of a partition, the offset up to which all of its records are done, and its committed offset. */
final class PartitionProgress {
    private final ArrayDeque<OffsetRange> inFlight = new ArrayDeque<>();
    private long position;
    private long committed;
    private boolean paused;
    /** {@link #doneOffset} at the last call of {@link #checkIfStuck}. */
    private long checked = -1;

    /**
     * Creates the progress of a partition before its first read.
     *
     * @param position the offset to start at
     * @param committed the committed offset of the group; negative for none
     */
    PartitionProgress(long position, long committed) {
        this.position = position;
        this.committed = committed;
    }

    /** Starts a range at this offset. */
    OffsetRange startRange(long first) {
        OffsetRange range = new OffsetRange(this, first);
        inFlight.add(range);
        return range;
    }

    /** Sets the offset to read next. It skips Kafka's control records and gaps in the log. */
    void readUpTo(long next) {
        position = next;
    }

    long position() {
        return position;
    }

    /** Removes the finished ranges at the front. */
    void removeDone() {
        while (!inFlight.isEmpty() && inFlight.peek().notDone() == 0) {
            inFlight.remove();
        }
    }

    /** Returns the offset up to which every record is done. */
    long doneOffset() {
        return inFlight.isEmpty() ? position : inFlight.peek().first();
    }

    /** Returns the number of offsets between the first record that is not done and the position. */
    long uncommitted() {
        return position - doneOffset();
    }

    boolean isUncommitted() {
        return doneOffset() != committed;
    }

    void committed(long offset) {
        committed = offset;
    }

    /** True if it is paused because it has too many uncommitted records itself. */
    boolean isPaused() {
        return paused;
    }

    void setPaused(boolean value) {
        paused = value;
    }

    /** Returns true if it was paused and waited for the same record at the last call, and still does. */
    boolean checkIfStuck() {
        long waitsFor = paused ? doneOffset() : -1;
        boolean same = paused && waitsFor == checked;
        checked = waitsFor;
        return same;
    }
}
