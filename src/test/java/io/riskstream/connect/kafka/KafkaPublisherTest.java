package io.riskstream.connect.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.stage.Message;
import io.riskstream.testing.FutureReceipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Tests failures of a producer that a real broker does not cause on demand. */
class KafkaPublisherTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
    private final List<MockProducer<byte[], byte[]>> producers = new ArrayList<>();
    private boolean brokersUnknown;
    private boolean topicMissing;
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
                        if (!topicMissing) {
                            return super.send(message, callback);
                        }
                        blockingSends++;
                        TimeoutException failure = new TimeoutException("not in metadata after 50 ms");
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
}
