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

/** A worker's producer. A producer that has failed for good is replaced by a new one. */
final class KafkaPublisher implements Publisher {
    /** How much longer than the producer's own deliveries to wait, so that it is the producer that gives up first, and not both deliver. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private static final Duration CLOSE = Duration.ofSeconds(5);
    /** A new producer may fail for good as the old one did, such as for a right it lacks; a new one for every message would be no help. */
    private static final Duration BETWEEN_PRODUCERS = Duration.ofSeconds(5);

    /**
     * A send for which Kafka had no place blocks for as long as Kafka may. The next ones to that topic fail at once for this long, so that a
     * topic that is not there holds its caller up for a fifth of the time at most, however many messages wait for it.
     */
    private static final Duration AFTER_BLOCKING = Duration.ofMillis(200);

    private static final int MOST_TOPICS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(KafkaPublisher.class);

    private final Supplier<Producer<byte[], byte[]>> producers;
    private final LongSupplier ticker;
    private final Duration deadline;
    private final Map<String, Long> sendableAt = new ConcurrentHashMap<>();
    private volatile Producer<byte[], byte[]> producer;
    private long replaceableAt;
    private boolean closed;

    KafkaPublisher(Map<String, Object> properties) {
        this(
                () -> new KafkaProducer<>(properties),
                MARGIN.plusMillis(new ProducerConfig(properties).getInt(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG)),
                System::nanoTime);
    }

    KafkaPublisher(Supplier<Producer<byte[], byte[]>> producers, Duration deadline, LongSupplier ticker) {
        this.producers = producers;
        this.ticker = ticker;
        this.deadline = deadline;
        this.producer = producers.get();
        this.replaceableAt = ticker.getAsLong();
    }

    /** This publisher for one stage: closing it leaves the producer to the other stages. */
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
                // the producer is closed after its last stage, by the context
            }
        };
    }

    /** A message on its way. */
    private static final class Sending implements Callback {
        private final Receipt receipt;
        /** Whether it has failed for want of time. Read right after the send: then it has not even got into the producer. */
        private boolean timedOut;

        Sending(Receipt receipt) {
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
            receipt.failed(classified(failure));
        }
    }

    @Override
    public void publish(Message message, Receipt receipt) {
        Long sendable = sendableAt.isEmpty() ? null : sendableAt.get(message.topic());
        if (sendable != null && ticker.getAsLong() - sendable < 0) {
            receipt.failed(new TimeoutException("topic '" + message.topic() + "' could not be sent to a moment ago"));
            return;
        }
        Sending sending = new Sending(receipt);
        Producer<byte[], byte[]> used = producer;
        try {
            Future<RecordMetadata> unused = used.send(record(message), sending);
        } catch (InterruptException e) {
            // the worker is stopping; the producer has nothing
            receipt.failed(e);
        } catch (KafkaException | IllegalStateException e) {
            // the producer throws, rather than tells its callback, once it can send no more
            replace(used);
            sending.failed(e);
        }
        if (sending.timedOut) {
            if (sendableAt.size() >= MOST_TOPICS) {
                sendableAt.clear();
            }
            sendableAt.put(message.topic(), ticker.getAsLong() + AFTER_BLOCKING.toNanos());
        } else if (sendable != null) {
            sendableAt.remove(message.topic());
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

    private static Throwable classified(Exception failure) {
        if (failure instanceof RecordTooLargeException || failure instanceof RecordBatchTooLargeException) {
            return new Refused(
                    RejectionCode.PUBLISH_TOO_LARGE,
                    "the message is larger than the broker or max.request.size allows");
        }
        if (failure instanceof InvalidTopicException) {
            return new Refused(RejectionCode.PUBLISH_TOPIC, "the topic's name is not valid in Kafka");
        }
        if (failure instanceof InvalidRecordException) {
            return new Refused(RejectionCode.PUBLISH_REFUSED, "the broker refused the record: " + failure.getMessage());
        }
        return failure;
    }

    private synchronized void replace(Producer<byte[], byte[]> failed) {
        long now = ticker.getAsLong();
        if (producer != failed || closed || now - replaceableAt < 0) {
            return;
        }
        replaceableAt = now + BETWEEN_PRODUCERS.toNanos();
        try {
            producer = producers.get();
        } catch (KafkaException e) {
            // a broker's name that cannot be resolved just now; the message waits, and asks again
            LOG.warn("cannot make a new producer, will try again: {}", e.toString());
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
        producer.close(CLOSE);
    }
}
