package io.riskstream.tools.topic;

import io.riskstream.publish.SourcePosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics without a consumer group, and only records of committed transactions. */
public final class TopicReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int MAX_POLLS_WITHOUT_PROGRESS = 150;

    private final KafkaConsumer<byte[], byte[]> consumer;

    /** @param properties the properties of a consumer of the cluster */
    public TopicReader(Map<String, Object> properties) {
        this.consumer = consumer(properties);
    }

    /** Returns a consumer without a group that reads committed records. */
    static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> properties) {
        return consumer(properties, "none");
    }

    /**
     * Returns a consumer without a group that reads committed records.
     *
     * @param reset where to go on if a partition has no record at a position: none for an exception, earliest or latest
     */
    static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> properties, String reset) {
        Map<String, Object> own = new HashMap<>(properties);
        own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        own.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, reset);
        own.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        own.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        own.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return new KafkaConsumer<>(own);
    }

    /** Returns true if the cluster has the topic. */
    public boolean exists(String topic) {
        return consumer.listTopics().containsKey(topic);
    }

    /** Passes on every record that the topic contains now, partition after partition; nothing if there is no such topic. */
    public void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        List<PartitionInfo> partitions = consumer.listTopics().get(topic);
        if (partitions == null) {
            return;
        }
        List<TopicPartition> all = new ArrayList<>();
        partitions.forEach(partition -> all.add(new TopicPartition(topic, partition.partition())));
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(all);
        Map<TopicPartition, Long> ends = consumer.endOffsets(all);
        for (TopicPartition partition : all) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, starts.get(partition));
            readTo(partition, ends.get(partition), reader);
        }
    }

    private void readTo(TopicPartition partition, long end, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        int waited = 0;
        // the position also passes markers of transactions, which are no records
        for (long position = consumer.position(partition); position < end; ) {
            consumer.poll(POLL).records(partition).forEach(record -> {
                if (record.offset() < end) {
                    reader.accept(record);
                }
            });
            long next = consumer.position(partition);
            waited = next == position ? waited + 1 : 0;
            if (waited > MAX_POLLS_WITHOUT_PROGRESS) {
                throw new TimeoutException(
                        "no records from " + partition + " at offset " + next + " of " + end + " for "
                                + POLL.multipliedBy(MAX_POLLS_WITHOUT_PROGRESS).toSeconds()
                                + " s; the broker does not answer, or a transaction of another producer is still open");
            }
            position = next;
        }
    }

    /** Returns the record at a position; empty if the topic no longer contains it. */
    public Optional<ConsumerRecord<byte[], byte[]>> recordAt(SourcePosition position) {
        TopicPartition partition = new TopicPartition(position.topic(), position.partition());
        List<PartitionInfo> partitions = consumer.listTopics().getOrDefault(position.topic(), List.of());
        if (partitions.stream().noneMatch(info -> info.partition() == position.partition())
                || consumer.beginningOffsets(List.of(partition)).get(partition) > position.offset()
                || consumer.endOffsets(List.of(partition)).get(partition) <= position.offset()) {
            return Optional.empty();
        }
        consumer.assign(List.of(partition));
        consumer.seek(partition, position.offset());
        for (int i = 0; i < MAX_POLLS_WITHOUT_PROGRESS; i++) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
                return record.offset() == position.offset() ? Optional.of(record) : Optional.empty();
            }
            if (consumer.position(partition) > position.offset()) {
                return Optional.empty();
            }
        }
        throw new TimeoutException("no answer from " + partition + " at offset " + position.offset());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
