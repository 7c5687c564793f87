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
 * The batches of a spout task that are read and not acked: new ones, emitted ones, and failed ones that wait for their retry. The cost of a batch
 * does not depend on its number of events.
 */
final class InFlightBatches {
    /**
     * A failed batch is split into this many parts. With halves it takes nine failures to isolate one of 500 events, and most failures are time-outs of
     * half a minute; with eighths it takes three.
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
    private int emitted;

    InFlightBatches(int batchEvents, long batchBytes, RetryPolicy retryPolicy) {
        this.batchEvents = batchEvents;
        this.batchBytes = batchBytes;
        this.retryPolicy = retryPolicy;
    }

    /** Groups the records of a poll into batches. A batch may contain records of several partitions. */
    void add(ConsumerRecords<byte[], byte[]> records, Function<TopicPartition, PartitionProgress> progress) {
        BatchBuilder builder = new BatchBuilder();
        for (TopicPartition partition : records.partitions()) {
            builder.add(progress.apply(partition), records.records(partition));
        }
        builder.finishBatch();
    }

    /** Returns the batch that the caller must emit now: a retry that is due before a new one; null if there is none. */
    SentBatch next(long now) {
        SentBatch next = retries.peek();
        if (next != null && next.dueAt() - now <= 0) {
            retries.remove();
            retrying -= next.size();
        } else {
            next = ready.poll();
        }
        if (next != null) {
            next.countAttempt();
            emitted++;
        }
        return next;
    }

    /** Removes an emitted batch that is acked. */
    void acked(SentBatch batch) {
        emitted--;
        events -= batch.size();
        bytes -= batch.bytes();
        batch.done();
    }

    /** Splits an emitted batch that has failed and schedules its parts. */
    void failed(SentBatch batch, long now) {
        emitted--;
        retrying += batch.size();
        for (SentBatch part : batch.split(PARTS)) {
            part.dueAt(now + retryPolicy.pauseNanos(part.attempts()));
            retries.add(part);
        }
    }

    /** Returns the number of events that are read and not acked. */
    long events() {
        return events;
    }

    /** Returns the size of their keys, values and headers. */
    long bytes() {
        return bytes;
    }

    /** Returns the number of failed events that wait for their retry. */
    long retrying() {
        return retrying;
    }

    /** True if an emitted batch is not acked, so that an ack may arrive at any time. */
    boolean hasEmitted() {
        return emitted > 0;
    }

    /** Returns the time until the next retry is due, at most {@code maxNanos}. */
    long nanosUntilRetry(long now, long maxNanos) {
        SentBatch next = retries.peek();
        return next == null ? maxNanos : Math.max(0, Math.min(maxNanos, next.dueAt() - now));
    }

    /** Builds the batches of one poll. */
    private final class BatchBuilder {
        private List<Event> collected = new ArrayList<>();
        private final List<OffsetRange> ranges = new ArrayList<>();
        private long size;

        void add(PartitionProgress progress, List<ConsumerRecord<byte[], byte[]>> records) {
            OffsetRange range = null;
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (range == null) {
                    range = progress.startRange(record.offset());
                    ranges.add(range);
                }
                Event event = RecordToEvent.event(record);
                collected.add(event);
                range.add();
                size += bytes(record, event);
                if (collected.size() >= batchEvents || size >= batchBytes) {
                    finishBatch();
                    range = null;
                }
            }
        }

        private static long bytes(ConsumerRecord<byte[], byte[]> record, Event event) {
            // the size of an absent key is -1
            long size = Math.max(0, record.serializedKeySize()) + (long) event.original().length;
            for (Header header : event.origin().headers()) {
                size += header.name().length() + header.value().length;
            }
            return size;
        }

        void finishBatch() {
            if (collected.isEmpty()) {
                return;
            }
            int[] counts = new int[ranges.size()];
            for (int i = 0; i < counts.length; i++) {
                counts[i] = ranges.get(i).notDone();
            }
            ready.add(new SentBatch(new Batch(collected), ranges.toArray(OffsetRange[]::new), counts, size));
            events += collected.size();
            bytes += size;
            collected = new ArrayList<>();
            ranges.clear();
            size = 0;
        }
    }
}
