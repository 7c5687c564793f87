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
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

/**
 * Tests what each layout of the sinks Kafka, Redis and PostgreSQL does while PostgreSQL is killed, or frozen with its connections open: how many events Kafka
 * and Redis still receive, and that all have every event at the end.
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
                constructorArgs: [{hosts: "%POSTGRES%", database: postgres, user: postgres, connectTimeoutMillis: 2000, statementTimeoutMillis: 2000}]
              - id: redis
                className: io.riskstream.connect.redis.Redis
                constructorArgs: [{host: 127.0.0.1, port: %REDIS%}]
              - id: latest
                className: io.riskstream.connect.redis.RedisLatest
                constructorArgs: [{ref: redis}, {ttlSeconds: 3600}]
              - id: to-redis
                className: io.riskstream.publish.ForwardOutput
                constructorArgs: [{ref: latest}, {name: to-redis, scores: %RUN%-latest}]
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

    /** How PostgreSQL fails and is repaired. */
    private enum Outage {
        KILLED(LocalPostgres::kill, LocalPostgres::restart),
        FROZEN(LocalPostgres::freeze, LocalPostgres::unfreeze);

        private final Consumer<LocalPostgres> begin;
        private final Consumer<LocalPostgres> end;

        Outage(Consumer<LocalPostgres> begin, Consumer<LocalPostgres> end) {
            this.begin = begin;
            this.end = end;
        }
    }

    /** The events that Kafka and Redis received while PostgreSQL was down. */
    private record Received(int kafka, long redis) {}

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

    private final EmbeddedKafka kafka;
    private final EmbeddedRedis redis;
    private final LocalStorm storm;
    private final Set<String> published = new HashSet<>();

    SeveralSinksIT(EmbeddedKafka kafka, EmbeddedRedis redis, LocalStorm storm) {
        this.kafka = kafka;
        this.redis = redis;
        this.storm = storm;
    }

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

    private Pipeline pipeline(String run, String name, String topic, String bolts) throws IOException {
        String text = (COMPONENTS + "bolts:\n" + bolts)
                .replace("%RUN%", run)
                .replace("%NAME%", name)
                .replace("%TOPIC%", topic)
                .replace("%PENDING%", Integer.toString(PENDING))
                .replace("%KAFKA%", kafka.bootstrapServers())
                .replace("%REDIS%", Integer.toString(redis.port()))
                .replace("%POSTGRES%", postgres.address());
        return Pipeline.read(Files.writeString(directory.resolve(name + ".yaml"), text), new Properties());
    }

    @Test
    void aSinkThatIsDownStopsTheSinksBeforeItInTheSameBoltAtThePendingTuples() throws IOException {
        Pipeline row = pipeline(
                "row",
                "sinks-row",
                "row-in",
                bolt("all", "to-kafka, to-redis, to-postgres") + streams("outputs", "all"));
        assertEquals(new Received(PENDING, PENDING), receivedDuringOutage("row", Outage.KILLED, List.of(row), PENDING));
    }

    @ParameterizedTest
    @EnumSource
    void aSinkThatIsDownStopsSinksInOtherBoltsAtThePendingTuples(Outage outage) throws IOException {
        String run = "bolts_" + outage.name().toLowerCase(Locale.ROOT);
        Pipeline bolts = pipeline(
                run,
                "sinks-" + run,
                run + "-in",
                bolt("kafka-bolt", "to-kafka")
                        + bolt("redis-bolt", "to-redis")
                        + bolt("postgres-bolt", "to-postgres")
                        + streams("outputs", "kafka-bolt", "outputs", "redis-bolt", "outputs", "postgres-bolt"));
        assertEquals(new Received(PENDING, PENDING), receivedDuringOutage(run, outage, List.of(bolts), PENDING));
    }

    @ParameterizedTest
    @EnumSource
    void aSinkThatIsDownInATopologyOfItsOwnStopsNothing(Outage outage) throws IOException {
        String run = "own_" + outage.name().toLowerCase(Locale.ROOT);
        Pipeline first = pipeline(
                run,
                "sinks-first-" + run,
                run + "-in",
                bolt("kafka-bolt", "to-kafka")
                        + bolt("redis-bolt", "to-redis")
                        + streams("outputs", "kafka-bolt", "outputs", "redis-bolt"));
        Pipeline second = pipeline(
                run,
                "sinks-second-" + run,
                run + "-out",
                bolt("postgres-bolt", "to-postgres") + streams("outputs", "postgres-bolt"));
        int all = ALL - BEFORE;
        assertEquals(new Received(all, all), receivedDuringOutage(run, outage, List.of(first, second), all));
    }

    /**
     * Sends events, lets PostgreSQL fail, and sends more. At the end PostgreSQL runs again, and all sinks have all events.
     *
     * @param expected the number of events that Kafka and Redis receive while PostgreSQL is down
     * @return the numbers of events that they have received when the numbers no longer change
     */
    private Received receivedDuringOutage(String run, Outage outage, List<Pipeline> pipelines, int expected) {
        for (String topic : List.of("-in", "-out", "-dead")) {
            kafka.createTopic(run + topic, 1);
        }
        OutputStore.createTables(pipelines.get(pipelines.size() - 1));
        String table = run + "_scores";
        try (KafkaConsumer<byte[], byte[]> out = consumer(run + "-out", kafka);
                Jedis latest = new Jedis("127.0.0.1", redis.port())) {
            pipelines.forEach(storm::submit);
            try {
                send(run + "-in", 0, BEFORE, kafka);
                await().atMost(PATIENCE)
                        .until(() -> postgres.count(table) == BEFORE
                                && published(out) == BEFORE
                                && stored(latest, run) == BEFORE);
                outage.begin.accept(postgres);
                send(run + "-in", BEFORE, ALL, kafka);
                int atMost = BEFORE + expected;
                await().atMost(PATIENCE).until(() -> published(out) >= atMost && stored(latest, run) >= atMost);
                await().during(Duration.ofSeconds(3))
                        .atMost(PATIENCE)
                        .until(() -> published(out) <= atMost && stored(latest, run) <= atMost);
                Received whileDown = new Received(published(out) - BEFORE, stored(latest, run) - BEFORE);
                outage.end.accept(postgres);
                await().atMost(PATIENCE)
                        .until(() ->
                                postgres.count(table) == ALL && published(out) == ALL && stored(latest, run) == ALL);
                System.out.printf(
                        "%s: sent %,d; while PostgreSQL was %s, Kafka received %,d and Redis %,d of %,d; at the end Kafka has %,d, Redis %,d and PostgreSQL %,d%n",
                        run,
                        ALL,
                        outage.name().toLowerCase(Locale.ROOT),
                        whileDown.kafka(),
                        whileDown.redis(),
                        ALL - BEFORE,
                        published(out),
                        stored(latest, run),
                        postgres.count(table));
                return whileDown;
            } finally {
                pipelines.forEach(pipeline -> storm.kill(pipeline.name()));
            }
        }
    }

    /** Returns the number of different events that Redis has. */
    private static long stored(Jedis latest, String run) {
        return latest.keys(run + "-latest:*").size();
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
