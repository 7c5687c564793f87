package io.riskstream.bench.pipeline;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What a run asks of the broker: topics of one partition made anew, and how far they and their readers are. */
final class Broker implements AutoCloseable {
    private static final long PAUSE_NANOS = 20_000_000;

    private final Admin admin;

    Broker(String bootstrapServers) {
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    /** Makes a topic anew, empty. */
    void renew(String topic, Map<String, String> settings) {
        await(admin.deleteTopics(List.of(topic)).all(), UnknownTopicOrPartitionException.class);
        NewTopic anew = new NewTopic(topic, Optional.of(1), Optional.empty()).configs(settings);
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

    /** How many records of a topic are written for good. */
    long written(String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        return get(admin.listOffsets(Map.of(partition, OffsetSpec.latest())).partitionResult(partition))
                .offset();
    }

    /** How many claims a group has committed. */
    long committed(String group) {
        OffsetAndMetadata committed = get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .get(new TopicPartition(Topics.CLAIMS, 0));
        return committed == null ? 0 : committed.offset();
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
