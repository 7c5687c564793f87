package io.riskstream.storm.spout;

import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.event.Header;
import io.riskstream.runner.RetryPolicy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * The batches of a spout's task that are read and not acked: those that are to be sent, those that are out, and those that failed and wait to be
 * sent again. A batch costs the same however many events it has.
 */
final class InFlightBatches {
    /**
     * A batch that failed is sent again in so many parts. In halves it would take nine failures to tell one event from its 499 neighbours, and
     * a failure is most often a time-out of half a minute; in eighths it takes three.
     */
    private static final int PARTS = 8;

    private final int batchEvents;
    private final long batchBytes;
    private final RetryPolicy retryPolicy;
    private final ArrayDeque<SentBatch> ready = new ArrayDeque<>();
    private final PriorityQueue<SentBatch> retries = new PriorityQueue<>((a, b) -> Long.signum(a.dueAt() - b.dueAt()));
    private long events;
    private long bytes;
    private long retrying;
    private int out;

    InFlightBatches(int batchEvents, long batchBytes, RetryPolicy retryPolicy) {
        this.batchEvents = batchEvents;
        this.batchBytes = batchBytes;
        this.retryPolicy = retryPolicy;
    }

    /** Takes in what a poll brought, as batches of whatever partitions there are. */
    void add(ConsumerRecords<byte[], byte[]> records, Function<TopicPartition, PartitionProgress> progress) {
        Filling filling = new Filling();
        for (TopicPartition partition : records.partitions()) {
            filling.add(progress.apply(partition), records.records(partition));
        }
        filling.close();
    }

    /** The batch to send now: one that is due again before one that is new; null if there is none. The caller sends it. */
    SentBatch next(long now) {
        SentBatch next = retries.peek();
        if (next != null && next.dueAt() - now <= 0) {
            retries.remove();
            retrying -= next.size();
        } else {
            next = ready.poll();
        }
        if (next != null) {
            next.sent();
            out++;
        }
        return next;
    }

    /** A batch that was sent is done. */
    void acked(SentBatch batch) {
        out--;
        events -= batch.size();
        bytes -= batch.bytes();
        batch.done();
    }

    /** A batch that was sent has failed: it waits, in parts, to be sent again. */
    void failed(SentBatch batch, long now) {
        out--;
        retrying += batch.size();
        for (SentBatch part : batch.split(PARTS)) {
            part.dueAt(now + retryPolicy.pauseNanos(part.attempts()));
            retries.add(part);
        }
    }

    /** Events that were read and are not acked. */
    long events() {
        return events;
    }

    /** Their keys, values and headers. */
    long bytes() {
        return bytes;
    }

    /** Events that failed and wait to be sent again. */
    long retrying() {
        return retrying;
    }

    /** Whether any batch is out, so that an ack may come at any time. */
    boolean anyOut() {
        return out > 0;
    }

    /** How long until a batch that failed is due; at most so many nanoseconds. */
    long untilDue(long now, long most) {
        SentBatch next = retries.peek();
        return next == null ? most : Math.max(0, Math.min(most, next.dueAt() - now));
    }

    /** Batches in the making. */
    private final class Filling {
        private List<Event> filled = new ArrayList<>();
        private final List<OffsetRange> stretches = new ArrayList<>();
        private long size;

        void add(PartitionProgress progress, List<ConsumerRecord<byte[], byte[]>> records) {
            OffsetRange stretch = null;
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (stretch == null) {
                    stretch = progress.begin(record.offset());
                    stretches.add(stretch);
                }
                Event event = RecordToEvent.event(record);
                filled.add(event);
                stretch.add();
                size += bytes(record, event);
                if (filled.size() >= batchEvents || size >= batchBytes) {
                    close();
                    stretch = null;
                }
            }
        }

        private static long bytes(ConsumerRecord<byte[], byte[]> record, Event event) {
            // an absent key or value has the size -1
            long size = Math.max(0, record.serializedKeySize()) + (long) event.original().length;
            for (Header header : event.origin().headers()) {
                size += header.name().length() + header.value().length;
            }
            return size;
        }

        void close() {
            if (filled.isEmpty()) {
                return;
            }
            int[] counts = new int[stretches.size()];
            for (int i = 0; i < counts.length; i++) {
                counts[i] = stretches.get(i).underWay();
            }
            ready.add(new SentBatch(new Batch(filled), stretches.toArray(OffsetRange[]::new), counts, size));
            events += filled.size();
            bytes += size;
            filled = new ArrayList<>();
            stretches.clear();
            size = 0;
        }
    }
}
