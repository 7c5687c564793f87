package io.riskstream.tools.replay;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.event.Event;
import io.riskstream.event.Header;
import io.riskstream.event.Origin;
import io.riskstream.event.Rejection;
import io.riskstream.publish.OutputHeaders;
import io.riskstream.publish.PublishDeadLetter;
import io.riskstream.stage.Message;
import io.riskstream.testing.TestContext;
import io.riskstream.tools.local.EmbeddedKafka;
import io.riskstream.tools.local.LocalServers;
import io.riskstream.tools.replay.ReplayReport.Result;
import io.riskstream.tools.topic.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests replays against a real Kafka. The dead letters are those that the stage {@link PublishDeadLetter} makes. */
@ExtendWith(LocalServers.class)
class ReplayIT {
    private static final long TIMESTAMP = 1_700_000_000_000L;
    private static final ReplayFilter ALL =
            new ReplayFilter(List.of(), List.of(), List.of(), Optional.empty(), Optional.empty());

    private EmbeddedKafka broker;
    private Kafka kafka;
    private String source;
    private String letters;

    @BeforeEach
    void createTopics(EmbeddedKafka shared, TestInfo test) {
        broker = shared;
        kafka = new Kafka(Map.of("bootstrap.servers", broker.bootstrapServers()));
        source = "replay-" + test.getTestMethod().orElseThrow().getName();
        letters = source + "-dead";
        broker.createTopic(source, 2);
        broker.createTopic(letters, 2);
    }

    private ReplaySettings settings(ReplayFilter filter, long limit, int perSecond, boolean dryRun) {
        return new ReplaySettings(letters, Set.of(source), Optional.empty(), filter, limit, perSecond, 3, dryRun);
    }

    private ReplayReport replay(ReplayFilter filter) throws InterruptedException {
        return replay(settings(filter, Long.MAX_VALUE, 100_000, false));
    }

    private ReplayReport replay(ReplaySettings settings) throws InterruptedException {
        return new Replay(settings, kafka.consumerProperties(), kafka.producerProperties()).run();
    }

    /** Sends an event to the source topic. */
    private Origin send(int partition, String value, Header... headers) {
        ProducerRecord<byte[], byte[]> event = new ProducerRecord<>(
                source, partition, TIMESTAMP, bytes("key of " + value), value.isEmpty() ? null : bytes(value));
        for (Header header : headers) {
            event.headers().add(new RecordHeader(header.name(), header.value()));
        }
        RecordMetadata position = send(event);
        return new Origin(source, partition, position.offset(), TIMESTAMP, Optional.of(event.key()), List.of(headers));
    }

    private RecordMetadata send(ProducerRecord<byte[], byte[]> message) {
        Map<String, Object> properties = new HashMap<>(kafka.producerProperties());
        properties.put("max.block.ms", 30_000);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties)) {
            return producer.send(message).get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Writes the dead letter of an event. */
    private void reject(Origin origin, String value, String stage, String code, Instant time) {
        Event event = value.isEmpty() ? Event.withoutValue(origin) : Event.of(origin, bytes(value));
        event = event.rejected(List.of(new Rejection(stage, code, "a.b", "wrong")), 1);
        write(event, time);
    }

    private void write(Event event, Instant time) {
        try (TestContext context = new TestContext().setTime(time)) {
            PublishDeadLetter stage = new PublishDeadLetter(kafka, Map.of("topic", letters));
            stage.open(context);
            TestContext.settled(stage.apply(event));
            Message message = context.messages().get(0);
            ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(
                    letters, message.key().orElse(null), message.value().orElse(null));
            message.headers().forEach(h -> letter.headers().add(new RecordHeader(h.name(), h.value())));
            send(letter);
        }
    }

    private Origin rejected(String value) {
        Origin origin = send(0, value);
        reject(origin, value, "validate", "schema.required", Instant.EPOCH);
        return origin;
    }

    /** Returns the records of the source topic that a replay sent. */
    private List<ConsumerRecord<byte[], byte[]>> replayed() {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (TopicReader reader = new TopicReader(kafka.consumerProperties())) {
            reader.read(source, record -> {
                if (record.headers().lastHeader(OutputHeaders.REPLAY_COUNT) != null) {
                    records.add(record);
                }
            });
        }
        return records;
    }

    private Set<String> replayedValues() {
        Set<String> values = new TreeSet<>();
        for (ConsumerRecord<byte[], byte[]> record : replayed()) {
            assertTrue(values.add(text(record.value())), "sent twice: " + text(record.value()));
        }
        return values;
    }

    private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new LinkedHashMap<>();
        record.headers().forEach(header -> headers.put(header.key(), text(header.value())));
        return headers;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void sendsEachOriginalOnceAsItWas() throws InterruptedException {
        Origin origin = send(1, "claim", new Header("trace", bytes("abc")));
        reject(origin, "claim", "validate", "schema.required", Instant.EPOCH);
        reject(origin, "claim", "validate", "schema.required", Instant.EPOCH); // a duplicate, as after a failure
        ReplayReport first = replay(ALL);
        assertEquals(1, first.count(Result.SENT));
        assertEquals(1, first.count(Result.SENT_BEFORE));
        assertEquals(Map.of("schema.required", 1L), first.sentByCode());

        ConsumerRecord<byte[], byte[]> record = replayed().get(0);
        assertArrayEquals(bytes("claim"), record.value());
        assertArrayEquals(bytes("key of claim"), record.key());
        assertEquals(TIMESTAMP, record.timestamp());
        assertEquals(
                Map.of("trace", "abc", OutputHeaders.REPLAY_COUNT, "1", OutputHeaders.REPLAY_ORIGIN, origin.toString()),
                headers(record));

        ReplayReport second = replay(ALL);
        assertEquals(0, second.count(Result.SENT));
        assertEquals(2, second.count(Result.SENT_BEFORE));
        assertEquals(1, replayed().size());
    }

    @Test
    void keepsARecordWithoutAValue() throws InterruptedException {
        reject(send(0, ""), "", "parse", "parse.empty", Instant.EPOCH);
        assertEquals(1, replay(ALL).count(Result.SENT));
        assertNull(replayed().get(0).value());
    }

    @Test
    void replaysTheSelectedDeadLetters() throws InterruptedException {
        reject(send(0, "a"), "a", "parse", "parse.json", Instant.parse("2026-01-01T00:00:00Z"));
        reject(send(0, "b"), "b", "parse", "parse.number", Instant.parse("2026-01-02T00:00:00Z"));
        Origin c = send(1, "c");
        reject(c, "c", "validate", "schema.required", Instant.parse("2026-01-03T00:00:00Z"));

        List<String> none = List.of();
        ReplayFilter early = new ReplayFilter(
                List.of("parse.*"), none, none, Optional.empty(), Optional.of(Instant.parse("2026-01-02T00:00:00Z")));
        assertEquals(1, replay(early).count(Result.SENT));
        assertEquals(Set.of("a"), replayedValues());
        ReplayFilter one = new ReplayFilter(none, none, List.of(c.toString()), Optional.empty(), Optional.empty());
        assertEquals(1, replay(one).count(Result.SENT));
        assertEquals(Set.of("a", "c"), replayedValues());
        ReplayFilter late = new ReplayFilter(
                List.of("parse.number"),
                List.of("parse"),
                none,
                Optional.of(Instant.parse("2026-01-02T00:00:00Z")),
                Optional.empty());
        assertEquals(1, replay(late).count(Result.SENT));
        assertEquals(Set.of("a", "b", "c"), replayedValues());
    }

    @Test
    void rejectsAFilterThatCannotSelect() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new ReplayFilter(List.of("*.json"), List.of(), List.of(), Optional.empty(), Optional.empty()));
        for (String origin : List.of("claims", "claims-x@1", "claims-0@-1", "-0@1", "claims-0@")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new ReplayFilter(List.of(), List.of(), List.of(origin), Optional.empty(), Optional.empty()),
                    origin);
        }
    }

    @Test
    void stopsAtTheLimitAndGoesOnFromThere() throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            rejected("claim " + i);
        }
        ReplayReport first = replay(settings(ALL, 2, 100_000, false));
        assertEquals(2, first.count(Result.SENT));
        assertEquals(3, first.count(Result.NOT_SELECTED));
        assertEquals(3, replay(ALL).count(Result.SENT));
        assertEquals(5, replayedValues().size());
    }

    @Test
    void sendsNothingInADryRun() throws InterruptedException {
        rejected("claim");
        assertEquals(1, replay(settings(ALL, 9, 100_000, true)).count(Result.SENT));
        assertEquals(List.of(), replayed());
        try (TopicReader reader = new TopicReader(kafka.consumerProperties())) {
            assertTrue(!reader.exists(letters + "-replays"), "a dry run creates no topic");
        }
        assertEquals(1, replay(ALL).count(Result.SENT));
    }

    @Test
    void countsTheReplaysOfAnEventAndStopsAtTheMaximum() throws InterruptedException {
        Origin first = rejected("claim");
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertEquals(1, replay(ALL).count(Result.SENT));
            List<ConsumerRecord<byte[], byte[]>> all = replayed();
            ConsumerRecord<byte[], byte[]> last = all.get(all.size() - 1);
            assertEquals(Integer.toString(attempt), headers(last).get(OutputHeaders.REPLAY_COUNT));
            assertEquals(first.toString(), headers(last).get(OutputHeaders.REPLAY_ORIGIN));
            List<Header> kept = new ArrayList<>();
            last.headers().forEach(header -> kept.add(new Header(header.key(), header.value())));
            Origin again = new Origin(
                    source, last.partition(), last.offset(), last.timestamp(), Optional.of(last.key()), kept);
            reject(again, "claim", "validate", "schema.required", Instant.EPOCH);
        }
        ReplayReport end = replay(ALL);
        assertEquals(0, end.count(Result.SENT));
        assertEquals(1, end.count(Result.ATTEMPTS_USED));
        assertEquals(3, end.count(Result.SENT_BEFORE));
    }

    @Test
    void readsTheOriginalOfACutDeadLetterFromItsSource() throws InterruptedException {
        Origin origin = send(1, "a long claim", new Header("trace", bytes("abc")));
        cutLetter(origin);
        cutLetter(new Origin(source, 1, 99, TIMESTAMP, Optional.empty(), List.of()));
        cutLetter(new Origin(source, 7, 0, TIMESTAMP, Optional.empty(), List.of()));
        ReplayReport report = replay(ALL);
        assertEquals(1, report.count(Result.SENT));
        assertEquals(2, report.count(Result.ORIGINAL_GONE));
        ConsumerRecord<byte[], byte[]> record = replayed().get(0);
        assertEquals("a long claim", text(record.value()));
        assertEquals("key of a long claim", text(record.key()));
        assertEquals("abc", headers(record).get("trace"));
    }

    private void cutLetter(Origin origin) {
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(letters, null, bytes("a lo"));
        Map.of(
                        OutputHeaders.OUTCOME,
                        OutputHeaders.REJECTED,
                        OutputHeaders.ORIGIN,
                        origin.toString(),
                        OutputHeaders.TIMESTAMP,
                        Long.toString(TIMESTAMP),
                        PublishDeadLetter.CODE,
                        "parse.size",
                        PublishDeadLetter.STAGE,
                        "parse",
                        PublishDeadLetter.SIZE,
                        "12")
                .forEach((name, value) -> letter.headers().add(new RecordHeader(name, bytes(value))));
        send(letter);
    }

    @Test
    void sendsNoOtherRecordInPlaceOfTheOriginalOfACutDeadLetter() throws InterruptedException {
        send(0, "a lot later"); // another size
        send(0, "another long"); // other bytes
        cutLetter(new Origin(source, 0, 0, TIMESTAMP, Optional.empty(), List.of()));
        cutLetter(new Origin(source, 0, 1, TIMESTAMP, Optional.empty(), List.of()));
        assertEquals(2, replay(ALL).count(Result.ORIGINAL_GONE));
    }

    @Test
    void sendsAnOriginalThatIsTooLargeForTheProducersOfBolts() throws InterruptedException {
        String value = "x".repeat(300_000);
        rejected(value);
        kafka = new Kafka(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "producer.max.request.size", "300000"));
        assertEquals(1, replay(ALL).count(Result.SENT));
        assertEquals(Set.of(value), replayedValues());
    }

    @Test
    void namesTheReasonIfTheBrokerRefusesAnOriginal() throws InterruptedException {
        rejected("x".repeat(300_000));
        String small = source + "-small";
        broker.createTopic(small, 1);
        configure(small, "max.message.bytes", "1000");
        ReplaySettings other =
                new ReplaySettings(letters, Set.of(source), Optional.of(small), ALL, Long.MAX_VALUE, 100_000, 3, false);
        ReplayException failure = assertThrows(ReplayException.class, () -> replay(other));
        assertTrue(failure.getMessage().contains("larger than"), failure.getMessage());
        assertTrue(failure.getMessage().contains("0 originals were sent"), failure.getMessage());
        assertEquals(1, replay(ALL).count(Result.SENT)); // it was not marked as sent
    }

    private void configure(String topic, String name, String value) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, topic),
                            List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void sendsAnOriginalWithoutATimestamp() throws InterruptedException {
        Origin origin = send(0, "claim");
        Origin without = new Origin(source, 0, origin.offset(), -1, origin.key(), List.of());
        reject(without, "claim", "validate", "schema.required", Instant.EPOCH);
        assertEquals(1, replay(ALL).count(Result.SENT));
        assertEquals(Set.of("claim"), replayedValues());
    }

    /** Reads one dead letter at a time. Before the second one, the transaction of the first becomes older than a second. */
    public static final class SlowReader implements ConsumerInterceptor<byte[], byte[]> {
        private static String letters = "";
        private static int read;
        private static Supplier<Integer> committed = () -> 0;
        private static int committedBeforeTheThird;

        @Override
        public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (record.topic().equals(letters)) {
                    read++;
                    long start = System.nanoTime();
                    if (read == 2) {
                        await().until(() -> System.nanoTime() - start > 1_100_000_000L);
                    } else if (read == 3) {
                        // a reader sees a committed transaction only after Kafka has written its markers
                        await().atMost(Duration.ofSeconds(30)).until(() -> committed.get() == 1);
                        committedBeforeTheThird = committed.get();
                    }
                }
            }
            return records;
        }

        @Override
        public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
            // nothing is committed
        }

        @Override
        public void close() {
            // holds nothing
        }

        @Override
        public void configure(Map<String, ?> configs) {
            // needs nothing
        }
    }

    @Test
    void keepsNoTransactionOpenWhileItReadsDeadLettersThatItDoesNotSend() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            rejected("claim " + i);
        }
        SlowReader.letters = letters;
        SlowReader.committed = () -> replayed().size();
        Map<String, Object> consumer = new HashMap<>(kafka.consumerProperties());
        consumer.put("interceptor.classes", SlowReader.class.getName());
        consumer.put("max.poll.records", 1);
        new Replay(settings(ALL, 1, 100_000, false), consumer, kafka.producerProperties()).run();
        assertEquals(1, SlowReader.committedBeforeTheThird);
    }

    @Test
    void refusesToSendToTheDeadLetterTopic() {
        IllegalArgumentException failure = assertThrows(
                IllegalArgumentException.class,
                () -> new ReplaySettings(letters, Set.of(source), Optional.of(letters), ALL, 1, 1, 1, false));
        assertTrue(failure.getMessage().contains("dead-letter topic itself"), failure.getMessage());
    }

    @Test
    void skipsWhatIsNoRejectionOfThisPipeline() throws InterruptedException {
        send(new ProducerRecord<>(letters, null, bytes("not a dead letter")));
        write(Event.of(send(0, "dropped"), bytes("dropped")).dropped("on purpose"), Instant.EPOCH);
        Origin other = new Origin("another-topic", 0, 0, TIMESTAMP, Optional.empty(), List.of());
        reject(other, "x", "validate", "schema.required", Instant.EPOCH);
        ReplayReport report = replay(ALL);
        assertEquals(0, report.count(Result.SENT));
        assertEquals(1, report.count(Result.NO_DEAD_LETTER));
        assertEquals(1, report.count(Result.DROPPED));
        assertEquals(1, report.count(Result.OTHER_SOURCE));
    }

    @Test
    void aSecondReplayEndsTheFirstAndNothingIsSentTwice() throws InterruptedException {
        for (int i = 0; i < 8; i++) {
            rejected("claim " + i);
        }
        CompletableFuture<ReplayReport> slow = CompletableFuture.supplyAsync(() -> {
            try {
                return replay(settings(ALL, Long.MAX_VALUE, 1, false));
            } catch (InterruptedException e) {
                throw new CompletionException(e);
            }
        });
        await().atMost(Duration.ofSeconds(30)).until(() -> !replayed().isEmpty());
        ReplayReport second = replay(ALL);
        assertTrue(second.count(Result.SENT) > 0 && second.count(Result.SENT_BEFORE) > 0);
        CompletionException ended = assertThrows(CompletionException.class, slow::join);
        ReplayException failure = assertInstanceOf(ReplayException.class, ended.getCause());
        assertTrue(failure.getMessage().startsWith("another replay of the topic has started"), failure.getMessage());
        assertEquals(8, replayedValues().size());
    }

    @Test
    void namesATopicThatDoesNotExist() {
        ReplaySettings wrong =
                new ReplaySettings("no-such-topic", Set.of(source), Optional.empty(), ALL, 1, 1, 1, false);
        IllegalArgumentException failure = assertThrows(IllegalArgumentException.class, () -> replay(wrong));
        assertEquals("there is no topic 'no-such-topic' in the cluster", failure.getMessage());
    }
}
