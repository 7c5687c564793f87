package io.riskstream.storm.spout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.storm.spout.SpoutTask.Sent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

/** Tests behaviour that a real broker does not cause on demand. {@code BatchSpoutIT} tests the rest. */
class BatchSpoutTest {
    private static final TopicPartition FIRST = new TopicPartition("claims", 0);
    private static final Kafka KAFKA = new Kafka(Map.of(
            "bootstrap.servers",
            "broker:9093",
            "security.protocol",
            "SASL_SSL",
            "sasl.mechanism",
            "PLAIN",
            "sasl.username",
            "jane",
            "sasl.password",
            "env:KAFKA_PASSWORD",
            "client.id",
            "jane-1"));

    private final Log log = new Log();

    /** A partition whose records are all available. */
    static class Log extends MockConsumer<byte[], byte[]> {
        private int commitsRefused;
        private int commitsForbidden;

        Log() {
            super("none");
            updatePartitions("claims", List.of(new PartitionInfo("claims", 0, null, null, null)));
            updateBeginningOffsets(Map.of(FIRST, 0L));
            updateEndOffsets(Map.of(FIRST, 0L));
        }

        void append(long from, long to) {
            for (long offset = from; offset < to; offset++) {
                byte[] value = Long.toString(offset).getBytes(StandardCharsets.UTF_8);
                addRecord(new ConsumerRecord<>("claims", 0, offset, null, value));
            }
        }

        long committed() {
            OffsetAndMetadata offset = committed(Set.of(FIRST)).get(FIRST);
            return offset == null ? -1 : offset.offset();
        }

        @Override
        public synchronized void commitAsync(
                Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
            if (commitsForbidden > 0) {
                commitsForbidden--;
                throw GroupAuthorizationException.forGroupId("risk");
            } else if (commitsRefused > 0) {
                commitsRefused--;
                callback.onComplete(offsets, new RebalanceInProgressException("not now"));
            } else {
                super.commitAsync(offsets, callback);
            }
        }
    }

    private static BatchSpout spout(Object... options) {
        Map<String, Object> arguments =
                new HashMap<>(Map.of("topic", "claims", "group", "risk", "commitMillis", 1, "batchEvents", 10));
        for (int i = 0; i < options.length; i += 2) {
            arguments.put((String) options[i], options[i + 1]);
        }
        return new BatchSpout(KAFKA, arguments);
    }

    private static SpoutTask open(Consumer<byte[], byte[]> consumer, Object... options) {
        return SpoutTask.open(spout(options), "topology-1", 0, 1, properties -> consumer);
    }

    /** Opens a task and waits until its partition is assigned: the mock accepts no records before. */
    private SpoutTask reading() {
        SpoutTask task = open(log);
        task.runUntil(() -> log.assignment().contains(FIRST));
        return task;
    }

    @Test
    void showsOnlyTheInputInTheTopologyConfiguration() {
        assertEquals(
                Map.of(
                        "config.topics", "claims,quotes",
                        "config.groupid", "risk",
                        "config.bootstrap.servers", "broker:9093",
                        "config.security.protocol", "SASL_SSL"),
                spout("topic", " claims, quotes").getComponentConfiguration());
    }

    @Test
    void leavesTheResolutionOfSecretsToTheConsumer() {
        Map<String, Object> consumerProperties = new HashMap<>();
        SpoutTask task = SpoutTask.open(spout(), "topology-1", 0, 1, properties -> {
            consumerProperties.putAll(properties);
            return log;
        });
        task.spout.nextTuple();
        assertTrue(
                String.valueOf(consumerProperties.get("sasl.jaas.config")).contains("env:KAFKA_PASSWORD"),
                "" + consumerProperties);
        assertEquals("none", consumerProperties.get("auto.offset.reset"));
        assertEquals("false", consumerProperties.get("enable.auto.commit"));
        assertEquals("10", consumerProperties.get("max.poll.records"));
        assertEquals("20000", consumerProperties.get("metadata.max.age.ms"));
    }

    @Test
    void rejectsInvalidOptions() {
        assertEquals(
                "batch spout: unknown option 'batchEvent'; did you mean 'batchEvents'?",
                assertThrows(IllegalArgumentException.class, () -> spout("batchEvent", 5))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> spout("batchEvents", 0));
        assertThrows(IllegalArgumentException.class, () -> spout("maxInFlightEvents", 0));
        assertEquals(
                "batch spout: option 'topic' names 'claims' twice; name each topic once",
                assertThrows(IllegalArgumentException.class, () -> spout("topic", "claims, quotes, claims"))
                        .getMessage());
    }

    @Test
    void doesNotCommitInFlightRecordsOfADeletedTopicForTheNewOne() {
        SpoutTask task = reading();
        log.append(0, 30);
        task.runUntilSent(30);
        task.ack(task.sent.get(0));
        task.runUntil(() -> log.committed() == 10);
        log.setPollException(new OffsetOutOfRangeException(Map.of(FIRST, 30L)));
        task.runUntil(() -> task.hasReported("kafka.lost"));
        assertEquals(0, task.counter("lost"), "no record was deleted before it was read");
        task.ack(task.sent.get(1));
        task.runUntil(() -> log.committed() == 0);
        log.append(0, 5);
        task.runUntilSent(35);
        task.ackAll();
        task.runUntil(() -> log.committed() == 5);
        assertEquals(0, task.gauge("inflight.events"));
    }

    @Test
    void finishesInFlightRecordsBeforeAGap() {
        SpoutTask task = reading();
        log.append(0, 10);
        task.runUntilSent(10);
        log.updateBeginningOffsets(Map.of(FIRST, 50L));
        log.setPollException(new OffsetOutOfRangeException(Map.of(FIRST, 10L)));
        task.runUntil(() -> task.hasReported("kafka.lost"));
        assertEquals(40, task.counter("lost"));
        task.ackAll();
        task.runUntil(() -> log.committed() == 50);
    }

    @Test
    void commitsTheLastInFlightRecordsWhileItIsDeactivated() {
        SpoutTask task = reading();
        log.append(0, 30);
        task.runUntilSent(30);
        task.ack(task.sent.get(0));
        task.spout.deactivate();
        assertEquals(10, log.committed());
        task.ack(task.sent.get(1));
        assertEquals(10, log.committed(), "a batch is still in flight");
        task.ack(task.sent.get(2));
        assertEquals(30, log.committed());
    }

    @Test
    void aCommitOfADeactivatedTopologyEndsSoonIfTheBrokerDoesNotAnswer() {
        List<Duration> limits = new ArrayList<>();
        Log silent = new Log() {
            @Override
            public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration limit) {
                limits.add(limit);
                throw new TimeoutException("no answer");
            }
        };
        SpoutTask task = open(silent, "commitMillis", 600_000);
        task.runUntil(() -> silent.assignment().contains(FIRST));
        silent.append(0, 10);
        task.runUntilSent(10);
        task.spout.deactivate();
        task.ackAll();
        task.close();
        assertEquals(Set.of(Duration.ofSeconds(5)), Set.copyOf(limits));
    }

    @Test
    void aNewTopicIsReadFromItsBeginningAlsoByATaskThatReplacesTheOneThatFoundIt() {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>(); // the mock forgets commits at an assignment
        Log empty = new Log() {
            @Override
            public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration limit) {
                committed.putAll(offsets);
            }
        };
        empty.updatePartitions("claims", List.of());
        SpoutTask first =
                open(empty, "startFrom", "UNCOMMITTED_LATEST", "commitMillis", 600_000, "newPartitionsMillis", 1);
        first.spout.nextTuple();
        first.spout.nextTuple();
        empty.updatePartitions("claims", List.of(new PartitionInfo("claims", 0, null, null, null)));
        empty.updateEndOffsets(Map.of(FIRST, 7L));
        first.runUntil(() -> empty.assignment().contains(FIRST));
        assertEquals(Map.of(FIRST, new OffsetAndMetadata(0, "topology-1 0")), committed);
    }

    @Test
    void reportsAFailedCommitAndRetries() {
        SpoutTask task = reading();
        log.append(0, 10);
        task.runUntilSent(10);
        task.runUntil(() -> log.committed() == 0);
        log.commitsRefused = 3;
        task.ackAll();
        task.runUntil(() -> log.committed() == 10);
        assertEquals(
                "kafka: cannot commit; will try again: not now",
                task.errors.get(0).getMessage());
        assertEquals(1, task.errors.size(), "repeated reports are suppressed");
    }

    @Test
    void reportsACommitWithoutPermissionAndRetries() {
        SpoutTask task = reading();
        log.append(0, 10);
        task.runUntilSent(10);
        task.runUntil(() -> log.committed() == 0);
        log.commitsForbidden = 1;
        task.ackAll();
        task.runUntil(() -> log.committed() == 10);
        assertEquals(
                "kafka: cannot commit; will try again: Not authorized to access group: risk",
                task.errors.get(0).getMessage());
    }

    @Test
    void reportsAMissingPermissionAndRetries() {
        SpoutTask task = reading();
        log.setPollException(new TopicAuthorizationException(Set.of("claims")));
        task.runUntil(() -> task.hasReported("kafka"));
        assertTrue(task.errors.get(0).getMessage().contains("Not authorized"), "" + task.errors);
        log.append(0, 10);
        task.runUntilSent(10);
    }

    @Test
    void retriesTheFirstConnection() {
        int[] tried = {0};
        SpoutTask task = SpoutTask.open(spout(), "topology-1", 0, 1, properties -> {
            if (tried[0]++ == 0) {
                throw new KafkaException("no consumer", new KafkaException("no such host"));
            }
            return log;
        });
        task.runUntil(() -> log.assignment().contains(FIRST));
        assertEquals(
                "kafka: cannot reach the cluster; will try again: no consumer: no such host",
                task.errors.get(0).getMessage());
    }

    @Test
    void assignsPartitionsCompletelyOrNotAtAll() {
        log.setOffsetsException(new KafkaException("no offsets"));
        SpoutTask task = open(log, "newPartitionsMillis", 1);
        task.runUntil(() -> task.hasReported("kafka"));
        assertEquals(Set.of(), log.assignment());
        task.runUntil(() -> log.assignment().contains(FIRST));
    }

    /** Runs on a separate thread, like an executor. */
    @Test
    void doesNotWaitForARecordWhileATaskOfTheExecutorHasEmittedABatch() throws Exception {
        TopicPartition second = new TopicPartition("claims", 1);
        List<Duration> waits = new CopyOnWriteArrayList<>();
        Log quiet = new Log() {
            @Override
            public synchronized ConsumerRecords<byte[], byte[]> poll(Duration wait) {
                waits.add(wait);
                return super.poll(wait);
            }
        };
        quiet.updatePartitions(
                "claims",
                List.of(
                        new PartitionInfo("claims", 0, null, null, null),
                        new PartitionInfo("claims", 1, null, null, null)));
        quiet.updateBeginningOffsets(Map.of(second, 0L));
        quiet.updateEndOffsets(Map.of(second, 0L));
        FutureTask<Void> executor = new FutureTask<>(() -> {
            SpoutTask busy = SpoutTask.open(spout(), "topology-1", 0, 2, properties -> log);
            SpoutTask idle = SpoutTask.open(spout(), "topology-1", 1, 2, properties -> quiet);
            busy.runUntil(() -> log.assignment().contains(FIRST));
            log.append(0, 10);
            busy.runUntilSent(10);
            idle.runUntil(() -> !waits.isEmpty());
            assertEquals(Set.of(Duration.ZERO), Set.copyOf(waits));
            busy.ackAll();
            waits.clear();
            idle.runUntil(() -> !waits.isEmpty());
            assertEquals(Set.of(Duration.ofMillis(10)), Set.copyOf(waits));
            busy.close();
            waits.clear();
            idle.runUntil(() -> !waits.isEmpty());
            assertEquals(Set.of(Duration.ofMillis(100)), Set.copyOf(waits));
            return null;
        });
        new Thread(executor).start();
        executor.get();
    }

    @Test
    void throwsAnInterrupt() {
        SpoutTask task = reading();
        log.setPollException(new InterruptException("the worker is stopping"));
        assertThrows(InterruptException.class, task.spout::nextTuple);
        assertTrue(Thread.interrupted());
    }

    @Test
    void closesTheConsumerEvenIfTheCommitFails() {
        SpoutTask task = reading();
        log.append(0, 10);
        task.runUntilSent(10);
        log.close();
        assertThrows(IllegalStateException.class, task.spout::nextTuple, "the consumer is closed");
        Log other = new Log() {
            @Override
            public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
                throw new TopicAuthorizationException(Set.of("claims"));
            }
        };
        SpoutTask second = open(other);
        second.runUntil(() -> other.assignment().contains(FIRST));
        other.append(0, 10);
        second.runUntilSent(10);
        second.ackAll();
        second.close();
        assertTrue(other.closed());
    }

    @Test
    void retriesAFailedBatchInOrderedParts() {
        SpoutTask task = open(log, "batchEvents", 100, "backoffMillis", 0);
        task.runUntil(() -> log.assignment().contains(FIRST));
        log.append(0, 100);
        task.runUntilSent(100);
        assertEquals(1, task.sent.size());
        long bytes = task.gauge("inflight.bytes");
        task.fail(task.sent.get(0));
        assertEquals(100, task.gauge("inflight.retrying"));
        assertEquals(100, task.counter("resent"));
        task.runUntilSent(200);
        assertEquals(bytes, task.gauge("inflight.bytes"));
        assertEquals(0, task.gauge("inflight.retrying"));
        List<Sent> parts = task.sent.subList(1, task.sent.size());
        assertEquals(8, parts.size());
        Set<Long> offsets = new HashSet<>();
        for (Sent part : parts) {
            assertEquals(2, part.id().attempts());
            long last = -1;
            for (var event : part.batch()) {
                assertTrue(event.origin().offset() > last);
                last = event.origin().offset();
                offsets.add(last);
            }
        }
        assertEquals(100, offsets.size());
        task.ack(parts.get(0));
        assertFalse(log.committed() > 0, "its batch is not done");
        task.ackAll();
        task.runUntil(() -> log.committed() == 100);
        assertEquals(0, task.gauge("inflight.bytes"));
    }

    @Test
    void keepsTheTaskOfAPartitionWhenOthersAreAdded() {
        for (int tasks = 1; tasks <= 4; tasks++) {
            for (int partition = 0; partition < 20; partition++) {
                int having = 0;
                for (int task = 0; task < tasks; task++) {
                    having += new AssignedPartitions.Share(task, tasks).contains(1, partition) ? 1 : 0;
                }
                assertEquals(1, having);
            }
        }
        assertTrue(new AssignedPartitions.Share(1, 2).contains(0, 1));
        assertTrue(
                new AssignedPartitions.Share(1, 2).contains(1, 0), "several topics of one partition are shared, too");
    }
}
