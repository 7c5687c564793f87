package io.riskstream.storm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.Event;
import io.riskstream.Header;
import io.riskstream.connect.Kafka;
import io.riskstream.local.EmbeddedKafka;
import io.riskstream.storm.SpoutTask.Sent;
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

class BatchSpoutIT {
    private static EmbeddedKafka broker;
    private static Admin admin;
    private static KafkaProducer<byte[], byte[]> producer;

    private final List<SpoutTask> opened = new ArrayList<>();
    private String topic;

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
                // so that a broker that is down is found out in a second
                "consumer.request.timeout.ms",
                1_000));
        Map<String, Object> given = new HashMap<>(Map.of("topic", topic, "group", topic, "commitMillis", 50));
        for (int i = 0; i < options.length; i += 2) {
            given.put((String) options[i], options[i + 1]);
        }
        return new BatchSpout(kafka, given);
    }

    private SpoutTask open(Object... options) {
        SpoutTask task = SpoutTask.open(spout(options));
        opened.add(task);
        return task;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Sends the numbers from one to another, the last left out, each as an event. */
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
    void emitsEachRecordAsItIs() throws Exception {
        broker.createTopic(topic, 1);
        producer.send(new ProducerRecord<>(
                topic,
                0,
                1_234L,
                bytes("k"),
                new byte[] {(byte) 0xFF},
                List.of(new RecordHeader("a", bytes("1")), new RecordHeader("a", null))));
        producer.send(new ProducerRecord<>(topic, 0, 5_678L, null, (byte[]) null))
                .get();
        SpoutTask task = open();
        task.runUntilSent(2);
        List<Event> events = task.sent.stream()
                .flatMap(tuple -> tuple.batch().events().stream())
                .toList();
        Event first = events.get(0);
        assertEquals(topic + "-0@0", first.origin().toString());
        assertEquals(1_234, first.origin().timestamp());
        assertArrayEquals(bytes("k"), first.origin().key().orElseThrow());
        assertArrayEquals(new byte[] {(byte) 0xFF}, first.original());
        assertEquals(
                List.of(new Header("a", bytes("1")), new Header("a", new byte[0])),
                first.origin().headers());
        assertEquals(1 + 1 + 3, task.gauge("inflight.bytes"), "key, value and headers");
        Event second = events.get(1);
        assertEquals(topic + "-0@1", second.origin().toString());
        assertEquals(Optional.empty(), second.origin().key());
        assertEquals(0, second.original().length, "a record without a value is an event without bytes");
        assertEquals(List.of(), second.origin().headers());
    }

    @Test
    void aTupleCarriesWhatIsReadyUpToItsBounds() throws Exception {
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
        // numbers of up to three digits: the one that reaches ten bytes is the last
        assertTrue(narrow.sent.stream().allMatch(tuple -> tuple.batch().size() <= 10));
        assertTrue(narrow.sent.stream().anyMatch(tuple -> tuple.batch().size() == 4));
    }

    @Test
    void commitsUpToTheFirstThatIsNotDone() throws Exception {
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
    void aRestartGoesOnAtTheFirstThatIsNotDone() throws Exception {
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
    void oneBadEventHoldsBackNoOther() throws Exception {
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
                if (tuple.holds("37")) {
                    task.fail(tuple);
                    failures[0]++;
                } else {
                    task.ack(tuple);
                    tuple.batch().forEach(event -> assertTrue(done.add(SpoutTask.text(event)), "sent though done"));
                }
            }
            return done.size() == 99 && failures[0] >= 8;
        });
        assertTrue(task.told("kafka.resend"), "an event that fails again and again is told: " + task.errors);
        task.runUntil(() -> committed(1) == 40);
        assertEquals(1, task.gauge("inflight.events"));
        assertEquals(0, committed(0), "of its partition nothing is committed but the beginning");
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
}
