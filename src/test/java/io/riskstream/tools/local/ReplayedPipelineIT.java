package io.riskstream.tools.local;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import io.riskstream.connect.kafka.Kafka;
import io.riskstream.publish.OutputHeaders;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.replay.Replay;
import io.riskstream.tools.replay.ReplayFilter;
import io.riskstream.tools.replay.ReplayReport;
import io.riskstream.tools.replay.ReplayReport.Result;
import io.riskstream.tools.replay.ReplaySettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tests the way from a mistake in a schema to scores for all events: the schema is corrected, and the dead letters are replayed. */
@ExtendWith(LocalServers.class)
class ReplayedPipelineIT {
    private static final int CLAIMS = 40;
    private static final String CLAIM = """
            {"id": "claim-%d", "dateOfLoss": "2003-03-02T00:00:00.000Z", "state": "NJ", "totalBuildingInsuranceCoverage": 60000, \
            "totalContentsInsuranceCoverage": 0}""";
    private static final String SCHEMA = "topologies/flood-claims/event.schema.json";

    @TempDir
    private Path directory;

    private static Map<String, Object> consumerProperties(Kafka kafka) {
        Map<String, Object> properties = new HashMap<>(kafka.consumerProperties());
        properties.put("key.deserializer", ByteArrayDeserializer.class);
        properties.put("value.deserializer", ByteArrayDeserializer.class);
        properties.put("auto.offset.reset", "earliest");
        properties.put("enable.auto.commit", false);
        return properties;
    }

    /** Reads a topic from its start until it has at least so many records. */
    private static List<ConsumerRecord<byte[], byte[]>> readAtLeast(Kafka kafka, String topic, int count) {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(consumerProperties(kafka))) {
            consumer.assign(consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList());
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(all::add);
                return all.size() >= count;
            });
        }
        return all;
    }

    private static Map<String, Long> countsById(List<ConsumerRecord<byte[], byte[]>> scores) {
        return scores.stream()
                .map(record -> JsonParser.parseString(new String(record.value(), StandardCharsets.UTF_8))
                        .getAsJsonObject())
                .collect(Collectors.groupingBy(
                        score -> score.get("id").getAsString(), TreeMap::new, Collectors.counting()));
    }

    @Test
    void scoresEveryEventAfterTheSchemaIsCorrected(LocalStorm storm) throws Exception {
        try (EmbeddedKafka broker = EmbeddedKafka.start(LocalRun.brokerSettings());
                EmbeddedRedis redis = EmbeddedRedis.start()) {
            for (String topic : List.of("flood-claims", "flood-scores", "flood-dead-letters")) {
                broker.createTopic(topic, 2);
            }
            Properties properties = Runs.local();
            properties.setProperty("kafka.bootstrap.servers", broker.bootstrapServers());
            properties.setProperty("redis.port", Integer.toString(redis.port()));
            Kafka kafka = new Kafka(Map.of("bootstrap.servers", broker.bootstrapServers()));
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producerProperties())) {
                await().ignoreExceptions()
                        .until(() -> !producer.partitionsFor("flood-claims").isEmpty());
                IntStream.range(0, CLAIMS)
                        .forEach(i -> producer.send(new ProducerRecord<>(
                                "flood-claims", CLAIM.formatted(i).getBytes(StandardCharsets.UTF_8))));
            }

            Pipeline broken = Pipeline.read(requiringAnUnknownMember(), properties);
            storm.submit(broken);
            try {
                readAtLeast(kafka, "flood-dead-letters", CLAIMS);
            } finally {
                storm.kill(broken.name());
            }

            Pipeline corrected = Pipeline.read(Path.of("flux/flood-claims.yaml"), properties);
            storm.submit(corrected);
            try {
                ReplayReport report = replay(kafka);
                assertEquals(
                        CLAIMS, report.count(Result.SENT), report.sentByCode().toString());
                List<ConsumerRecord<byte[], byte[]>> scores = readAtLeast(kafka, "flood-scores", CLAIMS);
                assertEquals(
                        IntStream.range(0, CLAIMS)
                                .mapToObj(i -> "claim-" + i)
                                .collect(Collectors.toCollection(TreeSet::new)),
                        countsById(scores).keySet());
                assertEquals(0, replay(kafka).count(Result.SENT), "a second replay sends nothing");
            } finally {
                storm.kill(corrected.name());
            }
            assertEquals(
                    CLAIMS,
                    readAtLeast(kafka, "flood-dead-letters", CLAIMS).stream()
                            .map(record -> new String(
                                    record.headers()
                                            .lastHeader(OutputHeaders.ORIGIN)
                                            .value(),
                                    StandardCharsets.UTF_8))
                            .distinct()
                            .count(),
                    "no replayed event was rejected again");
        }
    }

    private static ReplayReport replay(Kafka kafka) throws InterruptedException {
        ReplayFilter missing =
                new ReplayFilter(List.of("schema.required"), List.of(), List.of(), Optional.empty(), Optional.empty());
        return new Replay(
                        new ReplaySettings(
                                "flood-dead-letters",
                                Set.of("flood-claims"),
                                Optional.empty(),
                                missing,
                                1_000,
                                1_000,
                                3,
                                false),
                        kafka.consumerProperties(),
                        kafka.producerProperties())
                .run();
    }

    private Path requiringAnUnknownMember() throws IOException {
        String schema = Files.readString(Path.of(SCHEMA));
        String required = "\"required\": [\"id\"";
        if (!schema.contains(required)) {
            throw new AssertionError(SCHEMA + " has no " + required);
        }
        Path wrong = Files.writeString(
                directory.resolve("event.schema.json"), schema.replace(required, required + ", \"policyNumber\""));
        return Runs.variant(directory, "flood-claims", SCHEMA, wrong.toString());
    }
}
