package io.riskstream.api.submit;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.event.Origin;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Finds events in the topic by their idempotency key: whether a request whose instance of the API ended in the middle, or whose acknowledgement was lost, has
 * left its events there. The topic is the truth, and the store of keys a shortcut to it.
 *
 * <p>One thread reads the topic, from the time of the oldest request that waits to the end, once for all requests that wait. The cost is that of reading these
 * records, some 100,000 a second.
 */
final class SentEvents implements EventSearch, AutoCloseable {
    /** How much the clocks of those who send to the topic may differ. */
    private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(1);
    /** A search that takes longer fails. */
    static final Duration TIMEOUT = Duration.ofMinutes(1);

    private static final Duration POLL = Duration.ofMillis(200);

    private record Search(Set<String> wanted, long sinceMillis, CompletableFuture<Map<String, Origin>> found) {}

    private final String topic;
    private final Map<String, Object> properties;
    private final Queue<Search> waiting = new ConcurrentLinkedQueue<>();
    private final ExecutorService reader;

    SentEvents(String topic, Kafka kafka) {
        this.topic = topic;
        properties = new HashMap<>(kafka.consumerProperties());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // what this API sends is in no transaction, and a transaction of another producer must not delay the search
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        reader = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "sent-events-" + topic);
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public CompletableFuture<Map<String, Origin>> find(Set<String> wanted, long sinceMillis) {
        Search search = new Search(wanted, sinceMillis, new CompletableFuture<>());
        waiting.add(search);
        reader.execute(this::readForAll);
        return search.found();
    }

    private void readForAll() {
        List<Search> searches = new ArrayList<>();
        for (Search search = waiting.poll(); search != null; search = waiting.poll()) {
            searches.add(search);
        }
        if (searches.isEmpty()) {
            return; // an earlier run has read for these
        }
        try {
            Map<String, Origin> found = read(searches);
            searches.forEach(search -> {
                Map<String, Origin> own = new HashMap<>(found);
                own.keySet().retainAll(search.wanted());
                search.found().complete(own);
            });
        } catch (RuntimeException e) {
            searches.forEach(search -> search.found().completeExceptionally(e));
        }
    }

    private Map<String, Origin> read(List<Search> searches) {
        Set<String> wanted = new HashSet<>();
        searches.forEach(search -> wanted.addAll(search.wanted()));
        long since = searches.stream().mapToLong(Search::sinceMillis).min().orElseThrow() - CLOCK_DIFFERENCE.toMillis();
        Map<String, Origin> found = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties)) {
            Map<TopicPartition, Long> ends = seek(consumer, since);
            long until = System.nanoTime() + TIMEOUT.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() - until > 0) {
                    throw new TimeoutException("topic " + topic + " was not read within " + TIMEOUT.toSeconds() + " s");
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    keyOf(record).filter(wanted::contains).ifPresent(key -> found.putIfAbsent(key, origin(record)));
                }
            }
        }
        return found;
    }

    /** Moves to the first record since a time in each partition, and returns the ends of the partitions that have one. */
    private Map<TopicPartition, Long> seek(KafkaConsumer<byte[], byte[]> consumer, long since) {
        Map<TopicPartition, Long> times = new HashMap<>();
        consumer.partitionsFor(topic)
                .forEach(partition -> times.put(new TopicPartition(topic, partition.partition()), since));
        Map<TopicPartition, OffsetAndTimestamp> begins = consumer.offsetsForTimes(times);
        Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(times.keySet()));
        ends.keySet().removeIf(partition -> begins.get(partition) == null);
        consumer.assign(ends.keySet());
        ends.keySet()
                .forEach(partition ->
                        consumer.seek(partition, begins.get(partition).offset()));
        return ends;
    }

    private static Optional<String> keyOf(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(IdempotencyKey.HEADER);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.US_ASCII));
    }

    private static Origin origin(ConsumerRecord<byte[], byte[]> record) {
        return new Origin(
                record.topic(), record.partition(), record.offset(), record.timestamp(), Optional.empty(), List.of());
    }

    @Override
    public void close() {
        reader.shutdownNow();
    }
}
