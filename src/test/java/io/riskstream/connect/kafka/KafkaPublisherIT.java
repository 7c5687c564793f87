package io.riskstream.connect.kafka;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Header;
import io.riskstream.event.Patch;
import io.riskstream.event.RejectionCode;
import io.riskstream.event.Verdict;
import io.riskstream.publish.PublishDeadLetter;
import io.riskstream.publish.PublishScore;
import io.riskstream.stage.Message;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Publisher;
import io.riskstream.stage.Stage;
import io.riskstream.testing.FutureReceipt;
import io.riskstream.testing.TestContext;
import io.riskstream.testing.TestEvents;
import io.riskstream.tools.local.EmbeddedKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KafkaPublisherIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    /** Far above the guaranteed 50 ms and far below all of Kafka's own time-outs. */
    private static final Duration MAX_BLOCKING = Duration.ofSeconds(1);

    private static EmbeddedKafka broker;

    private final TestContext context = new TestContext();

    @BeforeAll
    static void start() {
        broker = EmbeddedKafka.start(Map.of("message.max.bytes", "10000"));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @AfterEach
    void close() {
        context.close();
    }

    private Publisher publisher() {
        return new Kafka(Map.of("bootstrap.servers", broker.bootstrapServers())).connect(context);
    }

    private static Message message(String topic, String value) {
        return new Message(topic, Optional.empty(), Optional.of(bytes(value)), List.of());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static CompletableFuture<Void> send(Publisher publisher, Message message) {
        long start = System.nanoTime();
        CompletableFuture<Void> sent = FutureReceipt.of(publisher, message);
        Duration blocked = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(blocked.compareTo(MAX_BLOCKING) < 0, "the caller was blocked for " + blocked);
        return sent;
    }

    /** Sends until the message is acknowledged, as a stage does. */
    private static void sendUntilAcknowledged(Publisher publisher, Message message) {
        await().atMost(TIMEOUT).until(() -> failure(send(publisher, message)).isEmpty());
    }

    private static Optional<Throwable> failure(CompletableFuture<Void> sent) throws InterruptedException {
        try {
            sent.get(60, TimeUnit.SECONDS);
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(e.getCause());
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError("neither acknowledged nor failed", e);
        }
    }

    private static String refusal(Publisher publisher, Message message) {
        // the first attempts may end before the producer knows the topic
        Throwable failure = await().atMost(TIMEOUT)
                .until(
                        () -> failure(send(publisher, message)),
                        failed -> failed.isEmpty() || failed.get() instanceof Publisher.Refused)
                .orElseThrow();
        return assertInstanceOf(Publisher.Refused.class, failure).code();
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        Map<String, Object> properties = Map.of("bootstrap.servers", broker.bootstrapServers());
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = List.of(new TopicPartition(topic, 0));
            consumer.assign(all);
            consumer.seekToBeginning(all);
            long end = consumer.endOffsets(all).get(all.get(0));
            while (consumer.position(all.get(0)) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    @Test
    void writesAnAcknowledgedMessageUnchanged() {
        broker.createTopic("whole", 1);
        Publisher publisher = publisher();
        sendUntilAcknowledged(publisher, message("whole", "first"));
        Header header = new Header("h", new byte[] {1, (byte) 0xFF});
        sendUntilAcknowledged(
                publisher, new Message("whole", Optional.of(bytes("k")), Optional.of(new byte[0]), List.of(header)));
        sendUntilAcknowledged(
                publisher,
                new Message(
                        "whole",
                        Optional.of(bytes("k")),
                        Optional.empty(),
                        List.of(header, Header.withoutValue("none"), new Header("empty", new byte[0]))));
        List<ConsumerRecord<byte[], byte[]>> records = read("whole");
        assertArrayEquals(bytes("first"), records.get(0).value());
        assertEquals(0, records.get(records.size() - 2).value().length, "zero bytes are a value");
        ConsumerRecord<byte[], byte[]> last = records.get(records.size() - 1);
        assertArrayEquals(bytes("k"), last.key());
        assertSame(null, last.value());
        assertEquals(3, last.headers().toArray().length);
        assertSame(null, last.headers().lastHeader("none").value());
        assertEquals(0, last.headers().lastHeader("empty").value().length);
        assertArrayEquals(header.value(), last.headers().lastHeader("h").value());
    }

    @Test
    void sharesOneProducerAmongAllStagesOfAWorker() {
        broker.createTopic("shared", 1);
        Publisher first = publisher();
        Publisher second = publisher();
        first.close();
        sendUntilAcknowledged(second, message("shared", "x"));
        assertEquals(Duration.ofSeconds(130), second.deadline(), "longer than the producer's delivery timeout");
    }

    @Test
    void refusesAMessageThatIsTooLargeForTheBrokerOrTheProducer() {
        broker.createTopic("large", 1);
        Publisher publisher = publisher();
        assertEquals(RejectionCode.PUBLISH_TOO_LARGE, refusal(publisher, message("large", "x".repeat(50_000))));
        assertEquals(RejectionCode.PUBLISH_TOO_LARGE, refusal(publisher, message("large", "x".repeat(2_000_000))));
        sendUntilAcknowledged(publisher, message("large", "small"));
        assertEquals(1, read("large").size());
    }

    @Test
    void refusesAnInvalidTopicName() {
        Publisher publisher = publisher();
        for (String topic : List.of("no/slash", "", "x".repeat(250))) {
            assertEquals(RejectionCode.PUBLISH_TOPIC, refusal(publisher, message(topic, "x")), topic);
        }
    }

    @Test
    void failsSendsToAMissingTopicUntilItExists() throws Exception {
        Publisher publisher = publisher();
        for (int i = 0; i < 200; i++) {
            Throwable failure =
                    failure(send(publisher, message("created-later", "x"))).orElseThrow();
            assertFalse(failure instanceof Publisher.Refused, failure.toString());
        }
        broker.createTopic("created-later", 1);
        sendUntilAcknowledged(publisher, message("created-later", "x"));
    }

    @Test
    void blocksNoCallerWhileTheBrokerIsDownAndDeliversAfterItsRestart() throws Exception {
        broker.createTopic("down", 1);
        Publisher publisher = publisher();
        sendUntilAcknowledged(publisher, message("down", "before"));
        broker.stop();
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sent.add(send(publisher, message("down", "while " + i)));
        }
        try (TestContext another = new TestContext()) {
            Publisher fresh = new Kafka(Map.of("bootstrap.servers", broker.bootstrapServers())).connect(another);
            CompletableFuture<Void> early = send(fresh, message("down", "early"));
            assertThrows(ExecutionException.class, () -> early.get(60, TimeUnit.SECONDS));
            assertTrue(
                    sent.stream().noneMatch(message -> message.isDone() && !message.isCompletedExceptionally()),
                    "nothing is acknowledged");
            broker.restart();
            for (int i = 0; i < sent.size(); i++) {
                // a stopping broker may withdraw its metadata first; then the producer does not accept the message
                Optional<Throwable> failure = failure(sent.get(i));
                assertFalse(failure.isPresent() && failure.get() instanceof Publisher.Refused, failure.toString());
                if (failure.isPresent()) {
                    sendUntilAcknowledged(publisher, message("down", "while " + i));
                }
            }
            sendUntilAcknowledged(fresh, message("down", "early"));
        }
        List<String> values = read("down").stream()
                .map(message -> new String(message.value(), StandardCharsets.UTF_8))
                .toList();
        assertEquals(22, values.size(), values.toString());
        assertTrue(values.containsAll(List.of("before", "early", "while 0", "while 19")), values.toString());
    }

    /** Returns an event with a verdict and a state, from topic {@code claims}. */
    private static Event scored(EventType type, String id, String state) {
        FieldValues values = new FieldValues(type.size());
        values.setString(0, state);
        Verdict verdict = new Verdict(1, "accept", List.of(), List.of(), List.of(), "flood", "1", "00");
        return TestEvents.event(Instant.EPOCH, bytes("{}"))
                .with(Patch.NONE.withId(id).withVerdict(verdict).withFields(0, values));
    }

    /** Applies a publishing stage until it does not ask for a retry, as a bolt does. */
    private static Outcome applied(Stage stage, Event event) {
        return await().atMost(TIMEOUT)
                .until(() -> TestContext.settled(stage.apply(event)), outcome -> !(outcome instanceof Outcome.Retry));
    }

    @Test
    void rejectsEventsWithoutATopicAndPublishesAllOthers() {
        broker.createTopic("out-FL", 1);
        broker.createTopic("letters", 1);
        EventType type = TestEvents.type("state:STRING");
        Kafka kafka = new Kafka(Map.of("bootstrap.servers", broker.bootstrapServers()));
        context.withPublisher(kafka.connect(context));
        PublishScore stage = new PublishScore(type, kafka, Map.of("topic", "out-{state}", "topicMillis", 1_500));
        stage.open(context);
        PublishDeadLetter letters = new PublishDeadLetter(kafka, Map.of("topic", "letters"));
        letters.open(context);
        for (int i = 0; i < 200; i++) {
            if (i % 50 == 0) {
                String state = i == 50 ? "missing" : "A".repeat(33_000);
                Event bad = scored(type, "bad" + i, state);
                Outcome.Reject reject = assertInstanceOf(Outcome.Reject.class, applied(stage, bad));
                assertEquals(
                        RejectionCode.PUBLISH_TOPIC, reject.rejections().get(0).code());
                assertEquals(Outcome.pass(), applied(letters, bad.rejected(reject.rejections(), 1)));
            }
            assertEquals(Outcome.pass(), applied(stage, scored(type, "good" + i, "FL")));
        }
        assertEquals(200, read("out-FL").size());
        assertEquals(4, read("letters").size());
    }

    @Test
    void waitsForATopicThatTheBrokerCreatesOnDemand() {
        try (EmbeddedKafka creating = EmbeddedKafka.start(Map.of("auto.create.topics.enable", "true"))) {
            EventType type = TestEvents.type("state:STRING");
            Kafka kafka = new Kafka(Map.of("bootstrap.servers", creating.bootstrapServers()));
            context.withPublisher(kafka.connect(context));
            PublishScore stage = new PublishScore(type, kafka, Map.of("topic", "made-{state}"));
            stage.open(context);
            assertEquals(Outcome.pass(), applied(stage, scored(type, "first", "FL")));
            context.close();
        }
    }

    @Test
    void replacesAProducerWhoseThreadCannotEncodeARequest() throws Exception {
        broker.createTopic("after-failure", 1);
        Map<String, Object> properties =
                new HashMap<>(new Kafka(Map.of("bootstrap.servers", broker.bootstrapServers())).producerProperties());
        properties.put("request.timeout.ms", "1000");
        properties.put("delivery.timeout.ms", "2000");
        List<KafkaProducer<byte[], byte[]>> producers = new ArrayList<>();
        KafkaPublisher publisher = new KafkaPublisher(
                () -> {
                    producers.add(new KafkaProducer<>(properties));
                    return producers.get(producers.size() - 1);
                },
                Duration.ofSeconds(4),
                System::nanoTime);
        // the failing thread logs thousands of stack traces per second
        Configurator.setLevel("org.apache.kafka.clients.producer.internals.Sender", Level.OFF);
        try (publisher) {
            sendUntilAcknowledged(publisher, message("after-failure", "before"));
            // a request with this name cannot be encoded, so the thread fails at each attempt to send one
            Future<RecordMetadata> unused = producers.get(0).send(new ProducerRecord<>("A".repeat(33_000), bytes("x")));
            CompletableFuture<Void> lost = send(publisher, message("after-failure", "x"));
            await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(500)).until(() -> {
                CompletableFuture<Void> pending = send(publisher, message("after-failure", "y"));
                return producers.size() == 2 || pending.isCompletedExceptionally();
            });
            sendUntilAcknowledged(publisher, message("after-failure", "after"));
            assertEquals(2, producers.size());
            assertTrue(failure(lost).isPresent(), "closing the failed producer fails its messages");
        } finally {
            Configurator.setLevel("org.apache.kafka.clients.producer.internals.Sender", Level.WARN);
        }
    }
}
