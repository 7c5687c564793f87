package io.riskstream.storm.spout;

import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import java.util.ArrayList;
import java.util.List;

/** A batch of one tuple, from its read until its ack. It is also the message id of the tuple. */
final class SentBatch {
    private final Batch batch;
    private final OffsetRange[] ranges;
    private final int[] counts;
    private final long bytes;
    private int attempts;
    private long dueAt;
    private long emittedAt;

    /**
     * Creates a batch that has not been emitted.
     *
     * @param ranges the ranges of its records, in the order of the batch
     * @param counts the number of records from each range
     */
    SentBatch(Batch batch, OffsetRange[] ranges, int[] counts, long bytes) {
        this.batch = batch;
        this.ranges = ranges;
        this.counts = counts;
        this.bytes = bytes;
    }

    Batch batch() {
        return batch;
    }

    int size() {
        return batch.size();
    }

    long bytes() {
        return bytes;
    }

    /** Returns how many times its events have been emitted. */
    int attempts() {
        return attempts;
    }

    /** Records its emission, in nanoseconds of the ticker. A batch is emitted once: its parts take its place if it fails. */
    void emittedAt(long nanos) {
        attempts++;
        emittedAt = nanos;
    }

    long emittedAt() {
        return emittedAt;
    }

    /** Returns when to emit it again, in nanoseconds of the ticker. */
    long dueAt() {
        return dueAt;
    }

    void dueAt(long nanos) {
        dueAt = nanos;
    }

    void done() {
        for (int i = 0; i < ranges.length; i++) {
            ranges[i].done(counts[i]);
        }
    }

    /** Splits it into {@code parts} batches of almost equal size, or fewer if it has fewer events. The bytes are divided in proportion. */
    List<SentBatch> split(int parts) {
        int count = Math.min(parts, size());
        List<SentBatch> result = new ArrayList<>(count);
        int range = 0;
        int left = counts[0];
        long bytesLeft = bytes;
        for (int part = 0, from = 0; part < count; part++) {
            int to = (int) ((long) size() * (part + 1) / count);
            List<OffsetRange> partRanges = new ArrayList<>(1);
            List<Integer> partCounts = new ArrayList<>(1);
            for (int missing = to - from; missing > 0; ) {
                if (left == 0) {
                    range++;
                    left = counts[range];
                }
                int taken = Math.min(missing, left);
                partRanges.add(ranges[range]);
                partCounts.add(taken);
                missing -= taken;
                left -= taken;
            }
            List<Event> events = batch.events().subList(from, to);
            long share = part == count - 1 ? bytesLeft : bytes * (to - from) / size();
            SentBatch splitBatch = new SentBatch(
                    new Batch(events),
                    partRanges.toArray(OffsetRange[]::new),
                    partCounts.stream().mapToInt(Integer::intValue).toArray(),
                    share);
            splitBatch.attempts = attempts;
            result.add(splitBatch);
            bytesLeft -= share;
            from = to;
        }
        return result;
    }

    /** Returns the origin of the first event, the number of further events and the number of attempts. */
    @Override
    public String toString() {
        return batch.get(0).origin() + " and " + (size() - 1) + " more events, attempt " + attempts;
    }
}
