package io.riskstream.bench.pipeline;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes claims into Kafka before a contestant reads them. */
final class Feed {
    private Feed() {}

    /** Writes this number of claims into a new topic, not compressed. */
    static void load(Servers servers, Broker broker, int count) {
        load(servers, broker, count, Shape.COMMON);
    }

    /** Writes claims of another shape. Returns the number of invalid claims. */
    static int load(Servers servers, Broker broker, int count, Shape shape) {
        broker.recreate(Topics.CLAIMS, shape.partitions(), Map.of());
        Map<String, Object> settings = new HashMap<>(
                new ContestantJob(servers.bootstrapServers(), servers.redisPort(), "", List.of()).producer());
        settings.put(ProducerConfig.LINGER_MS_CONFIG, "20");
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, "131072");
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        AtomicReference<Exception> failure = new AtomicReference<>();
        Claims claims = new Claims(shape);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
            for (int i = 0; i < count; i++) {
                Claims.Claim claim = claims.next();
                producer.send(new ProducerRecord<>(Topics.CLAIMS, claim.key(), claim.value()), (metadata, failed) -> {
                    if (failed != null) {
                        failure.set(failed);
                    }
                });
            }
        }
        if (failure.get() != null) {
            throw new IllegalStateException("the claims could not be written", failure.get());
        }
        return claims.invalid();
    }
}
