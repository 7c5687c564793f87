package io.riskstream.api;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.api.access.ApiKeys;
import io.riskstream.connect.kafka.Kafka;
import io.riskstream.publish.OutputHeaders;
import io.riskstream.tools.local.EmbeddedKafka;
import io.riskstream.tools.local.EmbeddedRedis;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads scores over HTTP, with keys of different roles, from a real Kafka. */
class ReadOverHttpIT {
    private static final String ID = "claim 7/\u00e9";
    private static final String PATH = "/v1/scores/claim%207%2F%C3%A9";

    @TempDir
    private static Path folder;

    private static EmbeddedKafka kafka;
    private static EmbeddedRedis redis;
    private static Api api;
    private static HttpClient client;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start();
        redis = EmbeddedRedis.start();
        kafka.createTopic("flood-scores", 1);
        publish(ID, 1);
        api = Api.start(ApiSettings.read(TestApi.settings(folder, kafka, redis, Map.of())));
        client = HttpClient.newHttpClient();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> get("/v1/counters", TestApi.READER).statusCode() == 200
                        && get(PATH, TestApi.READER).statusCode() != 503);
    }

    @AfterAll
    static void stop() {
        api.close();
        redis.close();
        kafka.close();
    }

    private static void publish(String id, long offset) throws Exception {
        Map<String, Object> properties =
                new HashMap<>(new Kafka(Map.of("bootstrap.servers", kafka.bootstrapServers())).producerProperties());
        properties.put("max.block.ms", 30_000);
        String score = "{\"id\":\"" + id + "\",\"score\":7.0,\"decision\":\"refer\",\"reasons\":[],\"event\":null}";
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>("flood-scores", TestApi.utf8(id), TestApi.utf8(score));
        record.headers()
                .add(OutputHeaders.OUTCOME, TestApi.utf8(OutputHeaders.SCORED))
                .add(OutputHeaders.ORIGIN, TestApi.utf8("flood-claims-0@" + offset))
                .add(OutputHeaders.TIMESTAMP, TestApi.utf8("1772360000000"));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties)) {
            producer.send(record).get();
        }
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(api.server().uri() + path));
    }

    private static HttpResponse<String> get(String path, ApiKeys.NewKey key) throws IOException, InterruptedException {
        return TestApi.send(client, request(path).header("X-Api-Key", key.key()));
    }

    @Test
    void aReaderReadsAScoreWhoseIdHasAnySign() throws Exception {
        HttpResponse<String> response = get(PATH, TestApi.READER);
        assertEquals(200, response.statusCode(), response.body());
        JsonObject score = JsonParser.parseString(response.body()).getAsJsonObject();
        assertEquals(ID, score.get("id").getAsString());
        assertEquals("flood-claims-0@1", score.get("origin").getAsString());
        HttpResponse<String> again = TestApi.send(
                client,
                request(PATH)
                        .header("X-Api-Key", TestApi.READER.key())
                        .header(
                                "If-None-Match",
                                response.headers().firstValue("ETag").orElseThrow()));
        assertEquals(304, again.statusCode());
        assertEquals("", again.body());
    }

    @Test
    void theRoleDecidesWhatACallerMayRead() throws Exception {
        assertEquals(401, TestApi.send(client, request(PATH)).statusCode());
        assertEquals(403, get(PATH, TestApi.OTHER).statusCode(), "it may submit alone");
        HttpResponse<String> replay = TestApi.send(
                client,
                request("/v1/dead-letters/flood-claims-0@1/replay")
                        .header("X-Api-Key", TestApi.READER.key())
                        .POST(HttpRequest.BodyPublishers.noBody()));
        assertEquals(403, replay.statusCode(), replay.body());
    }

    @Test
    void theDocumentIsOpenToEveryone() throws Exception {
        HttpResponse<String> document = TestApi.send(client, request("/openapi.json"));
        assertEquals(200, document.statusCode());
        JsonObject paths =
                JsonParser.parseString(document.body()).getAsJsonObject().getAsJsonObject("paths");
        assertTrue(paths.has("/v1/pipelines/auto-claims/events"), paths.keySet().toString());
    }

    @Test
    void theDocumentNeedsTheRoleOfAReaderIfItIsNotOpen(@TempDir Path own) throws Exception {
        try (Api closed =
                Api.start(ApiSettings.read(TestApi.settings(own, kafka, redis, Map.of("openapi.open", "false"))))) {
            URI document = closed.server().uri().resolve("/openapi.json");
            assertEquals(
                    401, TestApi.send(client, HttpRequest.newBuilder(document)).statusCode());
            Map<ApiKeys.NewKey, Integer> expected =
                    Map.of(TestApi.OTHER, 403, TestApi.READER, 200, TestApi.PARTNER, 200);
            for (Map.Entry<ApiKeys.NewKey, Integer> key : expected.entrySet()) {
                HttpResponse<String> response = TestApi.send(
                        client,
                        HttpRequest.newBuilder(document)
                                .header("X-Api-Key", key.getKey().key()));
                assertEquals(key.getValue(), response.statusCode(), response.body());
            }
            HttpResponse<String> described =
                    TestApi.send(client, HttpRequest.newBuilder(document).header("X-Api-Key", TestApi.READER.key()));
            assertEquals(
                    get("/openapi.json", TestApi.READER).body(), described.body(), "the document itself is the same");
        }
    }

    @Test
    void theStreamSendsAScoreAsItIsPublished() throws Exception {
        HttpResponse<InputStream> response = client.send(
                request("/v1/stream?events=score")
                        .header("X-Api-Key", TestApi.READER.key())
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertEquals(200, response.statusCode());
        assertEquals(
                "text/event-stream",
                response.headers().firstValue("Content-Type").orElseThrow());
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            publish("streamed", 2);
            String line = lines.readLine();
            while (!line.contains("\"streamed\"")) {
                line = lines.readLine();
            }
            assertTrue(line.startsWith("data: {\"pipeline\":\"flood-claims\""), line);
        }
    }

    /** Reads the stream to its end: the key is removed from the file while the stream is open. */
    @Test
    void aStreamEndsWhenItsKeyIsRevoked() throws Exception {
        ApiKeys.NewKey guest = ApiKeys.create("guest", "read");
        Path keys = folder.resolve("api-keys");
        String others = Files.readString(keys);
        Files.writeString(keys, others + "\n" + guest.line());
        await().atMost(Duration.ofSeconds(30))
                .until(() -> get("/v1/pipelines", guest).statusCode() == 200);
        HttpResponse<InputStream> response = client.send(
                request("/v1/stream").header("X-Api-Key", guest.key()).build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertEquals(200, response.statusCode());
        Files.writeString(keys, others);
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            while (lines.readLine() != null) {
                // counters, until the server ends the stream
            }
        }
        assertEquals(401, get("/v1/pipelines", guest).statusCode());
        assertEquals(200, get("/v1/pipelines", TestApi.READER).statusCode());
    }
}
