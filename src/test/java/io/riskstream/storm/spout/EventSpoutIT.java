package io.riskstream.storm.spout;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.event.Header;
import io.riskstream.tools.local.EmbeddedKafka;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.storm.spout.ISpoutOutputCollector;
import org.apache.storm.spout.SpoutOutputCollector;
import org.apache.storm.task.TopologyContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class EventSpoutIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** Records the calls of a spout. */
    private static final class Collected implements ISpoutOutputCollector {
        record Tuple(Event event, Object id) {}

        private final List<Tuple> tuples = new ArrayList<>();
        private final List<Throwable> errors = new ArrayList<>();

        @Override
        public List<Integer> emit(String stream, List<Object> values, Object id) {
            Batch batch = (Batch) values.get(0);
            assertEquals(1, batch.size());
            assertTrue(id != null, "Storm does not track a tuple without an id");
            tuples.add(new Tuple(batch.get(0), id));
            return List.of(2);
        }

        @Override
        public void emitDirect(int task, String stream, List<Object> values, Object id) {
            throw new AssertionError("a spout must not emit directly to a task");
        }

        @Override
        public long getPendingCount() {
            return 0;
        }

        @Override
        public void flush() {}

        @Override
        public void reportError(Throwable error) {
            errors.add(error);
        }
    }

    private static EmbeddedKafka shared;

    private final Collected collected = new Collected();
    private EmbeddedKafka broker;
    private String topic;
    private EventSpout spout;

    @BeforeAll
    static void start() {
        shared = EmbeddedKafka.start();
    }

    @AfterAll
    static void stop() {
        shared.close();
    }

    @BeforeEach
    void use(TestInfo test) {
        broker = shared;
        topic = test.getTestMethod().orElseThrow().getName();
    }

    @AfterEach
    void close() {
        if (spout != null) {
            spout.close();
        }
        if (broker != shared) {
            broker.close();
        }
    }

    private void open() throws Exception {
        Kafka kafka = new Kafka(Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                // detects an unavailable broker within a second
                "consumer.request.timeout.ms",
                1_000));
        EventSpout made = new EventSpout(kafka, Map.of("topic", topic, "group", topic, "commitMillis", 100));
        // serialized as for a worker
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(made);
        spout = (EventSpout) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        TopologyContext context = mock(TopologyContext.class);
        when(context.getStormId()).thenReturn("topology-1");
        when(context.getThisComponentId()).thenReturn("claims");
        when(context.getThisTaskIndex()).thenReturn(0);
        when(context.getThisTaskId()).thenReturn(1);
        when(context.getComponentTasks(any())).thenReturn(List.of(1));
        spout.open(new HashMap<>(), context, new SpoutOutputCollector(collected));
        spout.activate();
    }

    private void send(ProducerRecord<byte[], byte[]> record) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(record).get();
        }
    }

    private void send(String value) throws Exception {
        send(new ProducerRecord<>(topic, bytes(value)));
    }

    /** Calls {@code nextTuple} until the condition is true. */
    private void runUntil(BooleanSupplier done) {
        await().pollInterval(Duration.ofMillis(1)).atMost(TIMEOUT).until(() -> {
            spout.nextTuple();
            return done.getAsBoolean();
        });
    }

    private void runUntilEmitted(int tuples) {
        runUntil(() -> collected.tuples.size() >= tuples);
        assertEquals(tuples, collected.tuples.size());
    }

    private long committed() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(topic)
                    .partitionsToOffsetAndMetadata()
                    .get();
            OffsetAndMetadata offset = offsets.get(new TopicPartition(topic, 0));
            return offset == null ? 0 : offset.offset();
        } catch (Exception e) {
            throw new AssertionError("cannot read the committed offsets", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Event event) {
        return new String(event.original(), StandardCharsets.UTF_8);
    }

    @Test
    void emitsEachRecordUnchanged() throws Exception {
        broker.createTopic(topic, 1);
        send(new ProducerRecord<>(
                topic,
                0,
                1_234L,
                bytes("k"),
                new byte[] {(byte) 0xFF},
                List.of(new RecordHeader("a", bytes("1")), new RecordHeader("a", null))));
        send(new ProducerRecord<>(topic, 0, 5_678L, null, (byte[]) null));
        send(new ProducerRecord<>(
                topic, 0, 5_678L, new byte[0], new byte[0], List.of(new RecordHeader("a", new byte[0]))));
        open();
        runUntilEmitted(3);
        Event first = collected.tuples.get(0).event();
        assertEquals(topic + "-0@0", first.origin().toString());
        assertEquals(1_234, first.origin().timestamp());
        assertArrayEquals(bytes("k"), first.origin().key().orElseThrow());
        assertArrayEquals(new byte[] {(byte) 0xFF}, first.original());
        assertEquals(
                List.of(new Header("a", bytes("1")), Header.withoutValue("a")),
                first.origin().headers());
        Event second = collected.tuples.get(1).event();
        assertEquals(topic + "-0@1", second.origin().toString());
        assertEquals(Optional.empty(), second.origin().key());
        assertFalse(second.hasValue());
        assertEquals(0, second.original().length, "a record without a value is an event without bytes");
        assertEquals(List.of(), second.origin().headers());
        Event third = collected.tuples.get(2).event();
        assertTrue(third.hasValue(), "zero bytes are a value");
        assertEquals(0, third.original().length);
        assertEquals(0, third.origin().key().orElseThrow().length);
        assertEquals(List.of(new Header("a", new byte[0])), third.origin().headers());
    }

    @Test
    void commitsAckedRecordsAndRetriesFailedOnes() throws Exception {
        broker.createTopic(topic, 1);
        for (int i = 0; i < 3; i++) {
            send("claim " + i);
        }
        open();
        runUntilEmitted(3);
        spout.ack(collected.tuples.get(0).id());
        spout.ack(collected.tuples.get(2).id());
        runUntil(() -> committed() == 1);
        Object failing = collected.tuples.get(1).id();
        for (int attempt = 0; attempt < 4; attempt++) {
            spout.fail(failing);
            runUntilEmitted(4 + attempt);
            Collected.Tuple again = collected.tuples.get(3 + attempt);
            assertEquals("claim 1", text(again.event()));
            failing = again.id();
        }
        assertEquals(1, committed(), "no offset is committed beyond a record that is not done");
        spout.ack(failing);
        runUntil(() -> committed() == 3);
        assertEquals(List.of(), collected.errors);
    }

    @Test
    void waitsForAnUnavailableBrokerAndContinues() throws Exception {
        broker.createTopic(topic, 1);
        send("before");
        open();
        runUntilEmitted(1);
        broker.stop();
        spout.ack(collected.tuples.get(0).id());
        // it cannot commit, reports that and does not throw
        runUntil(() -> !collected.errors.isEmpty());
        assertFalse(collected.errors.get(0).getMessage().isEmpty());
        spout.deactivate();
        spout.activate();
        broker.restart();
        send("after");
        runUntilEmitted(2);
        assertEquals("after", text(collected.tuples.get(1).event()));
        runUntil(() -> committed() == 1);
    }

    @Test
    void startsOnceTheBrokerIsAvailable() throws Exception {
        broker.createTopic(topic, 1);
        send("early");
        broker.stop();
        open();
        spout.nextTuple();
        assertEquals(List.of(), collected.tuples);
        broker.restart();
        runUntilEmitted(1);
    }

    @Test
    void repeatsAnIncompleteAssignmentOfPartitions() throws Exception {
        // The broker cannot create the offsets topic with three replicas, so it returns no committed offsets: the
        // partitions are assigned but have no start offset.
        broker = EmbeddedKafka.start(Map.of("offsets.topic.replication.factor", "3"));
        broker.createTopic(topic, 1);
        send("early");
        open();
        runUntil(() -> collected.errors.size() >= 3);
        assertEquals(List.of(), collected.tuples);
        broker.createTopic("__consumer_offsets", 1);
        runUntilEmitted(1);
        spout.ack(collected.tuples.get(0).id());
        runUntil(() -> committed() == 1);
    }
}
