package io.riskstream.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.riskstream.api.access.ApiKeys;
import io.riskstream.connect.kafka.Kafka;
import io.riskstream.tools.local.EmbeddedKafka;
import io.riskstream.tools.local.EmbeddedRedis;
import io.riskstream.tools.topic.TopicReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the images that {@code conf/docker/build} has built, without a daemon and without a registry. */
class ImagesIT {
    private static final ApiKeys.NewKey PARTNER = ApiKeys.create("partner", "submit,read");
    private static final Pattern WORKER = Pattern.compile("daemon\\.worker\\.Worker ");
    private static final int EVENTS = 200;
    private static final Comparator<TopicPartition> PARTITIONS = Comparator.comparing(TopicPartition::toString);
    private static final Set<String> RESTRICTED = Set.of("CapEff", "CapBnd", "CapPrm");

    private static EmbeddedKafka kafka;
    private static EmbeddedRedis redis;

    @TempDir
    private Path folder;

    @BeforeAll
    static void servers() {
        assumeTrue(
                Files.exists(Path.of("target/docker/tag")),
                "there are no images; run conf/docker/build before this test");
        kafka = EmbeddedKafka.start();
        redis = EmbeddedRedis.start();
        List.of("flood-claims", "flood-scores", "flood-dead-letters").forEach(topic -> kafka.createTopic(topic, 2));
    }

    @AfterAll
    static void end() {
        if (kafka != null) {
            redis.close();
            kafka.close();
        }
    }

    @Test
    void theApiAnswersFromItsImage() throws Exception {
        int port = freePort();
        environment(folder);
        Files.writeString(folder.resolve("api-keys"), PARTNER.line() + "\n");
        Files.writeString(
                folder.resolve("api.properties"),
                "pipelines=flux/flood-claims.yaml\nserver.host=0.0.0.0\nserver.plain.http=true\nserver.port=" + port
                        + "\nkeys.file=/etc/riskstream/api-keys\nfilter=/etc/riskstream/environment.properties\nidempotency.redis.host=127.0.0.1\n"
                        + "idempotency.redis.port=" + redis.port() + "\n");
        readable(folder);
        HttpClient client = HttpClient.newHttpClient();
        URI server = URI.create("http://127.0.0.1:" + port);
        try (ImageProcess api = ImageProcess.start(
                "api", "api-run", List.of("--mount", folder.toAbsolutePath() + "=/etc/riskstream"))) {
            await(60).until(() -> {
                api.requireAlive();
                return status(client, server.resolve("/readyz")) == 200;
            });
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(server.resolve("/v1/pipelines/flood-claims/events"))
                            .header("X-Api-Key", PARTNER.key())
                            .header("Content-Type", "application/json")
                            .header("Idempotency-Key", "image-1")
                            .POST(HttpRequest.BodyPublishers.ofString(claim("image-1")))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(202, answer.statusCode(), answer::body);
            assertTrue(ids("flood-claims").contains("image-1"));

            assertEquals(0, smoke(server));

            ProcessHandle java = api.program("^java ").orElseThrow();
            requireRestricted(java);
            assertEquals(List.of("/tmp"), ImageProcess.writable(java));
            assertEquals(0, health(java, port, "/healthz"));
            assertEquals(1, health(java, port, "/no-such-path"));
        }
    }

    /** ZooKeeper, Nimbus and a supervisor from the image; a job that submits; scores; and the drain before a pod ends. */
    @Test
    void stormRunsAndDrainsATopologyFromItsImage() throws Exception {
        int zooKeeper = freePort();
        int worker = freePort();
        Path storm = Files.createDirectory(folder.resolve("storm"));
        Path etc = Files.createDirectory(folder.resolve("etc"));
        environment(etc);
        Files.writeString(
                storm.resolve("zoo.cfg"),
                "tickTime=2000\ndataDir=/data/zookeeper\nclientPort=" + zooKeeper
                        + "\nclientPortAddress=127.0.0.1\nadmin.enableServer=false\n");
        Files.writeString(
                storm.resolve("storm.yaml"),
                String.join(
                        "\n",
                        "storm.zookeeper.servers: [127.0.0.1]",
                        "storm.zookeeper.port: " + zooKeeper,
                        "nimbus.seeds: [localhost]",
                        "nimbus.thrift.port: " + freePort(),
                        "storm.local.dir: /data/storm",
                        "storm.log.dir: /logs",
                        "storm.workers.artifacts.dir: /logs/workers-artifacts",
                        "storm.log4j2.conf.dir: /opt/storm/log4j2",
                        "storm.metricstore.class: org.apache.storm.metricstore.NoOpMetricStore",
                        "supervisor.slots.ports: [" + worker + "]",
                        "supervisor.thrift.port: " + freePort(),
                        "supervisor.monitor.frequency.secs: 1",
                        "nimbus.monitor.freq.secs: 1",
                        "task.refresh.poll.secs: 1",
                        "worker.childopts: -Xmx512m",
                        "topology.metrics.reporters:",
                        "  - class: io.riskstream.storm.metrics.PrometheusReporter",
                        "    port.offset: 1000",
                        ""));
        readable(folder);
        readable(storm);
        readable(etc);
        List<String> options = List.of(
                "--mount", storm.toAbsolutePath() + "=/etc/storm",
                "--mount", etc.toAbsolutePath() + "=/etc/riskstream",
                "--writable", "/data",
                "--writable", "/logs",
                "--environment", "STORM_OPTIONS=storm.local.hostname=localhost",
                "--environment", "STORM_JVM_OPTS=-Xmx256m");
        HttpClient client = HttpClient.newHttpClient();
        try (ImageProcess zk = ImageProcess.start("storm", "zookeeper-run", options, "zookeeper");
                ImageProcess nimbus = ImageProcess.start("storm", "nimbus-run", options, "nimbus");
                ImageProcess supervisor = ImageProcess.start("storm", "supervisor-run", options, "supervisor")) {
            ImageProcess submit = ImageProcess.start(
                    "storm",
                    "submit-run",
                    options,
                    "submit",
                    "flux/flood-claims.yaml",
                    "topologies/flood-claims",
                    "/etc/riskstream/environment.properties");
            assertEquals(0, submit.exitCode(180), submit::output);
            assertTrue(submit.output().contains("flood-claims"), submit::output);

            send(EVENTS);
            await(120).until(() -> {
                List.of(zk, nimbus, supervisor).forEach(ImageProcess::requireAlive);
                return ids("flood-scores").size() >= EVENTS;
            });
            // the reporter of storm.yaml serves the worker's metrics
            assertEquals(200, status(client, URI.create("http://127.0.0.1:" + (worker + 1000) + "/readyz")));
            ProcessHandle java = supervisor.programs(WORKER).get(0);
            requireRestricted(java);
            assertEquals(List.of("/data", "/logs", "/tmp"), ImageProcess.writable(java));

            assertEquals(0, drain(supervisor));
            requireAllCommitted();
        }
    }

    /** Runs the drain in the container of the supervisor, as the preStop hook does, and requires that no worker is left and the supervisor still runs. */
    private static int drain(ImageProcess supervisor) throws IOException, InterruptedException {
        ProcessHandle daemon = supervisor.program("supervisor\\.Supervisor *$").orElseThrow();
        int code = inContainer(daemon, "/opt/storm/bin/drain", "40");
        assertEquals(List.of(), supervisor.programs(Pattern.compile("^/?\\S*java .*daemon\\.worker\\.Worker ")));
        assertTrue(daemon.isAlive());
        return code;
    }

    private static int inContainer(ProcessHandle inside, String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(
                "nsenter",
                "--target",
                String.valueOf(inside.pid()),
                "--mount",
                "--pid",
                "--root",
                "--setuid",
                "1000",
                "--setgid",
                "1000"));
        all.addAll(List.of(command));
        return new ProcessBuilder(all).inheritIO().start().waitFor();
    }

    /** Runs the smoke test of the pipeline. */
    private static int smoke(URI server) throws IOException, InterruptedException {
        ProcessBuilder smoke = new ProcessBuilder(".ci/smoke", server.toString()).inheritIO();
        smoke.environment().put("API_KEY", PARTNER.key());
        return smoke.start().waitFor();
    }

    private static int health(ProcessHandle java, int port, String path) throws IOException, InterruptedException {
        return inContainer(java, "/usr/bin/env", "PORT=" + port, "/opt/riskstream/bin/health", path);
    }

    private static void requireRestricted(ProcessHandle program) {
        Map<String, String> status = ImageProcess.status(program);
        assertEquals("1000 1000 1000 1000", status.get("Uid"));
        assertEquals("1000 1000 1000 1000", status.get("Gid"));
        assertEquals("1", status.get("NoNewPrivs"));
        RESTRICTED.forEach(set -> assertEquals("0".repeat(16), status.get(set), set));
        assertFalse(ImageProcess.writable(program).contains("/"));
    }

    private static void environment(Path folder) throws IOException {
        String local = Files.readString(Path.of("conf/local.properties"));
        Files.writeString(
                folder.resolve("environment.properties"),
                local.replace("localhost:9092", kafka.bootstrapServers())
                        .replace("redis.port=6379", "redis.port=" + redis.port())
                        .replace("redis.host=localhost", "redis.host=127.0.0.1"));
    }

    /** The user of the image is another one. */
    private static void readable(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void send(int claims) {
        Map<String, Object> properties = kafkaClient().producerProperties();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.partitionsFor("flood-claims");
            IntStream.range(0, claims)
                    .forEach(i -> producer.send(new ProducerRecord<>(
                            "flood-claims", i % 2, null, claim("storm-" + i).getBytes(StandardCharsets.UTF_8))));
            producer.flush();
        }
    }

    private static Kafka kafkaClient() {
        return new Kafka(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    private static Set<String> ids(String topic) {
        Set<String> ids = new TreeSet<>();
        Pattern id = Pattern.compile("\"id\":\"([^\"]+)\"");
        try (TopicReader reader = new TopicReader(kafkaClient().consumerProperties())) {
            reader.read(topic, record -> {
                var found = id.matcher(new String(record.value(), StandardCharsets.UTF_8));
                if (found.find()) {
                    ids.add(found.group(1));
                }
            });
        }
        return ids;
    }

    /** Requires that the topology has committed every claim. */
    private static void requireAllCommitted() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            Map<TopicPartition, Long> committed = new TreeMap<>(PARTITIONS);
            admin.listConsumerGroupOffsets("riskstream-flood-claims")
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach((partition, offset) -> committed.put(partition, offset.offset()));
            Map<TopicPartition, Long> ends = new TreeMap<>(PARTITIONS);
            admin.listOffsets(Map.of(
                            new TopicPartition("flood-claims", 0), OffsetSpec.latest(),
                            new TopicPartition("flood-claims", 1), OffsetSpec.latest()))
                    .all()
                    .get()
                    .forEach((partition, end) -> ends.put(partition, end.offset()));
            assertEquals(ends, committed);
        }
    }

    private static int status(HttpClient client, URI address) throws InterruptedException {
        try {
            return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0; // it does not listen yet
        }
    }

    static String claim(String id) {
        return "{\"id\":\"" + id
                + "\",\"dateOfLoss\":\"2005-08-29T00:00:00Z\",\"state\":\"LA\",\"countyCode\":\"22071\",\"totalBuildingInsuranceCoverage\":66600,\"totalContentsInsuranceCoverage\":20000}";
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static ConditionFactory await(int seconds) {
        return Awaitility.await().pollInterval(Duration.ofMillis(300)).atMost(Duration.ofSeconds(seconds));
    }
}
