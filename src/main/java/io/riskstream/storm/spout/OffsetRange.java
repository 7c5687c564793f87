package io.riskstream.storm.spout;

/** Records of one partition that were read together and emitted in one tuple. None of them can be committed until all are done. */
final class OffsetRange {
    private final PartitionProgress progress;
    private final long first;
    private int notDone;

    OffsetRange(PartitionProgress progress, long first) {
        this.progress = progress;
        this.first = first;
    }

    /** Returns the offset of the first record. */
    long first() {
        return first;
    }

    /** Returns the number of records that are not done. */
    int notDone() {
        return notDone;
    }

    void add() {
        notDone++;
    }

    void done(int records) {
        notDone -= records;
        if (notDone == 0) {
            progress.removeDone();
        }
    }
}
