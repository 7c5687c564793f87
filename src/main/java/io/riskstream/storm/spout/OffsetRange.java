package io.riskstream.storm.spout;

/** Records of one partition that were read together and left in one tuple. All of them count as under way until the last is done. */
final class OffsetRange {
    private final PartitionProgress progress;
    private final long first;
    private int underWay;

    OffsetRange(PartitionProgress progress, long first) {
        this.progress = progress;
        this.first = first;
    }

    /** The offset of its first record. */
    long first() {
        return first;
    }

    /** How many of its records are not done. */
    int underWay() {
        return underWay;
    }

    void add() {
        underWay++;
    }

    void done(int records) {
        underWay -= records;
        if (underWay == 0) {
            progress.advance();
        }
    }
}
