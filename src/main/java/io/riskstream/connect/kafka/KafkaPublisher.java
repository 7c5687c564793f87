package io.riskstream.connect.kafka;

import io.riskstream.event.Header;
import io.riskstream.event.RejectionCode;
import io.riskstream.stage.Message;
import io.riskstream.stage.Publisher;
import io.riskstream.text.TopicName;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.Consumer;
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
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Kafka producer of a worker. It replaces a producer after a fatal error, and a producer for which no broker has answered within {@code
 * delivery.timeout.ms}: its I/O thread may have failed. If the brokers are down, a replacement costs nothing but its creation, since its messages would
 * expire and are retried. The check costs one read of the clock per message.
 */
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
     * missing topic blocks its caller for at most a fifth of the time, however many messages are sent to it. If several topics are missing, each waits for a
     * multiple of this.
     */
    private static final Duration BLOCKED_TOPIC_PAUSE = Duration.ofMillis(200);

    /** The maximum number of topics without metadata in memory. A name has at most 249 characters, so these take at most 3 MB. */
    private static final int MAX_BLOCKED_TOPICS = 5_000;

    /** A topic without metadata is forgotten if no message has been sent to it for this long. */
    private static final Duration FORGET_TOPIC_AFTER = Duration.ofMinutes(1);

    /** The maximum age of metadata that describes the present: five times Kafka's default of {@code retry.backoff.max.ms}. */
    private static final double MAX_METADATA_AGE_SECONDS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(KafkaPublisher.class);

    private final Supplier<Producer<byte[], byte[]>> producers;
    private final LongSupplier ticker;
    private final Duration deadline;
    private final Duration stalledAfter;
    private final Map<String, BlockedTopic> blockedTopics = new ConcurrentHashMap<>();
    private volatile Connection connection;
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
        // delivery.timeout.ms: the next attempts of the stages then use the new producer
        this.stalledAfter = deadline.compareTo(DEADLINE_MARGIN) > 0 ? deadline.minus(DEADLINE_MARGIN) : deadline;
        this.connection = new Connection(producers.get());
        this.replaceAt = ticker.getAsLong();
    }

    /**
     * A topic without metadata.
     *
     * @param retryAt until then, sends fail at once
     * @param missing true if a broker has answered that the topic does not exist; false if no broker answers
     * @param missingSince the time of the first of such answers without another answer between them
     * @param failedAt the time of the latest attempt
     */
    private record BlockedTopic(long retryAt, boolean missing, long missingSince, long failedAt) {
        Exception failure(String topic) {
            return missing
                    ? new TopicUnavailable(
                            Duration.ofNanos(failedAt - missingSince),
                            "the broker has no topic '" + topic + "', or does not permit access to it")
                    : new TimeoutException("a send to topic '" + topic + "' timed out a moment ago");
        }
    }

    /** A producer and its progress. */
    private static final class Connection {
        private final Producer<byte[], byte[]> producer;
        /** The time of the first send since the latest answer of a broker; 0 if there is none. */
        private volatile long waitingSince;

        Connection(Producer<byte[], byte[]> producer) {
            this.producer = producer;
        }

        /** Records a send. Returns true if it is the first since the latest answer. */
        boolean begin(long now) {
            if (waitingSince != 0) {
                return false;
            }
            waitingSince = now == 0 ? 1 : now;
            return true;
        }

        /** Records that a broker has answered, or that the producer has not accepted the message. */
        void end() {
            if (waitingSince != 0) {
                waitingSince = 0;
            }
        }

        /** True if messages have been sent for this long and no broker has answered. */
        boolean isStalled(long now, Duration stalledAfter) {
            long since = waitingSince;
            return since != 0 && now - since >= stalledAfter.toNanos();
        }

        /** Returns the age of the latest complete metadata in seconds; 0 if the producer does not measure it. */
        double metadataAge() {
            for (Map.Entry<MetricName, ? extends Metric> metric :
                    producer.metrics().entrySet()) {
                if (metric.getKey().name().equals("metadata-age")
                        && metric.getValue().metricValue() instanceof Number age) {
                    return age.doubleValue();
                }
            }
            return 0;
        }
    }

    /** Passes the result of one send to its receipt. */
    private abstract static class SendCallback implements Callback {
        private Connection used;
        private final Thread caller = Thread.currentThread();
        /** True from the begin of the send to its end. Only the calling thread uses this and the next field. */
        private boolean sending = true;
        /** The failure of a send that the producer has not accepted. */
        private Exception failure;

        abstract void acknowledged(RecordMetadata metadata);

        abstract void failed(Throwable cause);

        @Override
        public final void onCompletion(RecordMetadata metadata, Exception cause) {
            if (cause != null && Thread.currentThread() == caller && sending) {
                failure = cause;
                return;
            }
            if (!(cause instanceof TimeoutException)) {
                used.end();
            }
            if (cause == null) {
                acknowledged(metadata);
            } else {
                failed(classify(cause));
            }
        }
    }

    private static final class OneSent extends SendCallback {
        private final Receipt receipt;

        OneSent(Receipt receipt) {
            this.receipt = receipt;
        }

        @Override
        void acknowledged(RecordMetadata metadata) {
            receipt.acknowledged(metadata.partition(), metadata.offset());
        }

        @Override
        void failed(Throwable cause) {
            receipt.failed(cause);
        }
    }

    private static final class OneOfSeveralSent extends SendCallback {
        private final Receipts receipts;
        private final int index;

        OneOfSeveralSent(Receipts receipts, int index) {
            this.receipts = receipts;
            this.index = index;
        }

        @Override
        void acknowledged(RecordMetadata metadata) {
            receipts.acknowledged(index);
        }

        @Override
        void failed(Throwable cause) {
            receipts.failed(index, cause);
        }
    }

    @Override
    public void publish(Message message, Receipt receipt) {
        publish(message, new OneSent(receipt));
    }

    @Override
    public void publish(Message message, Receipts receipts, int index) {
        publish(message, new OneOfSeveralSent(receipts, index));
    }

    private void publish(Message message, SendCallback callback) {
        String topic = message.topic();
        if (!TopicName.isValid(topic)) {
            callback.failed(new Refused(RejectionCode.PUBLISH_TOPIC, "the topic name is not valid in Kafka"));
            return;
        }
        long now = ticker.getAsLong();
        BlockedTopic blocked = blockedTopics.isEmpty() ? null : blockedTopics.get(topic);
        if (blocked != null && now - blocked.retryAt < 0) {
            callback.failed(blocked.failure(topic));
            return;
        }
        Connection used = connection;
        if (used.isStalled(now, stalledAfter)) {
            LOG.warn("no broker has answered the producer for {} s; creating another", stalledAfter.toSeconds());
            replace(used, KafkaPublisher::closeInBackground);
            used = connection;
        }
        Exception failure = send(used, message, callback, now);
        if (isUnavailable(failure)) {
            BlockedTopic updated = blocked(blocked, used, failure);
            block(topic, updated);
            callback.failed(updated.missing ? updated.failure(topic) : failure);
            return;
        }
        if (blocked != null) {
            blockedTopics.remove(topic);
        }
        if (failure != null) {
            callback.failed(classify(failure));
        }
    }

    /** Sends a message. Returns the failure if the producer has not accepted it, else null: then the callback passes the result on. */
    private Exception send(Connection used, Message message, SendCallback callback, long now) {
        callback.used = used;
        boolean first = used.begin(now);
        try {
            Future<RecordMetadata> unused = used.producer.send(record(message), callback);
            if (callback.failure != null && first) {
                used.end();
            }
            return callback.failure;
        } catch (InterruptException e) {
            // the worker is stopping, and the producer has not accepted the message
            return e;
        } catch (KafkaException | IllegalStateException e) {
            // after a fatal error the producer throws instead of calling the callback
            replace(used, failed -> failed.close(Duration.ZERO));
            return e;
        } finally {
            callback.sending = false;
        }
    }

    /** True if the producer has not accepted a message because it has no metadata of the topic, or may not read it. */
    private static boolean isUnavailable(Exception failure) {
        return failure instanceof TimeoutException || failure instanceof TopicAuthorizationException;
    }

    /**
     * Returns the state of a topic after a send that failed for lack of metadata. Kafka's failure has the broker's latest answer as its cause, which is old if
     * the broker is down. So the answer counts only if metadata arrives at present: while a topic is missing, a producer requests it once per second.
     */
    private BlockedTopic blocked(BlockedTopic previous, Connection used, Exception failure) {
        long now = ticker.getAsLong();
        boolean missing = failure instanceof TopicAuthorizationException
                || failure.getCause() instanceof UnknownTopicOrPartitionException
                        && used.metadataAge() <= MAX_METADATA_AGE_SECONDS;
        // all missing topics together block their callers for at most a fifth of the time, except for the first attempt
        long pause = BLOCKED_TOPIC_PAUSE.toNanos() * (missing ? Math.max(1, blockedTopics.size()) : 1);
        long since = missing && previous != null && previous.missing ? previous.missingSince : now;
        return new BlockedTopic(now + pause, missing, since, now);
    }

    private void block(String topic, BlockedTopic state) {
        blockedTopics.values().removeIf(other -> state.failedAt - other.retryAt > FORGET_TOPIC_AFTER.toNanos());
        if (blockedTopics.size() >= MAX_BLOCKED_TOPICS && !blockedTopics.containsKey(topic)) {
            blockedTopics.entrySet().stream()
                    .min((a, b) -> Long.signum(a.getValue().failedAt - b.getValue().failedAt))
                    .ifPresent(oldest -> blockedTopics.remove(oldest.getKey()));
        }
        blockedTopics.put(topic, state);
    }

    private static ProducerRecord<byte[], byte[]> record(Message message) {
        org.apache.kafka.common.header.Header[] headers =
                new org.apache.kafka.common.header.Header[message.headers().size()];
        for (int i = 0; i < headers.length; i++) {
            Header header = message.headers().get(i);
            headers[i] = new RecordHeader(header.name(), header.hasValue() ? header.value() : null);
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

    private synchronized void replace(Connection failed, Consumer<Producer<byte[], byte[]>> close) {
        long now = ticker.getAsLong();
        if (connection != failed || closed || now - replaceAt < 0) {
            return;
        }
        replaceAt = now + REPLACEMENT_INTERVAL.toNanos();
        try {
            connection = new Connection(producers.get());
        } catch (KafkaException e) {
            // a broker's host name cannot be resolved at present; the next attempt of a message tries again
            LOG.warn("cannot create a new producer; will try again: {}", e.toString());
            return;
        }
        close.accept(failed.producer);
    }

    /** Closes a producer that may not react: {@code close} waits for its I/O thread without limit. The messages of the producer then fail, and are retried. */
    private static void closeInBackground(Producer<byte[], byte[]> failed) {
        Thread closing = new Thread(() -> failed.close(Duration.ZERO), "riskstream-close-failed-producer");
        closing.setDaemon(true);
        closing.start();
    }

    @Override
    public boolean prepare(String topic) {
        try {
            return !connection.producer.partitionsFor(topic).isEmpty();
        } catch (KafkaException e) {
            LOG.debug("topic {} is not available", topic, e);
            return false;
        }
    }

    @Override
    public Duration deadline() {
        return deadline;
    }

    @Override
    public synchronized void close() {
        closed = true;
        connection.producer.close(CLOSE_TIMEOUT);
    }
}
