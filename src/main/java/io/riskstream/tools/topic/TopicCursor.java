package io.riskstream.tools.topic;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The records that a topic contains when the cursor is opened, one by one, as fast as the caller takes them. All partitions are read at once: records of one
 * partition are in order. No offset is committed. Use by one thread.
 */
public final class TopicCursor implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int MAX_POLLS_WITHOUT_PROGRESS = 150;

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private Iterator<ConsumerRecord<byte[], byte[]>> polled =
            List.<ConsumerRecord<byte[], byte[]>>of().iterator();

    /**
     * Opens a topic.
     *
     * @param properties the properties of a consumer of the cluster
     * @throws IllegalArgumentException if the cluster has no such topic
     */
    public TopicCursor(String topic, Map<String, Object> properties) {
        this.topic = topic;
        this.consumer = TopicReader.consumer(properties);
        List<TopicPartition> all = consumer.listTopics().getOrDefault(topic, List.of()).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        if (all.isEmpty()) {
            consumer.close();
            throw new IllegalArgumentException("no topic '" + topic + "' in the cluster");
        }
        consumer.assign(all);
        consumer.beginningOffsets(all).forEach(consumer::seek);
        ends.putAll(consumer.endOffsets(all));
    }

    /**
     * Returns the next record; empty at the end.
     *
     * @throws TimeoutException if the broker does not answer for 30 s, or a transaction of a producer is open that long
     */
    public Optional<ConsumerRecord<byte[], byte[]>> next() {
        int waited = 0;
        while (true) {
            while (polled.hasNext()) {
                ConsumerRecord<byte[], byte[]> next = polled.next();
                if (next.offset() < ends.get(new TopicPartition(topic, next.partition()))) {
                    return Optional.of(next);
                }
            }
            // the position also passes markers of transactions, which are no records
            if (ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                return Optional.empty();
            }
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            polled = records.iterator();
            waited = records.isEmpty() ? waited + 1 : 0;
            if (waited > MAX_POLLS_WITHOUT_PROGRESS) {
                throw new TimeoutException("no records from topic " + topic + " for "
                        + POLL.multipliedBy(MAX_POLLS_WITHOUT_PROGRESS).toSeconds()
                        + " s; the broker does not answer, or a transaction of another producer is still open");
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
