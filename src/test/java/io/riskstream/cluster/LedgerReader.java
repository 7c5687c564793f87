package io.riskstream.cluster;

import io.riskstream.publish.OutputHeaders;
import io.riskstream.publish.SourcePosition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the outputs of the events of one topic, and records each in the ledger by the origin in its headers. Output topics have one partition. */
final class LedgerReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String input;
    private final OriginLedger ledger;
    private final BackgroundWork work = new BackgroundWork("ledger-reader", "the outputs cannot be read", this::run);

    LedgerReader(String bootstrapServers, String input, List<String> topics, OriginLedger ledger) {
        this.input = input;
        this.ledger = ledger;
        consumer = new KafkaConsumer<>(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                3_000,
                ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                200,
                ConsumerConfig.RETRY_BACKOFF_MAX_MS_CONFIG,
                200));
        List<TopicPartition> partitions =
                topics.stream().map(topic -> new TopicPartition(topic, 0)).toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        work.start();
    }

    private void run() {
        try (consumer) {
            while (!work.isStopped()) {
                for (ConsumerRecord<byte[], byte[]> output : consumer.poll(POLL)) {
                    byte[] header =
                            output.headers().lastHeader(OutputHeaders.ORIGIN).value();
                    SourcePosition origin = SourcePosition.parse(new String(header, StandardCharsets.UTF_8))
                            .orElseThrow();
                    if (origin.topic().equals(input)) {
                        ledger.output(origin.partition(), origin.offset(), output.timestamp());
                    }
                }
            }
        }
    }

    /** Fails if the outputs could not be read. */
    void check() {
        work.check();
    }

    @Override
    public void close() {
        work.close();
    }
}
