package io.riskstream.bench.pipeline;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What a run asks of the broker: topics made anew, and how far they and their readers are. */
final class Broker implements AutoCloseable {
    private static final long PAUSE_NANOS = 20_000_000;
    /** What {@link io.riskstream.tools.local.EmbeddedKafka} calls itself. */
    private static final int BROKER = 1;

    private final Admin admin;
    private final Map<String, Integer> partitions = new HashMap<>();

    Broker(String bootstrapServers) {
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    /** Makes a topic of one partition anew, empty. */
    void renew(String topic, Map<String, String> settings) {
        renew(topic, 1, settings);
    }

    /** Makes a topic of so many partitions anew, empty. */
    void renew(String topic, int count, Map<String, String> settings) {
        await(admin.deleteTopics(List.of(topic)).all(), UnknownTopicOrPartitionException.class);
        NewTopic anew = new NewTopic(topic, Optional.of(count), Optional.empty()).configs(settings);
        partitions.put(topic, count);
        // a topic that is being deleted is there for a while yet
        while (!await(admin.createTopics(List.of(anew)).all(), TopicExistsException.class)) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Forgets what a consumer group has committed. */
    void forget(String group) {
        boolean known = get(admin.listGroups().all()).stream()
                .anyMatch(listed -> listed.groupId().equals(group));
        if (known) {
            await(admin.deleteConsumerGroups(List.of(group)).all(), GroupIdNotFoundException.class);
        }
    }

    /** How many records of a topic that was made here are written for good. */
    long written(String topic) {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int partition = 0; partition < partitions.get(topic); partition++) {
            ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        return get(admin.listOffsets(ends).all()).values().stream()
                .mapToLong(ListOffsetsResultInfo::offset)
                .sum();
    }

    /** How many claims a group has committed. */
    long committed(String group) {
        Map<TopicPartition, OffsetAndMetadata> committed =
                get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        return committed.entrySet().stream()
                .filter(partition -> partition.getKey().topic().equals(Topics.CLAIMS) && partition.getValue() != null)
                .mapToLong(partition -> partition.getValue().offset())
                .sum();
    }

    /** How many bytes a topic takes on the broker's disk, all its records and Kafka's own words about them. */
    long bytes(String topic) {
        return get(admin.describeLogDirs(List.of(BROKER)).allDescriptions()).get(BROKER).values().stream()
                .flatMap(directory -> directory.replicaInfos().entrySet().stream())
                .filter(replica -> replica.getKey().topic().equals(topic))
                .mapToLong(replica -> replica.getValue().size())
                .sum();
    }

    /** Whether it was done; if not, for this cause. */
    private static boolean await(KafkaFuture<?> future, Class<? extends Exception> unless) {
        try {
            future.get();
            return true;
        } catch (ExecutionException e) {
            if (unless.isInstance(e.getCause())) {
                return false;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
