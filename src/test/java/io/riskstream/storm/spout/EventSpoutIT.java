package io.riskstream.storm.spout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.storm.spout.SpoutTask.Sent;
import io.riskstream.tools.local.EmbeddedKafka;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Tests what one event per tuple changes. {@code BatchSpoutIT} tests what both spouts do. */
class EventSpoutIT {
    private static EmbeddedKafka broker;
    private static Admin admin;
    private static KafkaProducer<byte[], byte[]> producer;

    private String topic;
    private SpoutTask task;

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
        if (task != null) {
            task.close();
        }
    }

    private void open(Object... options) {
        Map<String, Object> arguments = new HashMap<>(Map.of("topic", topic, "group", topic, "commitMillis", 50));
        for (int i = 0; i < options.length; i += 2) {
            arguments.put((String) options[i], options[i + 1]);
        }
        Kafka kafka = new Kafka(Map.of("bootstrap.servers", broker.bootstrapServers()));
        task = SpoutTask.open(new EventSpout(kafka, arguments), "topology-1", 0, 1, KafkaConsumer::new);
    }

    private void send(int partition, String... values) throws Exception {
        for (String value : values) {
            producer.send(new ProducerRecord<>(topic, partition, null, value.getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }

    private long committed(int partition) {
        try {
            OffsetAndMetadata offset = admin.listConsumerGroupOffsets(topic)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(new TopicPartition(topic, partition));
            return offset == null ? -1 : offset.offset();
        } catch (Exception e) {
            throw new AssertionError("cannot read the committed offsets", e);
        }
    }

    @Test
    void emitsOneEventPerTupleAndRetriesTheFailedOneAlone() throws Exception {
        broker.createTopic(topic, 1);
        send(0, "claim 0", "claim 1", "claim 2");
        open("backoffMillis", 1);
        task.runUntilSent(3);
        assertEquals(List.of("claim 0", "claim 1", "claim 2"), task.texts());
        assertTrue(task.sent.stream().allMatch(tuple -> tuple.batch().size() == 1));
        task.ack(task.sent.get(0));
        task.ack(task.sent.get(2));
        task.runUntil(() -> committed(0) == 1);
        Sent failing = task.sent.get(1);
        for (int attempt = 0; attempt < 4; attempt++) {
            task.fail(failing);
            task.runUntilSent(4 + attempt);
            failing = task.sent.get(3 + attempt);
            assertTrue(failing.contains("claim 1"));
        }
        assertEquals(1, committed(0), "no offset is committed beyond a record that is not done");
        task.ack(failing);
        task.runUntil(() -> committed(0) == 3);
        assertEquals(List.of(), task.errors);
    }

    @Test
    void readsANewPartitionFromItsBeginning() throws Exception {
        broker.createTopic(topic, 1);
        open("startFrom", "UNCOMMITTED_LATEST", "newPartitionsMillis", 100);
        task.runUntil(() -> committed(0) == 0);
        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(2))).all().get();
        send(1, "first", "second");
        task.runUntilSent(2);
        assertEquals(Set.of("first", "second"), Set.copyOf(task.texts()));
        assertEquals(2, task.gauge("inflight.events"));
    }
}
