package io.riskstream.api;

import static io.riskstream.api.TestApi.claim;
import static io.riskstream.api.TestApi.post;
import static io.riskstream.api.TestApi.utf8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import io.riskstream.connect.kafka.Kafka;
import io.riskstream.tools.local.EmbeddedRedis;
import io.riskstream.tools.local.KafkaProcess;
import io.riskstream.tools.local.ServerProcess;
import io.riskstream.tools.topic.AdminProperties;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many clients post events with idempotency keys and repeat each until it is accepted, while the broker and the API are killed and started again. Then the topic
 * must contain the event of every key once, at the position of its acceptance.
 */
class ApiLedgerIT {
    private static final String TOPIC = "flood-claims";
    private static final int CLIENTS = 24;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    @TempDir
    private Path folder;

    /** The accepted position of each post; null while there is none. */
    private AtomicReferenceArray<String> positions;

    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger repetitions = new AtomicInteger();
    private URI server;

    @Test
    void everyAcceptedEventIsInTheTopicOnceThoughTheBrokerAndTheApiAreKilled() throws Exception {
        run(2_000, (kafka, api, running) -> {
            awaitAccepted(700, running);
            killBoth(kafka, api);
        });
    }

    @Tag("api")
    @Test
    void everyOneOf100000AcceptedEventsIsInTheTopicOnceThoughTheBrokerAndTheApiAreKilledManyTimes() throws Exception {
        int posts = 100_000;
        int rounds = 6;
        run(posts, (kafka, api, running) -> {
            for (int round = 1; round <= rounds; round++) {
                awaitAccepted(posts * (4L * round - 3) / (4L * rounds + 1), running);
                kafka.restart();
                awaitAccepted(posts * (4L * round - 2) / (4L * rounds + 1), running);
                api.start(); // kills it first
                awaitAccepted(posts * (4L * round - 1) / (4L * rounds + 1), running);
                killBoth(kafka, api);
                awaitAccepted(posts * (4L * round) / (4L * rounds + 1), running);
                kafka.process().freeze();
                api.start();
                kafka.process().thaw();
            }
        });
    }

    private static void killBoth(KafkaProcess kafka, ServerProcess api) {
        api.kill();
        kafka.process().kill();
        api.start();
        kafka.restart();
    }

    /** What happens while the clients post. */
    private interface Faults {
        void happen(KafkaProcess kafka, ServerProcess api, List<Future<?>> running);
    }

    private void run(int posts, Faults faults) throws Exception {
        positions = new AtomicReferenceArray<>(posts);
        int port = freePort();
        server = URI.create("http://127.0.0.1:" + port);
        try (KafkaProcess kafka = KafkaProcess.start(folder.resolve("kafka"), Map.of());
                EmbeddedRedis redis = EmbeddedRedis.start()) {
            createTopic(kafka.bootstrapServers());
            ServerProcess api = api(kafka, redis, port);
            try {
                api.start();
                awaitReady(api);
                ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
                List<Future<?>> running = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    running.add(clients.submit(() -> postAll(posts)));
                }
                faults.happen(kafka, api, running);
                clients.shutdown();
                for (Future<?> client : running) {
                    client.get();
                }
                assertEquals(posts, accepted.get());
                assertTrue(repetitions.get() > 0, "no post was repeated: no fault hit one");
                assertLedger(kafka.bootstrapServers(), posts);
            } finally {
                api.kill();
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private ServerProcess api(KafkaProcess kafka, EmbeddedRedis redis, int port) {
        Path settings = TestApi.settings(
                folder,
                kafka.bootstrapServers(),
                "127.0.0.1:" + redis.port(),
                Map.of(
                        "server.port",
                        Integer.toString(port),
                        "pipelines",
                        "flux/flood-claims.yaml",
                        "submit.kafka.timeout",
                        "2s"));
        return ServerProcess.ofJava("API", ApiMain.class, settings.toString(), folder.resolve("api.log"));
    }

    private static void createTopic(String bootstrapServers) throws Exception {
        try (Admin admin = Admin.create(AdminProperties.of(consumer(bootstrapServers)))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, Optional.of(3), Optional.empty())))
                    .all()
                    .get();
        }
    }

    private static Map<String, Object> consumer(String bootstrapServers) {
        return new Kafka(Map.of("bootstrap.servers", bootstrapServers)).consumerProperties();
    }

    private void awaitReady(ServerProcess api) {
        HttpClient client = HttpClient.newHttpClient();
        await("API")
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> {
                    api.requireAlive();
                    return TestApi.send(client, HttpRequest.newBuilder(server.resolve("/readyz")))
                                    .statusCode()
                            == 200;
                });
    }

    private void awaitAccepted(long count, List<Future<?>> running) {
        await(count + " accepted posts").atMost(PATIENCE).until(() -> {
            for (Future<?> client : running) {
                if (client.isDone()) {
                    client.get(); // fails if the client has
                }
            }
            return accepted.get() >= count;
        });
    }

    private Void postAll(int posts) throws InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
        for (int i = next.getAndIncrement(); i < posts; i = next.getAndIncrement()) {
            while (!postOnce(client, i)) {
                repetitions.incrementAndGet();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        return null;
    }

    /** Returns true if the event was accepted. Any answer but that and a request to repeat fails. */
    private boolean postOnce(HttpClient client, int i) throws InterruptedException {
        HttpRequest request = post(server, TOPIC, "application/json", utf8(claim("claim-" + i)))
                .header("Idempotency-Key", "post-" + i)
                .timeout(Duration.ofSeconds(15))
                .build();
        HttpResponse<String> response;
        try {
            response = client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            return false; // the API was killed, or is not started yet
        }
        if (response.statusCode() == 202) {
            positions.set(
                    i,
                    JsonParser.parseString(response.body())
                            .getAsJsonObject()
                            .get("origin")
                            .getAsString());
            accepted.incrementAndGet();
            return true;
        }
        assertEquals(503, response.statusCode(), response.body());
        assertTrue(response.headers().firstValue("retry-after").isPresent());
        return false;
    }

    private void assertLedger(String bootstrapServers, int posts) throws IOException {
        Map<String, List<String>> byKey = new HashMap<>();
        Map<String, String> values = new HashMap<>();
        try (TopicReader reader = new TopicReader(consumer(bootstrapServers))) {
            reader.read(TOPIC, record -> {
                Header key = record.headers().lastHeader("riskstream.idempotency");
                String position = record.topic() + "-" + record.partition() + "@" + record.offset();
                byKey.computeIfAbsent(new String(key.value(), StandardCharsets.UTF_8), ignored -> new ArrayList<>())
                        .add(position);
                values.put(position, new String(record.value(), StandardCharsets.UTF_8));
            });
        }
        List<List<String>> duplicates =
                byKey.values().stream().filter(all -> all.size() > 1).toList();
        assertEquals(List.of(), duplicates, "keys whose event is in the topic more than once");
        assertEquals(posts, byKey.size(), "events in the topic");
        for (int i = 0; i < posts; i++) {
            assertEquals(claim("claim-" + i), values.get(positions.get(i)), "the event at the accepted position");
        }
        Files.writeString(
                Files.createDirectories(Path.of("target")).resolve("api-ledger-" + posts + ".txt"),
                posts + " posts accepted, " + repetitions.get() + " repetitions, " + values.size()
                        + " records, 0 lost, 0 duplicates\n");
    }
}
