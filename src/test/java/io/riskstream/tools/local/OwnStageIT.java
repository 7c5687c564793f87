package io.riskstream.tools.local;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.storm.flux.Flux;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology jar of the project {@code src/it/own-stage}, which the profile {@code it} builds as a user does. */
class OwnStageIT {
    private static final Path PROJECT = Path.of("target", "it", "own-stage");
    private static final Path JAR = PROJECT.resolve("target/own-stage.jar");
    private static final Duration MAX_WAIT = Duration.ofSeconds(120);

    @Test
    void runsOnAStormCluster(@TempDir Path directory) throws IOException {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                StormProcesses storm = StormProcesses.start("own-stage-it")) {
            for (String topic : List.of("claims", "claim-scores", "claim-dead-letters")) {
                kafka.createTopic(topic, 1);
            }
            Path filter = Files.writeString(
                    directory.resolve("environment.properties"),
                    "workers=1\nkafka.bootstrap.servers=" + kafka.bootstrapServers() + "\n");
            storm.submit(
                    JAR,
                    Flux.class.getName(),
                    "--filter",
                    filter.toString(),
                    PROJECT.resolve("flux/reported-claims.yaml")
                            .toAbsolutePath()
                            .toString());
            await("all executors").atMost(MAX_WAIT).until(() -> storm.isRunning("reported-claims"));

            send(
                    kafka,
                    claim("late", today.minusDays(60)),
                    claim("at-once", today),
                    claim("future", today.plusDays(2)));
            List<String> scores = read(kafka, "claim-scores", 2);
            assertTrue(scores.get(0).contains("\"refer\""), scores.get(0));
            assertTrue(scores.get(0).contains("reported-late"), scores.get(0));
            assertTrue(scores.get(1).contains("\"accept\""), scores.get(1));
            assertEquals(List.of(claim("future", today.plusDays(2))), read(kafka, "claim-dead-letters", 1));
            storm.kill("reported-claims");
        }
    }

    @Test
    void containsEachClassOnceAndNoLogger() throws IOException {
        List<String> entries = new ArrayList<>();
        try (ZipInputStream jar = new ZipInputStream(Files.newInputStream(JAR))) {
            for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
                entries.add(entry.getName());
            }
        }
        Set<String> once = new HashSet<>();
        assertEquals(
                List.of(), entries.stream().filter(entry -> !once.add(entry)).toList());
        assertEquals(
                List.of(),
                entries.stream()
                        .filter(entry -> entry.contains("slf4j") || entry.contains("log4j"))
                        .toList());
        assertEquals(
                List.of("org/yaml/snakeyaml/Yaml.class"),
                entries.stream()
                        .filter(entry -> entry.endsWith("/snakeyaml/Yaml.class"))
                        .toList());
        assertTrue(once.contains("com/example/claims/ReportDelay.class"));
        assertTrue(once.contains("org/apache/storm/flux/Flux.class"));
    }

    private static String claim(String id, LocalDate loss) {
        return "{\"id\": \"" + id + "\", \"loss\": {\"date\": \"" + loss + "\"}, \"amount\": 20000}";
    }

    private static void send(EmbeddedKafka kafka, String... claims) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", kafka.bootstrapServers());
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (String claim : claims) {
                Future<RecordMetadata> unused = producer.send(new ProducerRecord<>("claims", claim));
            }
        }
    }

    private static List<String> read(EmbeddedKafka kafka, String topic, int count) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<byte[], String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            await(topic).atMost(MAX_WAIT).pollInSameThread().until(() -> {
                for (ConsumerRecord<byte[], String> record : consumer.poll(Duration.ofMillis(200))) {
                    values.add(record.value());
                }
                return values.size() >= count;
            });
        }
        return values;
    }
}
