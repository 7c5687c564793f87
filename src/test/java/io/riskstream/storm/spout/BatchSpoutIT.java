package io.riskstream.storm.spout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.event.Event;
import io.riskstream.event.Header;
import io.riskstream.storm.spout.SpoutTask.Sent;
import io.riskstream.tools.local.EmbeddedKafka;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchSpoutIT {
    private static EmbeddedKafka broker;
    private static Admin admin;
    private static KafkaProducer<byte[], byte[]> producer;

    private final List<SpoutTask> opened = new ArrayList<>();
    private String topic;
    /** The consumer of the task that connected last. */
    private Consumer<byte[], byte[]> consumer;

    @BeforeAll
    static void start() {
        broker = EmbeddedKafka.start();
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterAll
    static void stop() {
        producer.close();
        admin.close();
        broker.close();
    }

    @BeforeEach
    void name(TestInfo test) {
        topic = test.getTestMethod().orElseThrow().getName();
    }

    @AfterEach
    void close() {
        opened.forEach(SpoutTask::close);
    }

    private BatchSpout spout(Object... options) {
        Kafka kafka = new Kafka(Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                // detects an unavailable broker within a second
                "consumer.request.timeout.ms",
                1_000));
        Map<String, Object> arguments = new HashMap<>(Map.of("topic", topic, "group", topic, "commitMillis", 50));
        for (int i = 0; i < options.length; i += 2) {
            arguments.put((String) options[i], options[i + 1]);
        }
        return new BatchSpout(kafka, arguments);
    }

    private SpoutTask open(Object... options) {
        return openTask("topology-1", 0, 1, options);
    }

    private SpoutTask openTask(String topology, int task, int tasks, Object... options) {
        SpoutTask made = SpoutTask.open(spout(options), topology, task, tasks, properties -> {
            consumer = new KafkaConsumer<>(properties);
            return consumer;
        });
        opened.add(made);
        return made;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Sends each number of a range, without its end, as an event. */
    private void send(int partition, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            producer.send(new ProducerRecord<>(topic, partition, null, bytes(Integer.toString(i))));
        }
        producer.flush();
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    private long committed(int partition) {
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(topic)
                    .partitionsToOffsetAndMetadata()
                    .get();
            OffsetAndMetadata offset = offsets.get(new TopicPartition(topic, partition));
            return offset == null ? -1 : offset.offset();
        } catch (Exception e) {
            throw new AssertionError("cannot read the committed offsets", e);
        }
    }

    @Test
    void emitsEachRecordUnchanged() throws Exception {
        broker.createTopic(topic, 1);
        producer.send(new ProducerRecord<>(
                topic,
                0,
                1_234L,
                bytes("k"),
                new byte[] {(byte) 0xFF},
                List.of(new RecordHeader("a", bytes("1")), new RecordHeader("a", null))));
        producer.send(new ProducerRecord<>(topic, 0, 5_678L, null, (byte[]) null));
        producer.send(new ProducerRecord<>(
                        topic, 0, 5_678L, new byte[0], new byte[0], List.of(new RecordHeader("a", new byte[0]))))
                .get();
        SpoutTask task = open();
        task.runUntilSent(3);
        List<Event> events = task.sent.stream()
                .flatMap(tuple -> tuple.batch().events().stream())
                .toList();
        Event first = events.get(0);
        assertEquals(topic + "-0@0", first.origin().toString());
        assertEquals(1_234, first.origin().timestamp());
        assertArrayEquals(bytes("k"), first.origin().key().orElseThrow());
        assertArrayEquals(new byte[] {(byte) 0xFF}, first.original());
        assertEquals(
                List.of(new Header("a", bytes("1")), Header.withoutValue("a")),
                first.origin().headers());
        assertEquals(1 + 1 + 3 + 1, task.gauge("inflight.bytes"), "keys, values and headers");
        Event second = events.get(1);
        assertEquals(topic + "-0@1", second.origin().toString());
        assertEquals(Optional.empty(), second.origin().key());
        assertFalse(second.hasValue());
        assertEquals(0, second.original().length, "a record without a value is an event without bytes");
        assertEquals(List.of(), second.origin().headers());
        Event third = events.get(2);
        assertTrue(third.hasValue(), "zero bytes are a value");
        assertEquals(0, third.original().length);
        assertEquals(0, third.origin().key().orElseThrow().length);
        assertEquals(List.of(new Header("a", new byte[0])), third.origin().headers());
    }

    @Test
    void emitsAvailableRecordsInBatchesOfLimitedSize() throws Exception {
        broker.createTopic(topic, 2);
        send(0, 0, 700);
        send(1, 700, 1_000);
        SpoutTask task = open("batchEvents", 400);
        task.runUntilSent(1_000);
        assertEquals(Set.copyOf(numbers(0, 1_000)), Set.copyOf(task.texts()));
        assertTrue(task.sent.stream().allMatch(tuple -> tuple.batch().size() <= 400));
        assertTrue(task.sent.size() < 10, "in " + task.sent.size() + " tuples");
        SpoutTask narrow = open("batchBytes", 10, "group", topic + "-narrow");
        narrow.runUntilSent(1_000);
        assertEquals(Set.copyOf(numbers(0, 1_000)), Set.copyOf(narrow.texts()));
        // the numbers have up to three digits; the one that reaches ten bytes is the last
        assertTrue(narrow.sent.stream().allMatch(tuple -> tuple.batch().size() <= 10));
        assertTrue(narrow.sent.stream().anyMatch(tuple -> tuple.batch().size() == 4));
    }

    @Test
    void commitsUpToTheFirstRecordThatIsNotDone() throws Exception {
        broker.createTopic(topic, 1);
        send(0, 0, 30);
        SpoutTask task = open("batchEvents", 10);
        task.runUntilSent(30);
        task.ack(task.sent.get(2));
        task.ack(task.sent.get(0));
        task.runUntil(() -> committed(0) == 10);
        task.ack(task.sent.get(1));
        task.runUntil(() -> committed(0) == 30);
        assertEquals(0, task.gauge("inflight.events"));
        assertEquals(0, task.gauge("inflight.bytes"));
        assertEquals(List.of(), task.errors);
    }

    @Test
    void resumesAtTheFirstRecordThatIsNotDone() throws Exception {
        broker.createTopic(topic, 1);
        send(0, 0, 30);
        SpoutTask task = open("batchEvents", 10, "commitMillis", 3_600_000);
        task.runUntilSent(30);
        task.ack(task.sent.get(0));
        task.ack(task.sent.get(2));
        task.close();
        assertEquals(10, committed(0), "closing commits");
        SpoutTask next = open("batchEvents", 10);
        next.runUntilSent(20);
        assertEquals(numbers(10, 30), next.texts());
    }

    @Test
    void delaysNoOtherEventForAFailingOne() throws Exception {
        broker.createTopic(topic, 2);
        send(0, 0, 60);
        send(1, 60, 100);
        SpoutTask task = open("backoffMillis", 1, "maxBackoffMillis", 4);
        Set<String> done = new HashSet<>();
        int[] handled = {0};
        int[] failures = {0};
        task.runUntil(() -> {
            while (handled[0] < task.sent.size()) {
                Sent tuple = task.sent.get(handled[0]++);
                if (tuple.contains("37")) {
                    task.fail(tuple);
                    failures[0]++;
                } else {
                    task.ack(tuple);
                    tuple.batch()
                            .forEach(event ->
                                    assertTrue(done.add(SpoutTask.text(event)), "emitted again after its ack"));
                }
            }
            return done.size() == 99 && failures[0] >= 8;
        });
        assertTrue(task.hasReported("kafka.resend"), "an event that fails repeatedly is reported: " + task.errors);
        task.runUntil(() -> committed(1) == 40);
        assertEquals(1, task.gauge("inflight.events"));
        assertEquals(0, committed(0), "only the start of its partition is committed");
        task.runUntil(() -> handled[0] < task.sent.size());
        Sent bad = task.sent.get(handled[0]);
        assertEquals(topic + "-0@37", bad.batch().get(0).origin().toString());
        assertEquals(1, bad.batch().size());
        assertEquals(failures[0] + 1, bad.id().attempts());
        task.ack(bad);
        task.runUntil(() -> committed(0) == 60);
        assertEquals(0, task.gauge("inflight.events"));
        assertEquals(0, task.gauge("inflight.bytes"));
        assertEquals(0, task.gauge("inflight.retrying"));
    }

    @Test
    void pausesAtTheLimitsAndResumesAtHalf() throws Exception {
        broker.createTopic(topic, 1);
        send(0, 0, 300);
        SpoutTask task = open("batchEvents", 10, "maxInFlightEvents", 100);
        task.runUntil(() -> !consumer.paused().isEmpty());
        task.runUntilSent(100);
        for (int i = 0; i < 4; i++) {
            task.ack(task.sent.get(i));
        }
        task.spout.nextTuple();
        assertEquals(1, consumer.paused().size(), "60 events are in flight, more than half of the limit");
        task.ack(task.sent.get(4));
        task.runUntil(() -> consumer.paused().isEmpty());
        task.runUntil(() -> !consumer.paused().isEmpty());
        task.runUntilSent(150);
        task.runUntil(() -> {
            task.ackAll();
            return task.gauge("inflight.events") == 0 && task.events() == 300;
        });
        SpoutTask byBytes = open("batchEvents", 10, "maxInFlightBytes", 190, "group", topic + "-bytes");
        byBytes.runUntil(() -> !consumer.paused().isEmpty());
        // 10 numbers with one digit and 90 with two
        byBytes.runUntilSent(100);
        assertEquals(190, byBytes.gauge("inflight.bytes"));
    }

    @Test
    void readsOtherPartitionsWhileARecordIsNotDone() throws Exception {
        broker.createTopic(topic, 2);
        send(0, 0, 200);
        SpoutTask task = open("batchEvents", 10, "maxUncommitted", 50);
        int[] handled = {0};
        List<Sent> stuck = new ArrayList<>();
        Set<String> done = new HashSet<>();
        Runnable ackAllButTheFirst = () -> {
            while (handled[0] < task.sent.size()) {
                Sent tuple = task.sent.get(handled[0]++);
                if (tuple.contains("0")) {
                    stuck.add(tuple);
                } else {
                    task.ack(tuple);
                    tuple.batch().forEach(event -> done.add(SpoutTask.text(event)));
                }
            }
        };
        task.runUntil(() -> {
            ackAllButTheFirst.run();
            return !consumer.paused().isEmpty();
        });
        send(1, 1_000, 2_000);
        task.runUntil(() -> {
            ackAllButTheFirst.run();
            return done.containsAll(numbers(1_000, 2_000));
        });
        assertEquals(Set.of(new TopicPartition(topic, 0)), consumer.paused());
        assertTrue(done.contains("39"));
        assertTrue(!done.contains("70"), "read too far beyond a record that is not done");
        task.ack(stuck.get(0));
        task.runUntil(() -> {
            task.ackAll();
            return task.texts().containsAll(numbers(0, 200));
        });
        task.runUntil(() -> committed(0) == 200 && committed(1) == 1_000);
    }

    @Test
    void readsANewPartitionFromItsBeginning() throws Exception {
        broker.createTopic(topic, 1);
        send(0, 0, 10);
        SpoutTask task = open("startFrom", "UNCOMMITTED_LATEST", "newPartitionsMillis", 100);
        task.runUntil(() -> committed(0) == 10);
        send(0, 10, 20);
        task.runUntilSent(10);
        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(3))).all().get();
        send(2, 20, 30);
        task.runUntilSent(20);
        assertEquals(numbers(10, 30), task.texts());
        task.ackAll();
        task.runUntil(() -> committed(0) == 20 && committed(2) == 10);
        assertEquals(0, task.gauge("lag"));
    }

    @ParameterizedTest
    @EnumSource(names = {"UNCOMMITTED_LATEST", "LATEST"})
    void readsAPartitionThatWasAddedWhileNoTaskRanFromItsBeginning(StartFrom startFrom) throws Exception {
        String name = topic + "-" + startFrom;
        broker.createTopic(name, 1);
        Object[] options = {"topic", name, "group", name, "startFrom", startFrom.name()};
        topic = name;
        send(0, 0, 10);
        SpoutTask first = open(options);
        first.runUntil(() -> committed(0) == 10);
        first.close();
        admin.createPartitions(Map.of(name, NewPartitions.increaseTo(3))).all().get();
        send(2, 10, 20);
        SpoutTask second = open(options);
        second.runUntilSent(10);
        assertEquals(numbers(10, 20), second.texts());
        second.runUntil(() -> committed(2) == 0); // it ends before an event is done
        second.close();
        SpoutTask third = open(options);
        third.runUntilSent(10);
        assertEquals(numbers(10, 20), third.texts());
    }

    @Test
    void commitsTheEndThatItStartsAtBeforeItReads() throws Exception {
        broker.createTopic(topic, 1);
        send(0, 0, 10);
        SpoutTask first = open("startFrom", "UNCOMMITTED_LATEST", "commitMillis", 3_600_000);
        first.runUntil(() -> !consumer.assignment().isEmpty());
        assertEquals(10, committed(0));
    }

    @Test
    void startsAtTheEndOncePerSubmission() throws Exception {
        broker.createTopic(topic, 1);
        send(0, 0, 10);
        SpoutTask first = open("startFrom", "EARLIEST");
        first.runUntilSent(10);
        first.ackAll();
        first.close();
        SpoutTask restarted = open("startFrom", "EARLIEST");
        send(0, 10, 20);
        restarted.runUntilSent(10);
        assertEquals(numbers(10, 20), restarted.texts());
        SpoutTask resubmitted = openTask("topology-2", 0, 1, "startFrom", "EARLIEST");
        resubmitted.runUntilSent(20);
        SpoutTask atEnd = openTask("topology-3", 0, 1, "startFrom", "LATEST");
        atEnd.runUntil(() -> committed(0) == 20);
        send(0, 20, 30);
        atEnd.runUntilSent(10);
        assertEquals(numbers(20, 30), atEnd.texts());
    }

    @Test
    void dividesThePartitionsAmongTheTasks() throws Exception {
        broker.createTopic(topic, 3);
        for (int partition = 0; partition < 3; partition++) {
            send(partition, 10 * partition, 10 * partition + 10);
        }
        SpoutTask first = openTask("topology-1", 0, 2);
        SpoutTask second = openTask("topology-1", 1, 2);
        SpoutTask idle = openTask("topology-1", 3, 4, "group", topic + "-four");
        first.runUntilSent(20);
        second.runUntilSent(10);
        assertEquals(numbers(10, 20), second.texts());
        assertEquals(Set.copyOf(numbers(0, 30)), union(first.texts(), second.texts()));
        idle.spout.nextTuple();
        idle.spout.nextTuple();
        assertEquals(List.of(), idle.sent, "there are more tasks than partitions");
        assertEquals(List.of(), idle.errors);
    }

    private static Set<String> union(List<String> some, List<String> others) {
        Set<String> all = new HashSet<>(some);
        all.addAll(others);
        return all;
    }

    @Test
    void commitsOnDeactivationAndContinuesOnActivation() throws Exception {
        broker.createTopic(topic, 1);
        send(0, 0, 20);
        SpoutTask task = open("batchEvents", 10, "commitMillis", 3_600_000);
        task.runUntilSent(20);
        task.ack(task.sent.get(0));
        task.spout.deactivate();
        assertEquals(10, committed(0));
        // in-flight batches may be acked while the spout is not active
        task.ack(task.sent.get(1));
        task.spout.activate();
        send(0, 20, 30);
        task.runUntilSent(30);
        assertEquals(numbers(0, 30), task.texts());
        task.spout.deactivate();
        assertEquals(20, committed(0));
    }

    @Test
    void waitsForAnUnavailableBrokerAndReportsIt() throws Exception {
        broker.createTopic(topic, 1);
        send(0, 0, 10);
        SpoutTask busy = open();
        busy.runUntilSent(10);
        SpoutTask idle = open("group", topic + "-idle", "startFrom", "LATEST");
        idle.runUntil(() -> !consumer.assignment().isEmpty()
                && consumer.currentLag(new TopicPartition(topic, 0)).isPresent());
        broker.stop();
        SpoutTask late = open("group", topic + "-late");
        try {
            late.runUntil(() -> late.hasReported("kafka"));
            idle.runUntil(() -> idle.hasReported("kafka"));
            assertTrue(idle.errors.get(0).getMessage().contains("no reply"), "" + idle.errors);
            busy.ackAll();
            busy.runUntil(() -> busy.hasReported("kafka"));
            busy.spout.deactivate();
            busy.spout.activate();
        } finally {
            broker.restart();
        }
        send(0, 10, 20);
        busy.runUntilSent(20);
        late.runUntilSent(20);
        idle.runUntilSent(10);
        busy.runUntil(() -> committed(0) == 10);
    }

    /** A suspended worker resumes after another one was started in its place. */
    @Test
    void losesNothingIfTwoTasksReadOnePartition() throws Exception {
        broker.createTopic(topic, 1);
        send(0, 0, 20);
        SpoutTask resumed = open("batchEvents", 5);
        resumed.runUntilSent(20);
        SpoutTask successor = open("batchEvents", 5);
        successor.runUntilSent(20);
        successor.ack(successor.sent.get(0));
        successor.ack(successor.sent.get(1));
        successor.runUntil(() -> committed(0) == 10);
        resumed.ack(resumed.sent.get(0));
        resumed.ack(resumed.sent.get(3));
        resumed.runUntil(() -> committed(0) == 5);
        SpoutTask third = open("batchEvents", 5, "maxUncommitted", 100);
        third.runUntilSent(15);
        assertEquals(numbers(5, 20), third.texts(), "a commit that goes back repeats events and loses none");
        resumed.ack(resumed.sent.get(1));
        resumed.ack(resumed.sent.get(2));
        resumed.runUntil(() -> committed(0) == 20);
        assertEquals(0, resumed.gauge("inflight.events"), "the commit passes only events that this task has finished");
        assertEquals(15, third.gauge("inflight.events"));
    }

    @Test
    void countsAndReportsRecordsDeletedBeforeTheyWereRead() throws Exception {
        broker.createTopic(topic, 1);
        send(0, 0, 100);
        SpoutTask task = open("batchEvents", 10);
        task.runUntil(() -> !task.sent.isEmpty());
        task.ack(task.sent.get(0));
        task.close();
        assertEquals(10, committed(0));
        admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(50)))
                .all()
                .get();
        SpoutTask next = open();
        next.runUntilSent(50);
        assertEquals(numbers(50, 100), next.texts());
        assertEquals(40, next.counter("lost"));
        assertEquals(
                "kafka.lost: " + topic
                        + "-0: the broker deleted up to 40 records before they were read, starting at offset 10; continues at offset 50",
                next.errors.get(0).getMessage());
        next.ackAll();
        next.runUntil(() -> committed(0) == 100);
    }

    @Test
    void waitsForATopicThatDoesNotExistOrWasDeleted() throws Exception {
        SpoutTask task = open("newPartitionsMillis", 100, "batchEvents", 10, "startFrom", "LATEST");
        task.runUntil(() -> task.hasReported("kafka.topic"));
        broker.createTopic(topic, 1);
        send(0, 0, 30);
        task.runUntilSent(30);
        task.ack(task.sent.get(0));
        task.runUntil(() -> committed(0) == 10);
        admin.deleteTopics(List.of(topic)).all().get();
        task.runUntil(() -> consumer.assignment().isEmpty());
        broker.createTopic(topic, 2);
        send(1, 30, 40);
        task.runUntilSent(40);
        assertEquals(numbers(0, 40), task.texts());
        // the records of the deleted topic are acked only now and must not be committed for the new one
        task.ackAll();
        task.runUntil(() -> committed(1) == 10);
        assertEquals(0, committed(0));
    }

    @Test
    void commitsBeyondControlRecords() throws Exception {
        broker.createTopic(topic, 1);
        try (KafkaProducer<byte[], byte[]> transactional = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", topic),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            transactional.initTransactions();
            transactional.beginTransaction();
            transactional.send(new ProducerRecord<>(topic, bytes("0")));
            transactional.commitTransaction();
        }
        SpoutTask task = open();
        task.runUntilSent(1);
        task.ackAll();
        // the end of the transaction is a control record with its own offset
        task.runUntil(() -> committed(0) == 2);
    }
}
