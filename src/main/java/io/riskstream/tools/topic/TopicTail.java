package io.riskstream.tools.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads the last records of topics and then follows them. It uses no consumer group and commits no offset, so every process reads all records. A topic that is
 * created later is read from its beginning. Use by one thread.
 */
public final class TopicTail implements AutoCloseable {
    /** How often {@link Search#NORMAL} looks for new topics. */
    private static final Duration NORMAL_INTERVAL = Duration.ofSeconds(2);

    private static final Duration NORMAL_WAIT = Duration.ofSeconds(5);

    /**
     * How topics are found.
     *
     * @param interval how often the cluster is asked for its topics
     * @param patience how long a poll waits for the answer
     */
    public record Search(Duration interval, Duration patience) {
        /** For topics that are rarely created, on a cluster that may be far away. */
        public static final Search NORMAL = new Search(NORMAL_INTERVAL, NORMAL_WAIT);
    }

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Predicate<String> topics;
    private final long history;
    private final Search search;
    private final Set<TopicPartition> assigned = new HashSet<>();
    /** The ends of the partitions when they were found, as long as they are not reached. */
    private final Map<TopicPartition, Long> ends = new HashMap<>();

    private boolean found;
    private boolean reachable;
    private long findTopicsAt = System.nanoTime();

    /**
     * Creates a reader, which connects at the first poll.
     *
     * @param properties the properties of a consumer of the cluster
     * @param topics selects the topics by name
     * @param history how many of the last records of a topic to read first, at most
     */
    public TopicTail(Map<String, Object> properties, Predicate<String> topics, long history) {
        this(properties, topics, history, Search.NORMAL);
    }

    /** Creates a reader that finds new topics in another way. */
    public TopicTail(Map<String, Object> properties, Predicate<String> topics, long history, Search search) {
        // retention may delete records before they are read; the next ones follow
        this.consumer = TopicReader.consumer(properties, "earliest");
        this.topics = topics;
        this.history = history;
        this.search = search;
    }

    /**
     * Returns the next records, those of one partition in order; none if there are none within the time.
     *
     * @throws KafkaException if the cluster does not answer a request for its topics, or refuses one; the next poll tries again
     */
    public List<ConsumerRecord<byte[], byte[]>> poll(Duration wait) {
        findTopics();
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        if (!assigned.isEmpty()) {
            consumer.poll(wait).forEach(records::add);
        }
        return records;
    }

    /** True if all records were read that the topics contained when they were found. A topic that does not exist has none. */
    public boolean isCaughtUp() {
        ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
        return found && ends.isEmpty();
    }

    /** Makes {@link #isCaughtUp} wait also for all records that the topics contain now. */
    public void extendToPresentEnds() {
        ends.putAll(consumer.endOffsets(assigned));
    }

    /** True if the cluster has answered the last request for its topics. A poll without records does not show that it is up. */
    public boolean isReachable() {
        return reachable;
    }

    private void findTopics() {
        long now = System.nanoTime();
        if (now - findTopicsAt < 0) {
            return;
        }
        findTopicsAt = now + search.interval().toNanos();
        reachable = false;
        Set<TopicPartition> added = new HashSet<>();
        consumer.listTopics(search.patience()).forEach((topic, partitions) -> {
            if (topics.test(topic)) {
                partitions.forEach(partition -> added.add(new TopicPartition(topic, partition.partition())));
            }
        });
        added.removeAll(assigned);
        if (!added.isEmpty()) {
            assign(added);
        }
        found = true;
        reachable = true;
    }

    private void assign(Collection<TopicPartition> added) {
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(added);
        Map<TopicPartition, Long> latest = consumer.endOffsets(added);
        Set<TopicPartition> all = new HashSet<>(assigned);
        all.addAll(added);
        consumer.assign(all); // partitions that were assigned before keep their positions
        for (TopicPartition partition : added) {
            long partitions = added.stream()
                    .filter(other -> other.topic().equals(partition.topic()))
                    .count();
            long share = found ? Long.MAX_VALUE : Math.max(1, history / partitions);
            long end = latest.get(partition);
            long start = share > end ? starts.get(partition) : Math.max(starts.get(partition), end - share);
            consumer.seek(partition, start);
            if (start < end) {
                ends.put(partition, end);
            }
        }
        assigned.addAll(added);
    }

    /** Ends a poll that waits in another thread with an exception of Kafka. */
    public void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(2)));
    }
}
