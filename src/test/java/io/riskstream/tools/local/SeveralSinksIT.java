package io.riskstream.tools.local;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.connect.postgres.LocalPostgres;
import io.riskstream.event.Header;
import io.riskstream.publish.OutputHeaders;
import io.riskstream.tools.flux.Pipeline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests what each layout of two sinks, Kafka and PostgreSQL, does while PostgreSQL is down: how many events Kafka still receives, and that both have every
 * event at the end.
 */
@Tag("stores")
@ExtendWith(LocalServers.class)
class SeveralSinksIT {
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final int BEFORE = 1_000;
    private static final int ALL = 5_000;
    private static final int PENDING = 700;

    private static final String COMPONENTS = """
            name: %NAME%
            config:
              topology.workers: 1
              topology.acker.executors: 1
              topology.max.spout.pending: %PENDING%
              topology.message.timeout.secs: 30
              topology.bolt.wait.strategy: io.riskstream.storm.wait.DrainingWaitStrategy
              topology.fall.back.on.java.serialization: false
              topology.kryo.register:
                - io.riskstream.event.Batch: io.riskstream.storm.BatchSerializer
            components:
              - id: kafka
                className: io.riskstream.connect.kafka.Kafka
                constructorArgs: [{bootstrap.servers: "%KAFKA%"}]
              - id: postgres
                className: io.riskstream.connect.postgres.Postgres
                constructorArgs: [{hosts: "%POSTGRES%", database: postgres, user: postgres, connectTimeoutMillis: 2000}]
              - id: to-kafka
                className: io.riskstream.publish.ForwardOutput
                constructorArgs: [{ref: kafka}, {name: to-kafka, scores: %RUN%-out}]
              - id: to-postgres
                className: io.riskstream.publish.ForwardOutput
                constructorArgs: [{ref: postgres}, {name: to-postgres, scores: %RUN%_scores}]
              - id: publish-dead-letter
                className: io.riskstream.publish.PublishDeadLetter
                constructorArgs: [{ref: kafka}, {topic: %RUN%-dead}]
            spouts:
              - id: outputs
                className: io.riskstream.storm.spout.EventSpout
                parallelism: 1
                constructorArgs: [{ref: kafka}, {topic: %TOPIC%, group: %NAME%}]
            """;

    private static final String DEAD_LETTERS = """
              - id: dead-letters
                className: io.riskstream.storm.StageBolt
                parallelism: 1
                constructorArgs: [{reflist: [publish-dead-letter]}]
            streams:
            """;

    @TempDir
    private static Path directory;

    private static LocalPostgres postgres;

    private final Set<String> published = new HashSet<>();

    @BeforeAll
    static void start() {
        postgres = LocalPostgres.start(directory.resolve("data"));
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    private static String bolt(String id, String stages) {
        return "  - id: " + id + "\n    className: io.riskstream.storm.StageBolt\n    parallelism: 1\n"
                + "    constructorArgs: [{reflist: [" + stages + "]}]\n";
    }

    private static String streams(String... fromAndTo) {
        StringBuilder streams = new StringBuilder(DEAD_LETTERS);
        for (int i = 0; i < fromAndTo.length; i += 2) {
            streams.append("  - {from: " + fromAndTo[i] + ", to: " + fromAndTo[i + 1]
                    + ", grouping: {type: LOCAL_OR_SHUFFLE}}\n");
            streams.append("  - {from: " + fromAndTo[i + 1]
                    + ", to: dead-letters, grouping: {type: LOCAL_OR_SHUFFLE, streamId: rejected}}\n");
        }
        return streams.toString();
    }

    private static Pipeline pipeline(String run, String name, String topic, String bolts, EmbeddedKafka kafka)
            throws IOException {
        String text = (COMPONENTS + "bolts:\n" + bolts)
                .replace("%RUN%", run)
                .replace("%NAME%", name)
                .replace("%TOPIC%", topic)
                .replace("%PENDING%", Integer.toString(PENDING))
                .replace("%KAFKA%", kafka.bootstrapServers())
                .replace("%POSTGRES%", postgres.address());
        return Pipeline.read(Files.writeString(directory.resolve(name + ".yaml"), text), new Properties());
    }

    @Test
    void aSinkThatIsDownStopsTheSinkBeforeItInTheSameBoltAtThePendingTuples(EmbeddedKafka kafka, LocalStorm storm)
            throws IOException {
        Pipeline row = pipeline(
                "row",
                "sinks-row",
                "row-in",
                bolt("both", "to-kafka, to-postgres") + streams("outputs", "both"),
                kafka);
        assertEquals(PENDING, publishedWhilePostgresIsDown("row", List.of(row), PENDING, kafka, storm));
    }

    @Test
    void aSinkThatIsDownStopsASinkInAnotherBoltAtThePendingTuples(EmbeddedKafka kafka, LocalStorm storm)
            throws IOException {
        Pipeline bolts = pipeline(
                "bolts",
                "sinks-bolts",
                "bolts-in",
                bolt("kafka-bolt", "to-kafka")
                        + bolt("postgres-bolt", "to-postgres")
                        + streams("outputs", "kafka-bolt", "outputs", "postgres-bolt"),
                kafka);
        assertEquals(PENDING, publishedWhilePostgresIsDown("bolts", List.of(bolts), PENDING, kafka, storm));
    }

    @Test
    void aSinkThatIsDownInATopologyOfItsOwnStopsNothing(EmbeddedKafka kafka, LocalStorm storm) throws IOException {
        Pipeline first = pipeline(
                "own",
                "sinks-first",
                "own-in",
                bolt("kafka-bolt", "to-kafka") + streams("outputs", "kafka-bolt"),
                kafka);
        Pipeline second = pipeline(
                "own",
                "sinks-second",
                "own-out",
                bolt("postgres-bolt", "to-postgres") + streams("outputs", "postgres-bolt"),
                kafka);
        assertEquals(
                ALL - BEFORE, publishedWhilePostgresIsDown("own", List.of(first, second), ALL - BEFORE, kafka, storm));
    }

    /**
     * Sends events, kills PostgreSQL, and sends more. At the end PostgreSQL runs again, and both sinks have all events.
     *
     * @param expected the number of events that Kafka receives while PostgreSQL is down
     * @return the number of events that it has received when the number no longer changes
     */
    private int publishedWhilePostgresIsDown(
            String run, List<Pipeline> pipelines, int expected, EmbeddedKafka kafka, LocalStorm storm) {
        for (String topic : List.of("-in", "-out", "-dead")) {
            kafka.createTopic(run + topic, 1);
        }
        OutputStore.createTables(pipelines.get(pipelines.size() - 1));
        String table = run + "_scores";
        try (KafkaConsumer<byte[], byte[]> out = consumer(run + "-out", kafka)) {
            pipelines.forEach(storm::submit);
            try {
                send(run + "-in", 0, BEFORE, kafka);
                await().atMost(PATIENCE).until(() -> postgres.count(table) == BEFORE && published(out) == BEFORE);
                postgres.kill();
                send(run + "-in", BEFORE, ALL, kafka);
                await().atMost(PATIENCE).until(() -> published(out) >= BEFORE + expected);
                await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(() -> published(out) <= BEFORE + expected);
                int whileDown = published(out) - BEFORE;
                postgres.restart();
                await().atMost(PATIENCE).until(() -> postgres.count(table) == ALL && published(out) == ALL);
                System.out.printf(
                        "%s: sent %,d; while PostgreSQL was down, Kafka received %,d of %,d; at the end Kafka has %,d and PostgreSQL %,d%n",
                        run, ALL, whileDown, ALL - BEFORE, published(out), postgres.count(table));
                return whileDown;
            } finally {
                pipelines.forEach(pipeline -> storm.kill(pipeline.name()));
            }
        }
    }

    private static void send(String topic, int from, int to, EmbeddedKafka kafka) {
        Map<String, Object> properties =
                new HashMap<>(new Kafka(Map.of("bootstrap.servers", kafka.bootstrapServers())).producerProperties());
        properties.put("max.block.ms", 30_000);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties)) {
            for (int i = from; i < to; i++) {
                ProducerRecord<byte[], byte[]> score = new ProducerRecord<>(
                        topic,
                        ("k-" + i).getBytes(StandardCharsets.UTF_8),
                        "{\"id\":\"x\",\"score\":1,\"decision\":\"refer\"}".getBytes(StandardCharsets.UTF_8));
                for (Header header : List.of(
                        Header.of(OutputHeaders.OUTCOME, OutputHeaders.SCORED),
                        Header.of(OutputHeaders.ORIGIN, "claims-0@" + i),
                        Header.of(OutputHeaders.TIMESTAMP, "1700000000000"))) {
                    score.headers().add(header.name(), header.value());
                }
                producer.send(score);
            }
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String topic, EmbeddedKafka kafka) {
        Map<String, Object> properties =
                new HashMap<>(new Kafka(Map.of("bootstrap.servers", kafka.bootstrapServers())).consumerProperties());
        properties.put("key.deserializer", "org.apache.kafka.common.serialization.ByteArrayDeserializer");
        properties.put("value.deserializer", "org.apache.kafka.common.serialization.ByteArrayDeserializer");
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties);
        List<TopicPartition> partitions = new ArrayList<>(List.of(new TopicPartition(topic, 0)));
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    /** Returns the number of different events that Kafka has received. */
    private int published(KafkaConsumer<byte[], byte[]> consumer) {
        for (ConsumerRecord<byte[], byte[]> output : consumer.poll(Duration.ofMillis(50))) {
            published.add(new String(output.key(), StandardCharsets.UTF_8));
        }
        return published.size();
    }
}
