package io.riskstream.connect.kafka;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.stage.ReleaseLog;
import io.riskstream.testing.TestContext;
import io.riskstream.tools.local.EmbeddedKafka;
import io.riskstream.tools.topic.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A log of releases in a real Kafka, which is restarted. */
final class ReleaseTopicIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static EmbeddedKafka server;

    private final TestContext context = new TestContext().connectingToReleaseStores();

    private static final class RecordingFollower implements ReleaseLog.Follower {
        private final List<ReleaseLog.Entry> entries = Collections.synchronizedList(new ArrayList<>());
        private final AtomicInteger caughtUpAfter = new AtomicInteger(-1);

        @Override
        public void entry(ReleaseLog.Entry entry) {
            entries.add(entry);
        }

        @Override
        public void caughtUp() {
            assertTrue(caughtUpAfter.compareAndSet(-1, entries.size()), "called once");
        }

        List<String> keys() {
            return List.copyOf(entries).stream().map(ReleaseLog.Entry::key).toList();
        }
    }

    @BeforeAll
    static void start() {
        server = EmbeddedKafka.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void close() {
        context.close();
    }

    private static Kafka kafka() {
        return new Kafka(Map.of("bootstrap.servers", server.bootstrapServers()));
    }

    private static ReleaseTopic topic(String name) {
        return new ReleaseTopic(kafka(), Map.of("topic", name));
    }

    private static void add(String topic, int from, int to) throws ExecutionException, InterruptedException {
        Map<String, Object> properties = kafka().producerProperties();
        properties.put("max.block.ms", 30_000);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties)) {
            for (int i = from; i < to; i++) {
                byte[] bytes = ("key-" + i).getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>(topic, bytes, bytes)).get();
            }
        }
    }

    private static List<String> keys(int to) {
        return IntStream.range(0, to).mapToObj(i -> "key-" + i).toList();
    }

    @Test
    void passesOnWhatTheLogContainedThenCatchesUpThenFollows() throws Exception {
        server.createTopic("log", 1);
        add("log", 0, 20);
        RecordingFollower follower = new RecordingFollower();
        try (ReleaseLog log = topic("log").connect(context)) {
            log.follow(follower);
            await().atMost(PATIENCE).until(() -> follower.caughtUpAfter.get() >= 0);
            assertEquals(20, follower.caughtUpAfter.get());
            add("log", 20, 25);
            await().atMost(PATIENCE).until(() -> follower.entries.size() == 25);
            assertEquals(keys(25), follower.keys());
        }
    }

    @Test
    void anEmptyLogIsCaughtUp() {
        server.createTopic("empty", 1);
        RecordingFollower follower = new RecordingFollower();
        try (ReleaseLog log = topic("empty").connect(context)) {
            log.follow(follower);
            await().atMost(PATIENCE).until(() -> follower.caughtUpAfter.get() == 0);
        }
    }

    @Test
    void waitsForAMissingTopicAndReportsIt() {
        RecordingFollower follower = new RecordingFollower();
        try (ReleaseLog log = topic("later").connect(context)) {
            log.follow(follower);
            await().atMost(PATIENCE).until(() -> context.reports().stream()
                    .anyMatch(report -> report.message().contains("there is no topic 'later'")));
            assertEquals(-1, follower.caughtUpAfter.get());
            server.createTopic("later", 1);
            await().atMost(PATIENCE).until(() -> follower.caughtUpAfter.get() == 0);
        }
    }

    @Test
    void refusesATopicWithoutAnOrder() {
        server.createTopic("partitioned", 2);
        RecordingFollower follower = new RecordingFollower();
        try (ReleaseLog log = topic("partitioned").connect(context)) {
            log.follow(follower);
            await().atMost(PATIENCE).until(() -> context.reports().stream()
                    .anyMatch(report -> report.message().contains("has 2 partitions")));
            assertEquals(-1, follower.caughtUpAfter.get());
        }
    }

    @Test
    void continuesAfterTheBrokerWasAway() throws Exception {
        server.createTopic("restarted", 1);
        add("restarted", 0, 3);
        RecordingFollower follower = new RecordingFollower();
        try (ReleaseLog log = topic("restarted").connect(context)) {
            log.follow(follower);
            await().atMost(PATIENCE).until(() -> follower.caughtUpAfter.get() == 3);
            server.restart();
            add("restarted", 3, 6);
            await().atMost(PATIENCE).until(() -> follower.entries.size() == 6);
            assertEquals(keys(6), follower.keys());
        }
    }

    @Test
    void theReportOfAWorkerIsReplacedAndDeletedAtItsEnd() {
        server.createTopic("reported", 1);
        server.createTopic("reported-workers", 1);
        RecordingFollower follower = new RecordingFollower();
        try (ReleaseLog log = topic("reported").connect(context)) {
            log.follow(follower);
            log.report("worker-1", "first".getBytes(StandardCharsets.UTF_8));
            log.report("worker-1", "second".getBytes(StandardCharsets.UTF_8));
            await().atMost(PATIENCE).until(() -> lastReport().equals("second"));
        }
        await().atMost(PATIENCE).until(() -> lastReport().equals("deleted"));
    }

    private static String lastReport() {
        List<String> values = new ArrayList<>(List.of("none"));
        try (TopicReader reader = new TopicReader(kafka().consumerProperties())) {
            reader.read(
                    "reported-workers",
                    record -> values.add(
                            record.value() == null ? "deleted" : new String(record.value(), StandardCharsets.UTF_8)));
        }
        return values.get(values.size() - 1);
    }
}
