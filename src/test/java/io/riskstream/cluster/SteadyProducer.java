package io.riskstream.cluster;

import io.riskstream.tools.simulate.SimulatedEvent;
import io.riskstream.tools.simulate.Simulation;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends simulated flood claims at a steady rate, and records each in a ledger once the broker has it. While the broker is away it keeps them. */
final class SteadyProducer implements AutoCloseable {
    private static final int DISTINCT_EVENTS = 20_000;
    private static final int MAX_BYTES = 64 << 10;
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final String topic;
    private final OriginLedger ledger;
    private final KafkaProducer<byte[], byte[]> producer;
    private final int perSecond;
    private final Thread thread = new Thread(this::run, "steady-producer");
    private volatile boolean stopped;
    private volatile Throwable failure;

    SteadyProducer(String bootstrapServers, String topic, int perSecond, OriginLedger ledger) {
        this.topic = topic;
        this.perSecond = perSecond;
        this.ledger = ledger;
        producer = new KafkaProducer<>(Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class,
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                ByteArraySerializer.class,
                // no event may be given up while a broker is away
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                600_000,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                600_000,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                3_000,
                ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                200,
                ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG,
                200,
                ProducerConfig.METADATA_MAX_AGE_CONFIG,
                2_000));
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            Iterator<SimulatedEvent> events =
                    Stream.generate(SteadyProducer::events).flatMap(e -> e).iterator();
            long start = System.nanoTime();
            long sent = 0;
            while (!stopped) {
                long due =
                        (System.nanoTime() - start) / STEP_NANOS * perSecond * STEP_NANOS / TimeUnit.SECONDS.toNanos(1);
                for (; sent < due && !stopped; sent++) {
                    send(events.next());
                }
                LockSupport.parkNanos(STEP_NANOS);
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private static Stream<SimulatedEvent> events() {
        Iterable<SimulatedEvent> events = () -> new Simulation("flood-claims", 5).events(DISTINCT_EVENTS);
        return StreamSupport.stream(events.spliterator(), false)
                .filter(event -> event.value().isPresent() && event.value().get().length < MAX_BYTES);
    }

    private void send(SimulatedEvent event) {
        producer.send(new ProducerRecord<>(topic, event.key(), event.value().orElseThrow()), (metadata, failed) -> {
            if (failed == null) {
                ledger.sent(metadata.partition(), metadata.offset(), metadata.timestamp());
            } else if (!stopped) {
                failure = failed;
            }
        });
    }

    /** Fails if an event could not be sent. */
    void check() {
        if (failure != null) {
            throw new IllegalStateException("the producer failed: " + failure, failure);
        }
    }

    /** Stops sending, and returns when the broker has every event. */
    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ofSeconds(30));
    }
}
