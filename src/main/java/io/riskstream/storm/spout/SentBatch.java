package io.riskstream.storm.spout;

import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import java.util.ArrayList;
import java.util.List;

/** A batch of one tuple, from its read until its ack. It is also the message id of the tuple. */
final class SentBatch implements SpoutMessage {
    private final Batch batch;
    private final BatchOffsets offsets;
    private final long bytes;
    private int attempts;
    private long emittedAt;

    /**
     * Creates a batch that has not been emitted.
     *
     * @param bytes the size of its events
     */
    SentBatch(Batch batch, BatchOffsets offsets, long bytes) {
        this.batch = batch;
        this.offsets = offsets;
        this.bytes = bytes;
    }

    Batch batch() {
        return batch;
    }

    @Override
    public int size() {
        return batch.size();
    }

    long bytes() {
        return bytes;
    }

    @Override
    public int attempts() {
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

    BatchOffsets offsets() {
        return offsets;
    }

    void done() {
        offsets.done();
    }

    /** Splits it into {@code parts} batches of almost equal size, or fewer if it has fewer events. The bytes are divided in proportion. */
    List<SentBatch> split(int parts) {
        int count = Math.min(parts, size());
        List<SentBatch> result = new ArrayList<>(count);
        int range = 0;
        int left = offsets.counts()[0];
        long bytesLeft = bytes;
        for (int part = 0, from = 0; part < count; part++) {
            int to = (int) ((long) size() * (part + 1) / count);
            List<OffsetRange> partRanges = new ArrayList<>(1);
            List<Integer> partCounts = new ArrayList<>(1);
            for (int missing = to - from; missing > 0; ) {
                if (left == 0) {
                    range++;
                    left = offsets.counts()[range];
                }
                int taken = Math.min(missing, left);
                partRanges.add(offsets.ranges()[range]);
                partCounts.add(taken);
                missing -= taken;
                left -= taken;
            }
            List<Event> events = batch.events().subList(from, to);
            long share = part == count - 1 ? bytesLeft : bytes * (to - from) / size();
            SentBatch splitBatch = new SentBatch(
                    new Batch(events),
                    new BatchOffsets(
                            partRanges.toArray(OffsetRange[]::new),
                            partCounts.stream().mapToInt(Integer::intValue).toArray()),
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
