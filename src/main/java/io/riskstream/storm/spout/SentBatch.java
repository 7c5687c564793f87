package io.riskstream.storm.spout;

import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import java.util.ArrayList;
import java.util.List;

/** What one tuple carries, from its reading until it is acked; the tuple's message id. */
final class SentBatch {
    private final Batch batch;
    private final OffsetRange[] stretches;
    private final int[] counts;
    private final long bytes;
    private int attempts;
    private long dueAt;

    /**
     * A batch that was not sent yet.
     *
     * @param stretches whose records it carries, in the order of the batch
     * @param counts how many of each
     */
    SentBatch(Batch batch, OffsetRange[] stretches, int[] counts, long bytes) {
        this.batch = batch;
        this.stretches = stretches;
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

    /** How often its events were sent. */
    int attempts() {
        return attempts;
    }

    void sent() {
        attempts++;
    }

    /** When to send it again, as nanoseconds of the ticker. */
    long dueAt() {
        return dueAt;
    }

    void dueAt(long nanos) {
        dueAt = nanos;
    }

    void done() {
        for (int i = 0; i < stretches.length; i++) {
            stretches[i].done(counts[i]);
        }
    }

    /** Its events in so many batches of nearly one size, or in as many as it has events; of its bytes each counts its share. */
    List<SentBatch> split(int parts) {
        int into = Math.min(parts, size());
        List<SentBatch> split = new ArrayList<>(into);
        int stretch = 0;
        int left = counts[0];
        long bytesLeft = bytes;
        for (int part = 0, from = 0; part < into; part++) {
            int to = (int) ((long) size() * (part + 1) / into);
            List<OffsetRange> of = new ArrayList<>(1);
            List<Integer> each = new ArrayList<>(1);
            for (int wanted = to - from; wanted > 0; ) {
                if (left == 0) {
                    stretch++;
                    left = counts[stretch];
                }
                int taken = Math.min(wanted, left);
                of.add(stretches[stretch]);
                each.add(taken);
                wanted -= taken;
                left -= taken;
            }
            List<Event> events = batch.events().subList(from, to);
            long share = part == into - 1 ? bytesLeft : bytes * (to - from) / size();
            SentBatch piece = new SentBatch(
                    new Batch(events),
                    of.toArray(OffsetRange[]::new),
                    each.stream().mapToInt(Integer::intValue).toArray(),
                    share);
            piece.attempts = attempts;
            split.add(piece);
            bytesLeft -= share;
            from = to;
        }
        return split;
    }

    /** The first event's origin, how many there are, and the attempts. */
    @Override
    public String toString() {
        return batch.get(0).origin() + " and " + (size() - 1) + " more, attempt " + attempts;
    }
}
