package io.riskstream.tools.upgrade;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The offsets that the groups of a pipeline have committed. Reads and commits nothing. */
public final class CommittedOffsets implements ReadingProgress, AutoCloseable {
    private final Map<SourceTopics, KafkaConsumer<byte[], byte[]>> consumers = new HashMap<>();

    /**
     * Connects to Kafka.
     *
     * @param sources the inputs of the pipeline
     * @param properties the properties of a consumer of the cluster
     */
    public CommittedOffsets(Set<SourceTopics> sources, Map<String, Object> properties) {
        for (SourceTopics source : sources) {
            Map<String, Object> own = new HashMap<>(properties);
            own.put(ConsumerConfig.GROUP_ID_CONFIG, source.group());
            own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
            own.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
            own.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
            own.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
            consumers.put(source, new KafkaConsumer<>(own));
        }
    }

    @Override
    public State state() {
        try {
            long committed = 0;
            long waiting = 0;
            for (Map.Entry<SourceTopics, KafkaConsumer<byte[], byte[]>> entry : consumers.entrySet()) {
                KafkaConsumer<byte[], byte[]> consumer = entry.getValue();
                Set<TopicPartition> partitions = partitions(consumer, entry.getKey());
                Map<TopicPartition, OffsetAndMetadata> offsets = consumer.committed(partitions);
                Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
                Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
                for (TopicPartition partition : partitions) {
                    long next = Optional.ofNullable(offsets.get(partition))
                            .map(OffsetAndMetadata::offset)
                            .orElse(starts.get(partition));
                    committed += next;
                    waiting += Math.max(0, ends.get(partition) - next);
                }
            }
            return new State(committed, waiting);
        } catch (KafkaException e) {
            throw new UpgradeException("cannot read the committed offsets of " + consumers.keySet() + ": " + e, e);
        }
    }

    private static Set<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, SourceTopics source) {
        Set<TopicPartition> partitions = new HashSet<>();
        for (String topic : source.topics().split(",")) {
            List<TopicPartition> found = new ArrayList<>();
            consumer.partitionsFor(topic)
                    .forEach(partition -> found.add(new TopicPartition(topic, partition.partition())));
            partitions.addAll(found);
        }
        return partitions;
    }

    @Override
    public void close() {
        consumers.values().forEach(KafkaConsumer::close);
    }
}
