package io.riskstream.storm.spout;

import java.util.ArrayDeque;

/** How far a partition was read, how far it is done without a gap, and how far it is committed. */
final class PartitionProgress {
    private final ArrayDeque<OffsetRange> underWay = new ArrayDeque<>();
    private long position;
    private long committed;
    private boolean held;

    /**
     * The progress in a partition that is about to be read.
     *
     * @param position the offset to begin at
     * @param committed the offset that is committed for the group; negative for none
     */
    PartitionProgress(long position, long committed) {
        this.position = position;
        this.committed = committed;
    }

    /** Begins a stretch at this offset. */
    OffsetRange begin(long first) {
        OffsetRange stretch = new OffsetRange(this, first);
        underWay.add(stretch);
        return stretch;
    }

    /** The offset of the record to read next; beyond the last one by more than one where Kafka's own records follow it, or a gap. */
    void readUpTo(long next) {
        position = next;
    }

    long position() {
        return position;
    }

    /** Lets go of what is done at the front. */
    void advance() {
        while (!underWay.isEmpty() && underWay.peek().underWay() == 0) {
            underWay.remove();
        }
    }

    /** The offset up to which every record is done. */
    long done() {
        return underWay.isEmpty() ? position : underWay.peek().first();
    }

    /** How far it was read beyond what is done without a gap. */
    long ahead() {
        return position - done();
    }

    boolean toCommit() {
        return done() != committed;
    }

    void committed(long offset) {
        committed = offset;
    }

    /** Whether it is paused because of what it has under way itself. */
    boolean held() {
        return held;
    }

    void hold(boolean now) {
        held = now;
    }
}
