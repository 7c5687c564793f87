package io.riskstream.cluster;

import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends records at a steady rate, and reports each once the broker has it. While the broker is away it keeps them. */
final class SteadyProducer implements AutoCloseable {
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Receives what the broker has. */
    interface Listener {
        /**
         * Records that the broker has appended a record.
         *
         * @param number the number of the record, from 0
         */
        void sent(int number, RecordMetadata metadata);
    }

    private final Iterator<ProducerRecord<byte[], byte[]>> records;
    private final Listener listener;
    private final KafkaProducer<byte[], byte[]> producer;
    private final int perSecond;
    private final BackgroundWork work = new BackgroundWork("steady-producer", "the producer failed", this::run);

    /** @param records without end */
    SteadyProducer(
            String bootstrapServers,
            int perSecond,
            Iterator<ProducerRecord<byte[], byte[]>> records,
            Listener listener) {
        this.records = records;
        this.listener = listener;
        this.perSecond = perSecond;
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
    }

    void start() {
        work.start();
    }

    /**
     * Sends simulated flood claims to a topic, and records them in a ledger by their positions.
     *
     * @param withKeys whether the records have the keys of the simulation, or none
     */
    static SteadyProducer ofClaims(
            String bootstrapServers, String topic, int perSecond, boolean withKeys, OriginLedger ledger) {
        return new SteadyProducer(
                bootstrapServers,
                perSecond,
                SimulatedClaims.endless()
                        .map(claim -> new ProducerRecord<>(
                                topic,
                                withKeys ? claim.key() : null,
                                claim.value().orElseThrow()))
                        .iterator(),
                (number, metadata) -> ledger.sent(metadata.partition(), metadata.offset(), metadata.timestamp()));
    }

    private void run() {
        long start = System.nanoTime();
        int sent = 0;
        while (!work.isStopped()) {
            long due = (System.nanoTime() - start) / STEP_NANOS * perSecond * STEP_NANOS / TimeUnit.SECONDS.toNanos(1);
            for (; sent < due && !work.isStopped(); sent++) {
                send(sent, records.next());
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
    }

    private void send(int number, ProducerRecord<byte[], byte[]> record) {
        producer.send(record, (metadata, failed) -> {
            if (failed == null) {
                listener.sent(number, metadata);
            } else if (!work.isStopped()) {
                work.failed(failed);
            }
        });
    }

    /** Fails if an event could not be sent. */
    void check() {
        work.check();
    }

    /** Stops sending, and returns when the broker has every event. */
    @Override
    public void close() {
        work.close();
        producer.close(Duration.ofSeconds(30));
    }
}
