package io.riskstream.tools.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.connect.kafka.Kafka;
import io.riskstream.connect.postgres.LocalPostgres;
import io.riskstream.tools.flux.FluxFiles;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.local.EmbeddedKafka;
import io.riskstream.tools.local.EmbeddedRedis;
import io.riskstream.tools.local.LocalServers;
import io.riskstream.tools.local.LocalStorm;
import io.riskstream.tools.simulate.SimulatedEvent;
import io.riskstream.tools.simulate.Simulation;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Tests a pipeline that writes to PostgreSQL: its tables are created by the command line, and a real Storm runs it. */
@ExtendWith(LocalServers.class)
class StoreCommandIT {
    private static final int CLAIMS = 500;

    @TempDir
    private static Path directory;

    private static LocalPostgres postgres;
    private static Path flux;

    @BeforeAll
    static void start() throws IOException {
        postgres = LocalPostgres.start(directory.resolve("data"));
        flux = Files.writeString(
                directory.resolve("flood-claims-postgres.yaml"),
                FluxFiles.inlined(Path.of("flux/flood-claims.yaml"))
                        .replace(
                                "  - id: redis\n",
                                "  - id: postgres\n"
                                        + "    className: io.riskstream.connect.postgres.Postgres\n"
                                        + "    constructorArgs:\n"
                                        + "      - hosts: " + postgres.address() + "\n"
                                        + "        database: postgres\n"
                                        + "        user: postgres\n\n"
                                        + "  - id: redis\n")
                        .replace(
                                "      - ref: kafka\n      - topic: flood-scores\n        event: FIELDS",
                                "      - ref: postgres\n      - ref: scorecard\n      - topic: flood_scores\n        event: AUDIT")
                        .replace(
                                "      - ref: kafka\n      - topic: flood-dead-letters",
                                "      - ref: postgres\n      - topic: flood_dead_letters"));
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    private static CommandLineRun store(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "store";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return CommandLineRun.of(all);
    }

    @Test
    void createsTheTablesThatAPipelineFills(EmbeddedKafka kafka, EmbeddedRedis redis, LocalStorm storm)
            throws IOException {
        CommandLineRun init = store("init", flux.toString(), "--months", "2");
        assertEquals(0, init.exitCode(), init.err());
        assertTrue(init.out().startsWith("created table riskstream.flood_scores\n"), init.out());
        assertTrue(init.out().contains("created table riskstream.flood_dead_letters\n"), init.out());
        assertEquals(
                "nothing created\n",
                store("init", flux.toString(), "--months", "2").out());
        assertEquals(
                "nothing dropped\nnothing dropped\n",
                store("drop", flux.toString()).out());

        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("conf/local.properties"))) {
            properties.load(reader);
        }
        properties.setProperty("kafka.bootstrap.servers", kafka.bootstrapServers());
        properties.setProperty("redis.port", Integer.toString(redis.port()));
        kafka.createTopic("flood-claims", 2);
        send(kafka);
        Pipeline pipeline = Pipeline.read(flux, properties);
        storm.submit(pipeline);
        try {
            await().atMost(Duration.ofSeconds(120))
                    .until(() -> postgres.count("flood_scores") + postgres.count("flood_dead_letters") >= CLAIMS);
        } finally {
            storm.kill(pipeline.name());
        }
        assertEquals(CLAIMS, postgres.count("flood_scores") + postgres.count("flood_dead_letters"));
        assertEquals(
                List.of("0"),
                postgres.sql(
                        "SELECT count(*) FROM riskstream.flood_scores WHERE decision IS NULL OR score IS NULL OR event_id <> key"));
        assertTrue(postgres.count("flood_dead_letters") > 0);
        explainsStoredScores(redis);
    }

    private static void explainsStoredScores(EmbeddedRedis redis) throws IOException {
        List<String> ids = postgres.sql("SELECT event_id FROM riskstream.flood_scores ORDER BY event_id LIMIT 3");
        for (String id : ids) {
            CommandLineRun run = CommandLineRun.of("explain", flux.toString(), "--store", flux.toString(), "--id", id);
            assertEquals(0, run.exitCode(), run.out() + run.err());
            assertTrue(run.out().contains("\nreproduced exactly"), run.out());
        }
        CommandLineRun unknown =
                CommandLineRun.of("explain", flux.toString(), "--store", flux.toString(), "--id", "no-such-claim");
        assertEquals(2, unknown.exitCode());
        assertTrue(
                unknown.err().contains("no score with the id 'no-such-claim' in table riskstream.flood_scores"),
                unknown.err());

        String latest = Files.readString(Path.of("flux/flood-claims-store.yaml"))
                .replaceFirst(
                        "(?s)  - id: postgres\n.*?(?=\n  # Stores a score)",
                        "  - id: redis\n    className: io.riskstream.connect.redis.Redis\n"
                                + "    constructorArgs: [{host: 127.0.0.1, port: " + redis.port() + "}]\n"
                                + "  - id: latest\n    className: io.riskstream.connect.redis.RedisLatest\n"
                                + "    constructorArgs:\n      - ref: redis\n      - ttlSeconds: 60\n")
                .replace("- ref: postgres", "- ref: latest")
                .replace("scores: flood_scores", "scores: latest-flood")
                .replace("deadLetters: flood_dead_letters", "deadLetters: latest-dead");
        Path store = Files.writeString(directory.resolve("flood-claims-latest.yaml"), latest);
        String id = ids.get(0);
        try (Jedis server = new Jedis("127.0.0.1", redis.port())) {
            server.hset(
                    "latest-flood:policy-7",
                    Map.of(
                            "origin",
                            "flood-claims-0@1",
                            "version",
                            "0000000000000000001-0000000000000000001-0000000000",
                            "body",
                            postgres.sql("SELECT body FROM riskstream.flood_scores WHERE event_id = '" + id + "'")
                                    .get(0)));
        }
        CommandLineRun byKey = CommandLineRun.of(
                "explain", flux.toString(), "--store", store.toString(), "--id", id, "--key", "policy-7");
        CommandLineRun withoutKey =
                CommandLineRun.of("explain", flux.toString(), "--store", store.toString(), "--id", id);
        assertEquals(0, byKey.exitCode(), byKey.out() + byKey.err());
        assertTrue(byKey.out().contains("\nreproduced exactly"), byKey.out());
        assertEquals(2, withoutKey.exitCode());
        assertTrue(withoutKey.err().contains("which --key names if it is not the id"), withoutKey.err());
    }

    private static void send(EmbeddedKafka kafka) {
        Map<String, Object> producer =
                new HashMap<>(new Kafka(Map.of("bootstrap.servers", kafka.bootstrapServers())).producerProperties());
        producer.put("max.block.ms", 30_000);
        try (KafkaProducer<byte[], byte[]> claims = new KafkaProducer<>(producer)) {
            Iterator<SimulatedEvent> events =
                    Simulation.of("flood-claims", 7).orElseThrow().events(CLAIMS);
            events.forEachRemaining(event -> claims.send(new ProducerRecord<>(
                    "flood-claims", event.key(), event.value().orElse(null))));
        }
    }

    @Test
    void namesWhatAFluxFileLacks() {
        CommandLineRun none = store("init", "flux/flood-claims.yaml");
        assertEquals(2, none.exitCode());
        assertTrue(none.err().endsWith("declares 0 Postgres databases; `store` needs exactly one\n"), none.err());
        assertEquals(2, store("init", flux.toString(), "--months", "0").exitCode());
        assertEquals(2, store("init", flux.toString(), "--scores", "Scores").exitCode());
        CommandLineRun both = store("init", flux.toString(), "--scores", "flood_dead_letters");
        assertEquals(2, both.exitCode());
        assertTrue(
                both.err().contains("the table 'flood_dead_letters' is named for verdicts and for dead letters"),
                both.err());
    }
}
