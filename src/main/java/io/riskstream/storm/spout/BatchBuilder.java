package io.riskstream.storm.spout;

import io.riskstream.connect.kafka.RecordToEvent;
import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.event.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** Groups the records of one poll into batches. A batch may contain records of several partitions. */
final class BatchBuilder {
    private final ReadLimits limits;
    private final Consumer<SentBatch> batches;
    private final List<OffsetRange> ranges = new ArrayList<>();
    private List<Event> collected = new ArrayList<>();
    private long size;

    private BatchBuilder(ReadLimits limits, Consumer<SentBatch> batches) {
        this.limits = limits;
        this.batches = batches;
    }

    /** Passes each batch to {@code batches}, in the order of the records. */
    static void build(
            ConsumerRecords<byte[], byte[]> records,
            Function<TopicPartition, PartitionProgress> progress,
            ReadLimits limits,
            Consumer<SentBatch> batches) {
        BatchBuilder builder = new BatchBuilder(limits, batches);
        for (TopicPartition partition : records.partitions()) {
            builder.add(progress.apply(partition), records.records(partition));
        }
        builder.finishBatch();
    }

    private void add(PartitionProgress progress, List<ConsumerRecord<byte[], byte[]>> records) {
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
            if (collected.size() >= limits.batchEvents() || size >= limits.batchBytes()) {
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

    private void finishBatch() {
        if (collected.isEmpty()) {
            return;
        }
        int[] counts = new int[ranges.size()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = ranges.get(i).notDone();
        }
        BatchOffsets offsets = new BatchOffsets(ranges.toArray(OffsetRange[]::new), counts);
        batches.accept(new SentBatch(new Batch(collected), offsets, size));
        collected = new ArrayList<>();
        ranges.clear();
        size = 0;
    }
}
