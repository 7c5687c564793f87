package io.riskstream.connect.kafka;

import io.riskstream.event.Header;
import io.riskstream.event.RejectionCode;
import io.riskstream.stage.Message;
import io.riskstream.stage.Publisher;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Kafka producer of a worker. It replaces a producer after a fatal error. */
final class KafkaPublisher implements Publisher {
    /**
     * Added to the producer's {@code delivery.timeout.ms}. The producer then gives up before the stage sends again, so a message is not sent twice
     * at the same time.
     */
    private static final Duration DEADLINE_MARGIN = Duration.ofSeconds(10);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    /** Minimum interval between two replacements: a new producer fails like the old one if, for example, a permission is missing. */
    private static final Duration REPLACEMENT_INTERVAL = Duration.ofSeconds(5);

    /**
     * A send to a topic without metadata blocks for {@code max.block.ms} (50 ms). Further sends to that topic fail at once for this long. So a
     * missing topic blocks its caller for at most a fifth of the time, however many messages are sent to it.
     */
    private static final Duration BLOCKED_TOPIC_PAUSE = Duration.ofMillis(200);

    private static final int MAX_BLOCKED_TOPICS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(KafkaPublisher.class);

    private final Supplier<Producer<byte[], byte[]>> producers;
    private final LongSupplier ticker;
    private final Duration deadline;
    private final Map<String, Long> retryAtByTopic = new ConcurrentHashMap<>();
    private volatile Producer<byte[], byte[]> producer;
    private long replaceAt;
    private boolean closed;

    KafkaPublisher(Map<String, Object> properties) {
        this(
                () -> new KafkaProducer<>(properties),
                DEADLINE_MARGIN.plusMillis(
                        new ProducerConfig(properties).getInt(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG)),
                System::nanoTime);
    }

    KafkaPublisher(Supplier<Producer<byte[], byte[]>> producers, Duration deadline, LongSupplier ticker) {
        this.producers = producers;
        this.ticker = ticker;
        this.deadline = deadline;
        this.producer = producers.get();
        this.replaceAt = ticker.getAsLong();
    }

    /** Returns a view for one stage: closing it leaves the producer to the other stages. */
    Publisher forStage() {
        KafkaPublisher shared = this;
        return new Publisher() {
            @Override
            public void publish(Message message, Receipt receipt) {
                shared.publish(message, receipt);
            }

            @Override
            public Duration deadline() {
                return shared.deadline();
            }

            @Override
            public void close() {
                // the context closes the producer after its last user
            }
        };
    }

    /** Passes the result of one send to its receipt. */
    private static final class SendCallback implements Callback {
        private final Receipt receipt;
        /** True if the send has timed out. If it is true right after the send, the producer has not accepted the message. */
        private boolean timedOut;

        SendCallback(Receipt receipt) {
            this.receipt = receipt;
        }

        @Override
        public void onCompletion(RecordMetadata metadata, Exception failure) {
            if (failure == null) {
                receipt.acknowledged();
            } else {
                failed(failure);
            }
        }

        void failed(Exception failure) {
            timedOut = failure instanceof TimeoutException;
            receipt.failed(classify(failure));
        }
    }

    @Override
    public void publish(Message message, Receipt receipt) {
        Long retryAt = retryAtByTopic.isEmpty() ? null : retryAtByTopic.get(message.topic());
        if (retryAt != null && ticker.getAsLong() - retryAt < 0) {
            receipt.failed(new TimeoutException("a send to topic '" + message.topic() + "' timed out a moment ago"));
            return;
        }
        SendCallback callback = new SendCallback(receipt);
        Producer<byte[], byte[]> used = producer;
        try {
            Future<RecordMetadata> unused = used.send(record(message), callback);
        } catch (InterruptException e) {
            // the worker is stopping, and the producer has not accepted the message
            receipt.failed(e);
        } catch (KafkaException | IllegalStateException e) {
            // after a fatal error the producer throws instead of calling the callback
            replace(used);
            callback.failed(e);
        }
        if (callback.timedOut) {
            if (retryAtByTopic.size() >= MAX_BLOCKED_TOPICS) {
                retryAtByTopic.clear();
            }
            retryAtByTopic.put(message.topic(), ticker.getAsLong() + BLOCKED_TOPIC_PAUSE.toNanos());
        } else if (retryAt != null) {
            retryAtByTopic.remove(message.topic());
        }
    }

    private static ProducerRecord<byte[], byte[]> record(Message message) {
        org.apache.kafka.common.header.Header[] headers =
                new org.apache.kafka.common.header.Header[message.headers().size()];
        for (int i = 0; i < headers.length; i++) {
            Header header = message.headers().get(i);
            headers[i] = new RecordHeader(header.name(), header.value());
        }
        return new ProducerRecord<>(
                message.topic(),
                null,
                message.key().orElse(null),
                message.value().orElse(null),
                Arrays.asList(headers));
    }

    private static Throwable classify(Exception failure) {
        if (failure instanceof RecordTooLargeException || failure instanceof RecordBatchTooLargeException) {
            return new Refused(
                    RejectionCode.PUBLISH_TOO_LARGE,
                    "the message is larger than the broker or max.request.size allows");
        }
        if (failure instanceof InvalidTopicException) {
            return new Refused(RejectionCode.PUBLISH_TOPIC, "the topic name is not valid in Kafka");
        }
        if (failure instanceof InvalidRecordException) {
            return new Refused(RejectionCode.PUBLISH_REFUSED, "the broker refused the record: " + failure.getMessage());
        }
        return failure;
    }

    private synchronized void replace(Producer<byte[], byte[]> failed) {
        long now = ticker.getAsLong();
        if (producer != failed || closed || now - replaceAt < 0) {
            return;
        }
        replaceAt = now + REPLACEMENT_INTERVAL.toNanos();
        try {
            producer = producers.get();
        } catch (KafkaException e) {
            // a broker's host name cannot be resolved at present; the next attempt of a message tries again
            LOG.warn("cannot create a new producer; will try again: {}", e.toString());
            return;
        }
        failed.close(Duration.ZERO);
    }

    @Override
    public Duration deadline() {
        return deadline;
    }

    @Override
    public synchronized void close() {
        closed = true;
        producer.close(CLOSE_TIMEOUT);
    }
}
