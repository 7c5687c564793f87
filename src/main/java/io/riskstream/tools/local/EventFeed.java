package io.riskstream.tools.local;

import io.riskstream.tools.events.InputRecord;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends records to the input topic at a given rate, and adds each to the ledger once the broker has acknowledged it. */
final class EventFeed implements Runnable {
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** A JVM that has just started is slow. Events sent at the full rate would queue, and the latencies would show only that. */
    private static final double RAMP_SECONDS = 5;

    private final String bootstrapServers;
    private final String topic;
    private final Iterator<InputRecord> records;
    private final long maxRecords;
    private final int perSecond;
    private final DeliveryLedger ledger;
    private volatile boolean done;
    private volatile Throwable failure;
    private volatile boolean stopped;

    /**
     * Creates a feed.
     *
     * @param maxRecords maximum number of records to send
     * @param perSecond records per second, reached after five seconds; 0 for as many as the broker accepts
     */
    EventFeed(
            String bootstrapServers,
            String topic,
            Iterator<InputRecord> records,
            long maxRecords,
            int perSecond,
            DeliveryLedger ledger) {
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
        this.records = records;
        this.maxRecords = maxRecords;
        this.perSecond = perSecond;
        this.ledger = ledger;
    }

    @Override
    public void run() {
        Map<String, Object> properties = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                // an invalid event may exceed the default limit; the broker decides
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                64 << 20,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                128L << 20,
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties)) {
            long start = System.nanoTime();
            for (long n = 0; n < maxRecords && records.hasNext() && failure == null && !stopped; n++) {
                if (perSecond > 0) {
                    waitUntil(start + due(n));
                }
                InputRecord input = records.next();
                ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                        topic, input.key().orElse(null), input.value().orElse(null));
                Future<RecordMetadata> unused = producer.send(record, (metadata, problem) -> {
                    if (problem == null) {
                        ledger.sent(metadata.partition(), metadata.offset());
                    } else {
                        failure = problem;
                    }
                });
            }
        } catch (RuntimeException
                | Error e) { // reported by check(), because a feed that failed has not sent all events
            failure = e;
        } finally {
            done = true;
        }
    }

    /** Returns the time after the first record at which to send the n-th. The rate grows linearly until it is reached. */
    private long due(long n) {
        double inRamp = perSecond * RAMP_SECONDS / 2;
        double seconds =
                n < inRamp ? Math.sqrt(2 * n * RAMP_SECONDS / perSecond) : RAMP_SECONDS + (n - inRamp) / perSecond;
        return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    }

    private static void waitUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > STEP_NANOS; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Stops sending. */
    void stop() {
        stopped = true;
    }

    boolean done() {
        return done;
    }

    /** Throws an exception if the feed failed. */
    void check() {
        if (failure != null) {
            throw new IllegalStateException("cannot send events to topic '" + topic + "': " + failure, failure);
        }
    }
}
