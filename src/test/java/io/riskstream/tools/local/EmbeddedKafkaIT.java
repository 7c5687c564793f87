package io.riskstream.tools.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EmbeddedKafkaIT {
    private static final int MAX_MESSAGE = 10_000;
    private static EmbeddedKafka kafka;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start(Map.of("message.max.bytes", String.valueOf(MAX_MESSAGE)));
    }

    @AfterAll
    static void close() {
        kafka.close();
    }

    @Test
    void keepsRecordsAndCommittedOffsetsAcrossARestart() throws Exception {
        kafka.createTopic("restarts", 2);
        try (KafkaProducer<byte[], byte[]> producer = producer(Duration.ofSeconds(30))) {
            send(producer, "restarts", "before");
            try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
                consumer.subscribe(List.of("restarts"));
                assertEquals(List.of("before"), read(consumer, 1));
                consumer.commitSync();
            }
            String address = kafka.bootstrapServers();
            kafka.stop();
            assertThrows(IOException.class, EmbeddedKafkaIT::connect);
            kafka.restart();
            assertEquals(address, kafka.bootstrapServers());
            // the same producer finds it again
            send(producer, "restarts", "after");
        }
        try (KafkaConsumer<byte[], byte[]> another = consumer()) {
            another.subscribe(List.of("restarts"));
            assertEquals(List.of("after"), read(another, 1));
        }
    }

    @Test
    void keepsRecordsThatAreDecadesOld() throws Exception {
        kafka.createTopic("old", 1);
        try (KafkaProducer<byte[], byte[]> producer = producer(Duration.ofSeconds(30))) {
            long loss = Instant.parse("1985-08-30T00:00:00Z").toEpochMilli();
            producer.send(new ProducerRecord<>("old", 0, loss, null, bytes("a claim")))
                    .get();
        }
        // a broker enforces retention when it starts
        kafka.restart();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            consumer.subscribe(List.of("old"));
            assertEquals(List.of("a claim"), read(consumer, 1));
        }
    }

    @Test
    void createsNoTopicAutomatically() {
        try (KafkaProducer<byte[], byte[]> producer = producer(Duration.ofMillis(500))) {
            ExecutionException refused = assertThrows(ExecutionException.class, () -> send(producer, "absent", "x"));
            assertInstanceOf(TimeoutException.class, refused.getCause());
            assertTrue(refused.getMessage().contains("absent"), refused.getMessage());
        }
    }

    @Test
    void reportsTheTopicThatItCannotCreate() {
        kafka.createTopic("twice", 1);
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> kafka.createTopic("twice", 1));
        assertInstanceOf(TopicExistsException.class, refused.getCause());
        assertTrue(refused.getMessage().contains("twice"));
    }

    @Test
    void passesSettingsToTheBroker() {
        kafka.createTopic("small", 1);
        try (KafkaProducer<byte[], byte[]> producer = producer(Duration.ofSeconds(30))) {
            ExecutionException refused =
                    assertThrows(ExecutionException.class, () -> send(producer, "small", "x".repeat(MAX_MESSAGE + 1)));
            assertInstanceOf(RecordTooLargeException.class, refused.getCause());
        }
    }

    @Test
    void leavesNothingBehind() throws IOException {
        List<Path> before = directories();
        EmbeddedKafka other = EmbeddedKafka.start();
        List<Path> during = directories();
        other.close();
        assertEquals(before.size() + 1, during.size());
        assertEquals(before, directories());
    }

    @Test
    void reportsAnInvalidSettingWithoutEndingTheProcess() throws IOException {
        List<Path> before = directories();
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> EmbeddedKafka.start(Map.of("num.io.threads", "none")));
        assertTrue(refused.getMessage().contains("num.io.threads"), refused.getMessage());
        assertEquals(before, directories());
    }

    private static List<Path> directories() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            String prefix = "riskstream-kafka-" + ProcessHandle.current().pid() + "-";
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    private static void connect() throws IOException {
        int port = Integer.parseInt(kafka.bootstrapServers().split(":")[1]);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            assertFalse(socket.isConnected());
        }
    }

    private static RecordMetadata send(KafkaProducer<byte[], byte[]> producer, String topic, String text)
            throws ExecutionException, InterruptedException {
        return producer.send(new ProducerRecord<>(topic, bytes(text))).get();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> read(KafkaConsumer<byte[], byte[]> consumer, int count) {
        List<String> values = new ArrayList<>();
        Instant end = Instant.now().plusSeconds(30);
        while (values.size() < count && Instant.now().isBefore(end)) {
            consumer.poll(Duration.ofMillis(200))
                    .forEach(message -> values.add(new String(message.value(), StandardCharsets.UTF_8)));
        }
        return values;
    }

    private static KafkaProducer<byte[], byte[]> producer(Duration maxBlock) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "max.block.ms", maxBlock.toMillis()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "group.id",
                        "readers",
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
