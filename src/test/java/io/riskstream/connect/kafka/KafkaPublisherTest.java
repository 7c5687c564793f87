package io.riskstream.connect.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.RejectionCode;
import io.riskstream.stage.Message;
import io.riskstream.stage.Publisher;
import io.riskstream.testing.FutureReceipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Time;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Tests failures of a producer that a real broker does not cause on demand. */
class KafkaPublisherTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
    private final List<MockProducer<byte[], byte[]>> producers = new ArrayList<>();
    private boolean brokersUnknown;
    private boolean topicMissing;
    private boolean silent;
    private Throwable brokerAnswer;
    private int blockingSends;
    private final KafkaPublisher publisher = new KafkaPublisher(this::createProducer, Duration.ofSeconds(7), now::get);

    private Producer<byte[], byte[]> createProducer() {
        if (brokersUnknown) {
            throw new KafkaException("no resolvable bootstrap urls");
        }
        MockProducer<byte[], byte[]> producer =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                    @Override
                    public synchronized Future<RecordMetadata> send(
                            ProducerRecord<byte[], byte[]> message, Callback callback) {
                        if (silent) {
                            return new CompletableFuture<>();
                        }
                        if (!topicMissing) {
                            return super.send(message, callback);
                        }
                        blockingSends++;
                        TimeoutException failure = new TimeoutException("not in metadata after 50 ms", brokerAnswer);
                        callback.onCompletion(null, failure);
                        return CompletableFuture.failedFuture(failure);
                    }
                };
        producers.add(producer);
        return producer;
    }

    private CompletableFuture<Void> publish() {
        return publish("scores");
    }

    private CompletableFuture<Void> publish(String topic) {
        return FutureReceipt.of(publisher, new Message(topic, Optional.empty(), Optional.empty(), List.of()));
    }

    private void failFatally(int producer) {
        producers.get(producer).sendException = new KafkaException("in an error state");
    }

    @Test
    void replacesAProducerAfterAFatalError() throws Exception {
        publish().get();
        failFatally(0);
        assertInstanceOf(
                KafkaException.class,
                assertThrows(ExecutionException.class, () -> publish().get()).getCause(),
                "a failure that is no refusal, so the stage retries");
        publish().get();
        assertEquals(2, producers.size());
        assertTrue(producers.get(0).closed());
        assertEquals(1, producers.get(1).history().size());
    }

    @Test
    void reportsTheResultOfEachOfSeveralMessages() {
        List<String> results = new ArrayList<>();
        Publisher.Receipts receipts = new Publisher.Receipts() {
            @Override
            public void acknowledged(int index) {
                results.add("acknowledged " + index);
            }

            @Override
            public void failed(int index, Throwable cause) {
                results.add("failed " + index + " " + cause.getClass().getSimpleName());
            }
        };
        Message message = new Message("scores", Optional.empty(), Optional.empty(), List.of());
        publisher.forStage().publish(message, receipts, 0);
        publisher.publish(new Message("not valid", Optional.empty(), Optional.empty(), List.of()), receipts, 1);
        topicMissing = true;
        publisher.publish(message, receipts, 2);
        publisher.publish(message, receipts, 3);
        topicMissing = false;
        failFatally(0);
        now.addAndGet(Duration.ofSeconds(6).toNanos());
        publisher.publish(message, receipts, 4);
        publisher.publish(message, receipts, 5);
        assertEquals(
                List.of(
                        "acknowledged 0",
                        "failed 1 Refused",
                        "failed 2 TimeoutException",
                        "failed 3 TimeoutException",
                        "failed 4 KafkaException",
                        "acknowledged 5"),
                results);
    }

    @Test
    void replacesAFailingProducerAtMostOncePerInterval() {
        failFatally(0);
        publish();
        failFatally(1);
        for (int i = 0; i < 100; i++) {
            assertTrue(publish().isCompletedExceptionally());
        }
        assertEquals(2, producers.size());
        now.addAndGet(Duration.ofSeconds(6).toNanos());
        publish();
        assertEquals(3, producers.size());
    }

    @Test
    void failsTheSendIfNoNewProducerCanBeCreated() throws Exception {
        failFatally(0);
        brokersUnknown = true;
        assertTrue(publish().isCompletedExceptionally(), "an exception would reject the event");
        brokersUnknown = false;
        now.addAndGet(Duration.ofSeconds(6).toNanos());
        publish();
        publish().get();
        assertEquals(2, producers.size());
    }

    @Test
    void blocksAtMostOncePerPauseForAMissingTopic() throws Exception {
        topicMissing = true;
        for (int i = 0; i < 100; i++) {
            assertInstanceOf(
                    TimeoutException.class,
                    assertThrows(ExecutionException.class, () -> publish().get())
                            .getCause());
        }
        assertEquals(1, blockingSends);
        now.addAndGet(Duration.ofMillis(201).toNanos());
        publish();
        publish();
        assertEquals(2, blockingSends);
        // another topic is not affected
        topicMissing = false;
        publish("others").get();
        now.addAndGet(Duration.ofMillis(201).toNanos());
        publish().get();
        publish().get();
        assertEquals(1, producers.size());
    }

    @Test
    void createsNoProducerAfterClose() {
        publisher.close();
        assertTrue(producers.get(0).closed());
        assertTrue(publish().isCompletedExceptionally());
        assertEquals(1, producers.size());
    }

    @Test
    void keepsTheProducerOpenWhenOneStageCloses() throws Exception {
        publisher.forStage().close();
        assertFalse(producers.get(0).closed());
        publish().get();
    }

    private Duration unavailable(String topic) {
        Throwable failure = assertThrows(
                        ExecutionException.class, () -> publish(topic).get())
                .getCause();
        return assertInstanceOf(Publisher.TopicUnavailable.class, failure).duration();
    }

    private void setMetadataAge(double seconds) {
        MetricName name = new MetricName("metadata-age", "producer-metrics", "", Map.of());
        producers
                .get(0)
                .setMockMetrics(
                        name,
                        new KafkaMetric(
                                new Object(), name, (Gauge<Double>) (config, time) -> seconds, null, Time.SYSTEM));
    }

    @Test
    void measuresHowLongTheBrokerHasNotHadATopic() throws Exception {
        topicMissing = true;
        brokerAnswer = new UnknownTopicOrPartitionException();
        setMetadataAge(0.5);
        assertEquals(Duration.ZERO, unavailable("scores"));
        now.addAndGet(Duration.ofSeconds(20).toNanos());
        assertEquals(Duration.ofSeconds(20), unavailable("scores"));
        now.addAndGet(Duration.ofMillis(100).toNanos());
        assertEquals(Duration.ofSeconds(20), unavailable("scores"), "no further attempt");
        assertEquals(Duration.ZERO, unavailable("another"));
        topicMissing = false;
        now.addAndGet(Duration.ofSeconds(20).toNanos());
        publish("scores").get();
        topicMissing = true;
        now.addAndGet(Duration.ofSeconds(20).toNanos());
        assertEquals(Duration.ZERO, unavailable("scores"), "the topic was deleted");
    }

    @Test
    void ignoresAnOldAnswerWhileTheBrokerIsDown() {
        topicMissing = true;
        brokerAnswer = new UnknownTopicOrPartitionException();
        setMetadataAge(0.5);
        assertEquals(Duration.ZERO, unavailable("scores"));
        setMetadataAge(40);
        now.addAndGet(Duration.ofSeconds(40).toNanos());
        assertInstanceOf(
                TimeoutException.class,
                assertThrows(ExecutionException.class, () -> publish().get()).getCause());
        setMetadataAge(0.5);
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertEquals(Duration.ZERO, unavailable("scores"), "the time without a broker does not count");
    }

    @Test
    void blocksAtMostAFifthOfTheTimeForManyMissingTopics() {
        topicMissing = true;
        brokerAnswer = new UnknownTopicOrPartitionException();
        for (int i = 0; i < 10; i++) {
            unavailable("topic-" + i);
        }
        now.addAndGet(Duration.ofSeconds(3).toNanos());
        int before = blockingSends;
        for (int step = 0; step < 100; step++) {
            now.addAndGet(Duration.ofMillis(100).toNanos());
            for (int i = 0; i < 10; i++) {
                unavailable("topic-" + i);
            }
        }
        assertTrue(blockingSends - before <= 60, "at most 50 ms per 200 ms in 10 s: " + (blockingSends - before));
    }

    @Test
    void refusesAnInvalidNameBeforeTheProducerSeesIt() {
        for (String topic : List.of("out-" + "A".repeat(33_000), "a/b", "", ".", "..", "\u00e4", "a b")) {
            Throwable failure = assertThrows(
                            ExecutionException.class, () -> publish(topic).get())
                    .getCause();
            assertEquals(
                    RejectionCode.PUBLISH_TOPIC,
                    assertInstanceOf(Publisher.Refused.class, failure).code());
        }
        assertEquals(0, producers.get(0).history().size());
        assertFalse(publish("A-z_0.9" + "x".repeat(242)).isCompletedExceptionally());
        assertTrue(publish("x".repeat(250)).isCompletedExceptionally());
    }

    @Test
    void replacesAProducerThatCompletesNoSend() throws Exception {
        publish().get();
        silent = true;
        assertFalse(publish().isDone());
        now.addAndGet(Duration.ofSeconds(6).toNanos());
        assertFalse(publish().isDone());
        assertEquals(1, producers.size());
        now.addAndGet(Duration.ofSeconds(2).toNanos());
        silent = false;
        publish().get();
        assertEquals(2, producers.size());
        Awaitility.await().until(producers.get(0)::closed);
    }

    @Test
    void keepsAProducerThatCompletesSends() {
        for (int i = 0; i < 100; i++) {
            now.addAndGet(Duration.ofSeconds(3).toNanos());
            silent = i % 2 == 0;
            publish();
        }
        assertEquals(1, producers.size());
    }

    @Test
    void keepsAnIdleProducer() throws Exception {
        publish().get();
        now.addAndGet(Duration.ofHours(1).toNanos());
        silent = true;
        publish();
        now.addAndGet(Duration.ofSeconds(6).toNanos());
        publish();
        assertEquals(1, producers.size());
    }
}
