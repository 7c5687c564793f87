package io.riskstream.tools.upgrade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.tools.local.EmbeddedKafka;
import io.riskstream.tools.local.LocalServers;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LocalServers.class)
class CommittedOffsetsIT {
    private static final String TOPIC = "committed-offsets-it";
    private static final String GROUP = "committed-offsets-it";

    @Test
    void sumsTheCommittedAndTheWaitingRecordsOfAllPartitions(EmbeddedKafka kafka)
            throws ExecutionException, InterruptedException {
        kafka.createTopic(TOPIC, 2);
        Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "key.serializer",
                        ByteArraySerializer.class,
                        "value.serializer",
                        ByteArraySerializer.class));
                Admin admin = Admin.create(client);
                CommittedOffsets offsets = new CommittedOffsets(Set.of(new SourceTopics(TOPIC, GROUP)), client)) {
            for (int i = 0; i < 10; i++) {
                producer.send(new ProducerRecord<>(TOPIC, i % 2, null, new byte[1]))
                        .get();
            }
            assertEquals(new ReadingProgress.State(0, 10), offsets.state());
            admin.alterConsumerGroupOffsets(GROUP, Map.of(new TopicPartition(TOPIC, 1), new OffsetAndMetadata(4)))
                    .all()
                    .get();
            assertEquals(new ReadingProgress.State(4, 6), offsets.state());
        }
    }

    @Test
    void reportsABrokerThatDoesNotAnswer() {
        Map<String, Object> client = Map.of("bootstrap.servers", "127.0.0.1:9", "default.api.timeout.ms", 200);
        try (CommittedOffsets offsets = new CommittedOffsets(Set.of(new SourceTopics(TOPIC, GROUP)), client)) {
            String message =
                    assertThrows(UpgradeException.class, offsets::state).getMessage();
            assertTrue(message.startsWith("cannot read the committed offsets of [topic committed-offsets-it"), message);
        }
    }
}
