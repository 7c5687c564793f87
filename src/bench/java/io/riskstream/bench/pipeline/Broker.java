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

/** Administers topics of a run, and reads the progress of producers and consumers. */
final class Broker implements AutoCloseable {
    private static final long PAUSE_NANOS = 20_000_000;
    /** The node id of {@link io.riskstream.tools.local.EmbeddedKafka}. */
    private static final int BROKER = 1;

    private final Admin admin;
    private final Map<String, Integer> partitions = new HashMap<>();

    Broker(String bootstrapServers) {
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    /** Deletes a topic if it exists, and creates it with one partition. */
    void recreate(String topic, Map<String, String> settings) {
        recreate(topic, 1, settings);
    }

    /** Deletes a topic if it exists, and creates it with this many partitions. */
    void recreate(String topic, int count, Map<String, String> settings) {
        await(admin.deleteTopics(List.of(topic)).all(), UnknownTopicOrPartitionException.class);
        NewTopic newTopic = new NewTopic(topic, Optional.of(count), Optional.empty()).configs(settings);
        partitions.put(topic, count);
        // the deletion of a topic takes some time
        while (!await(admin.createTopics(List.of(newTopic)).all(), TopicExistsException.class)) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Deletes the committed offsets of a consumer group. */
    void deleteOffsets(String group) {
        boolean known = get(admin.listGroups().all()).stream()
                .anyMatch(listed -> listed.groupId().equals(group));
        if (known) {
            await(admin.deleteConsumerGroups(List.of(group)).all(), GroupIdNotFoundException.class);
        }
    }

    /** Returns the number of committed records in a topic that was created here. */
    long written(String topic) {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int partition = 0; partition < partitions.get(topic); partition++) {
            ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        return get(admin.listOffsets(ends).all()).values().stream()
                .mapToLong(ListOffsetsResultInfo::offset)
                .sum();
    }

    /** Returns the number of claims that a group has committed. */
    long committed(String group) {
        Map<TopicPartition, OffsetAndMetadata> committed =
                get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        return committed.entrySet().stream()
                .filter(partition -> partition.getKey().topic().equals(Topics.CLAIMS) && partition.getValue() != null)
                .mapToLong(partition -> partition.getValue().offset())
                .sum();
    }

    /** Returns the size of a topic on the broker's disk, including Kafka's overhead. */
    long bytes(String topic) {
        return get(admin.describeLogDirs(List.of(BROKER)).allDescriptions()).get(BROKER).values().stream()
                .flatMap(directory -> directory.replicaInfos().entrySet().stream())
                .filter(replica -> replica.getKey().topic().equals(topic))
                .mapToLong(replica -> replica.getValue().size())
                .sum();
    }

    /** Waits for a result. Returns false if it failed with this cause. */
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
