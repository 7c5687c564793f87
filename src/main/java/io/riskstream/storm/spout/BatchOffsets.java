package io.riskstream.storm.spout;

/**
 * The offsets of a batch.
 *
 * @param ranges the ranges of its records, in the order of the batch
 * @param counts the number of records from each range
 */
@SuppressWarnings("ArrayRecordComponent") // compared by no one; a copy for each batch would cost memory
record BatchOffsets(OffsetRange[] ranges, int[] counts) {
    /** Marks all records as done. */
    void done() {
        for (int i = 0; i < ranges.length; i++) {
            ranges[i].done(counts[i]);
        }
    }
}
