package io.riskstream.api;

import static io.riskstream.api.TestApi.claim;
import static io.riskstream.api.TestApi.post;
import static io.riskstream.api.TestApi.utf8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.connect.kafka.Kafka;
import io.riskstream.connect.redis.Redis;
import io.riskstream.connect.redis.RedisValues;
import io.riskstream.publish.OutputHeaders;
import io.riskstream.publish.PublishDeadLetter;
import io.riskstream.publish.SourcePosition;
import io.riskstream.tools.local.EmbeddedKafka;
import io.riskstream.tools.local.EmbeddedRedis;
import io.riskstream.tools.simulate.Simulation;
import io.riskstream.tools.topic.TopicReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the submission of events to a real Kafka, with keys in a real Redis. */
class SubmissionIT {
    private static final String JSON = "application/json";
    private static final String LINES = "application/x-ndjson";
    private static final String FLOOD = "flood-claims";

    @TempDir
    private static Path folder;

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static EmbeddedKafka kafka;
    private static EmbeddedRedis redis;
    private static Api api;
    private static HttpClient client;
    private static TopicReader reader;

    @BeforeAll
    static void start() throws IOException {
        kafka = EmbeddedKafka.start();
        redis = EmbeddedRedis.start();
        for (String topic : List.of(FLOOD, "auto-claims", "fnol", "flood-scores", "flood-dead-letters")) {
            kafka.createTopic(topic, 3);
        }
        api = Api.start(ApiSettings.read(TestApi.settings(folder, kafka, redis, Map.of())));
        client = HttpClient.newHttpClient();
        reader = new TopicReader(
                new Kafka(Map.of("bootstrap.servers", kafka.bootstrapServers(), "consumer.fetch.max.wait.ms", "10"))
                        .consumerProperties());
        awaitReady();
    }

    @AfterAll
    static void stop() {
        Stream.<AutoCloseable>of(reader, api, redis, kafka).forEach(server -> {
            try {
                server.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static URI server() {
        return api.server().uri();
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return TestApi.send(client, HttpRequest.newBuilder(server().resolve(path)));
    }

    private static void awaitReady() {
        await().atMost(Duration.ofSeconds(60)).until(() -> get("/readyz").statusCode() == 200);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return TestApi.send(client, request);
    }

    private static HttpRequest.Builder flood(String contentType, String body) {
        return post(server(), FLOOD, contentType, utf8(body));
    }

    private static String newId() {
        return "c-" + NUMBERS.incrementAndGet();
    }

    private static JsonObject json(HttpResponse<String> response) {
        return JsonParser.parseString(response.body()).getAsJsonObject();
    }

    private static JsonObject accepted(HttpResponse<String> response) {
        assertEquals(202, response.statusCode(), response.body());
        return json(response);
    }

    private static JsonObject problem(int status, HttpResponse<String> response) {
        assertEquals(status, response.statusCode(), response.body());
        assertEquals(
                "application/problem+json",
                response.headers().firstValue("content-type").orElseThrow());
        return json(response);
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        reader.read(topic, records::add);
        return records;
    }

    private static ConsumerRecord<byte[], byte[]> recordAt(String origin) {
        return reader.recordAt(SourcePosition.parse(origin).orElseThrow()).orElseThrow();
    }

    private static long recordsWith(String id) {
        return records(FLOOD).stream()
                .filter(record -> new String(record.value(), StandardCharsets.UTF_8).contains('"' + id + '"'))
                .count();
    }

    private static Set<String> codes(JsonArray rejections) {
        Set<String> codes = new TreeSet<>();
        rejections.forEach(
                rejection -> codes.add(rejection.getAsJsonObject().get("code").getAsString()));
        return codes;
    }

    @Test
    void anEventIsAcceptedAfterKafkaHasItAsItArrived() throws Exception {
        String id = newId();
        String body = "\uFEFF " + claim(id) + "\n";
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        HttpResponse<String> response = send(flood(JSON + "; charset=utf-8", body)
                .header("traceparent", trace)
                .header("tracestate", "vendor=1"));
        JsonObject result = accepted(response);
        assertEquals(id, result.get("id").getAsString());
        String url = "/v1/scores/" + id + "?pipeline=flood-claims";
        assertEquals(url, result.get("url").getAsString());
        assertEquals(url, response.headers().firstValue("location").orElseThrow());
        ConsumerRecord<byte[], byte[]> record = recordAt(result.get("origin").getAsString());
        assertArrayEquals(utf8(body), record.value());
        assertArrayEquals(utf8(id), record.key());
        assertArrayEquals(
                utf8(trace), record.headers().lastHeader("traceparent").value());
        assertArrayEquals(
                utf8("vendor=1"), record.headers().lastHeader("tracestate").value());
    }

    @Test
    void anInvalidTraceIsLeftOut() throws Exception {
        JsonObject result = accepted(send(flood(JSON, claim(newId())).header("traceparent", "00-0-0-0")));
        assertEquals(0, recordAt(result.get("origin").getAsString()).headers().toArray().length);
    }

    @Test
    void anInvalidEventIsRejectedWithAllReasonsAndNotStored() throws Exception {
        int before = records(FLOOD).size();
        JsonObject problem = problem(400, send(flood(JSON, "{\"id\":\"x\",\"state\":\"XX\",\"waterDepth\":\"deep\"}")));
        assertEquals("urn:riskstream:problem:invalid-event", problem.get("type").getAsString());
        JsonArray rejections = problem.getAsJsonArray("rejections");
        assertTrue(
                codes(rejections).containsAll(Set.of("schema.required", "schema.enum", "schema.type")),
                rejections.toString());
        JsonObject first = rejections.get(0).getAsJsonObject();
        assertEquals(Set.of("stage", "code", "path", "message"), first.keySet());
        assertEquals(before, records(FLOOD).size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\":1,,} | parse.json",
                "\"text\" | parse.object",
                "{\"id\":\"a\",\"id\":\"b\"} | parse.key",
                "{\"n\":1e999999} | schema.required",
            })
    void anEventThatIsNoJsonObjectIsRejectedByTheParser(String body, String code) throws Exception {
        JsonObject problem = problem(400, send(flood(JSON, body)));
        assertTrue(codes(problem.getAsJsonArray("rejections")).contains(code), problem.toString());
    }

    @Test
    void deepJsonIsRejected() throws Exception {
        for (String deep : List.of(
                "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000),
                "{\"a\":" + "[".repeat(1_000_000) + "]".repeat(1_000_000) + "}")) {
            JsonObject problem = problem(400, send(flood(JSON, deep)));
            Set<String> codes = codes(problem.getAsJsonArray("rejections"));
            assertTrue(codes.equals(Set.of("parse.depth")) || codes.equals(Set.of("parse.size")), problem.toString());
        }
        // the array itself is divided without recursion; its one element is rejected
        JsonObject nested = problem(400, send(flood(JSON, "[".repeat(500_000) + "]".repeat(500_000))));
        assertEquals(1, nested.getAsJsonArray("events").size());
        problem(400, send(flood(JSON, "[".repeat(500_000))));
    }

    @Test
    void badUtf8IsRejected() throws Exception {
        byte[] body = claim(newId()).getBytes(StandardCharsets.UTF_8);
        body[8] = (byte) 0xff;
        JsonObject problem = problem(400, send(post(server(), FLOOD, JSON, body)));
        assertEquals(Set.of("parse.utf8"), codes(problem.getAsJsonArray("rejections")));
        byte[] overlong = utf8("{\"id\":\"__\"}");
        overlong[7] = (byte) 0xc0;
        overlong[8] = (byte) 0xaf;
        problem(400, send(post(server(), FLOOD, JSON, overlong)));
    }

    @Test
    void anArrayAndLinesAreManyEventsWithOneResultEach() throws Exception {
        for (boolean array : List.of(true, false)) {
            String first = newId();
            String second = newId();
            String body = array
                    ? " [ " + claim(first) + " ,\n" + claim(second) + " ] "
                    : claim(first) + "\r\n\n" + claim(second);
            JsonArray events = accepted(send(flood(array ? JSON : LINES, body))).getAsJsonArray("events");
            assertEquals(2, events.size());
            for (int i = 0; i < 2; i++) {
                JsonObject event = events.get(i).getAsJsonObject();
                assertEquals(i, event.get("index").getAsInt());
                String id = i == 0 ? first : second;
                assertEquals(id, event.get("id").getAsString());
                assertArrayEquals(
                        utf8(claim(id)),
                        recordAt(event.get("origin").getAsString()).value());
            }
        }
    }

    @Test
    void validAndInvalidEventsGetTheirOwnResults() throws Exception {
        String valid = newId();
        HttpResponse<String> response = send(flood(LINES, "{}\n" + claim(valid) + "\n{\"id\":"));
        assertEquals(207, response.statusCode(), response.body());
        JsonArray events = json(response).getAsJsonArray("events");
        assertEquals(
                List.of(400, 202, 400),
                events.asList().stream()
                        .map(event -> event.getAsJsonObject().get("status").getAsInt())
                        .toList());
        assertEquals(1, recordsWith(valid));
    }

    @Test
    void eventsOfWhichNoneIsValidAreRejectedAsOne() throws Exception {
        JsonObject problem = problem(400, send(flood(LINES, "{}\n{\"id\":")));
        assertEquals(2, problem.getAsJsonArray("events").size());
        problem(400, send(flood(LINES, "\n \n")));
        problem(400, send(flood(JSON, "[]")));
        problem(400, send(flood(JSON, "[" + claim("x") + ",]")));
        problem(400, send(flood(JSON, "[" + claim("x") + "] trailing")));
        problem(400, send(flood(JSON, "")));
    }

    @Test
    void moreEventsThanAllowedAreTooLarge() throws Exception {
        problem(413, send(flood(LINES, "{}\n".repeat(10_001))));
    }

    @Test
    void aBodyBeyondTheLimitIsTooLarge() throws Exception {
        problem(413, send(flood(JSON, " ".repeat(5_000_001))));
    }

    @Test
    void anEventThatIsTooLargeForKafkaIsRejected() throws Exception {
        String large = claim(newId()).replace("}", ",\"note\":\"" + "x".repeat(1_100_000) + "\"}");
        HttpResponse<String> response = send(flood(JSON, large));
        // the parser's own limit comes first
        assertTrue(response.statusCode() == 400 || response.statusCode() == 413, response.body());
    }

    @Test
    void xmlAlsoCompressedGoesToAPipelineThatParsesXml() throws Exception {
        byte[] notice = Files.readAllBytes(Path.of("topologies", "fnol", "cases", "rear-end.xml"));
        JsonObject result = accepted(send(post(server(), "fnol", "application/xml", notice)));
        assertArrayEquals(notice, recordAt(result.get("origin").getAsString()).value());
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(notice);
        }
        accepted(send(post(server(), "fnol", "application/octet-stream", compressed.toByteArray())));
        byte[] cut = Arrays.copyOf(notice, notice.length - 20);
        JsonObject problem = problem(400, send(post(server(), "fnol", "text/xml", cut)));
        assertEquals(Set.of("parse.xml"), codes(problem.getAsJsonArray("rejections")));
        problem(
                400,
                send(post(
                        server(),
                        "fnol",
                        "application/xml",
                        utf8("<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><ACORD>&e;</ACORD>"))));
    }

    @Test
    void csvRecordsGoToAPipelineThatParsesCsv() throws Exception {
        List<String> lines = new ArrayList<>();
        new Simulation("auto-claims", 7)
                .events(20)
                .forEachRemaining(event -> lines.add(new String(event.value().orElseThrow(), StandardCharsets.UTF_8)));
        HttpResponse<String> response =
                send(post(server(), "auto-claims", "text/csv", utf8(String.join("\r\n", lines) + "\r\n")));
        assertTrue(response.statusCode() == 202 || response.statusCode() == 207, response.body());
        JsonArray events = json(response).getAsJsonArray("events");
        assertEquals(20, events.size());
        for (int i = 0; i < 20; i++) {
            JsonObject event = events.get(i).getAsJsonObject();
            if (event.get("status").getAsInt() == 202) {
                assertArrayEquals(
                        utf8(lines.get(i)),
                        recordAt(event.get("origin").getAsString()).value());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/xml",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/json; charset=utf-16",
                "application/json; charset=\"iso-8859-1\"",
                "*/*",
                ";",
            })
    void anotherMediaTypeIsNotSupported(String type) throws Exception {
        JsonObject problem = problem(415, send(flood(type, claim("x"))));
        assertTrue(problem.get("detail").getAsString().contains("application/json"), problem.toString());
    }

    @Test
    void aBodyWithoutATypeOrWithAnEncodingIsNotSupported() throws Exception {
        HttpRequest.Builder untyped = HttpRequest.newBuilder(server().resolve("/v1/pipelines/flood-claims/events"))
                .header("X-Api-Key", TestApi.PARTNER.key())
                .POST(HttpRequest.BodyPublishers.ofString(claim("x")));
        problem(415, send(untyped));
        problem(415, send(flood(JSON, claim("x")).header("Content-Encoding", "gzip")));
    }

    @Test
    void anUnknownPipelineIsNotFoundWithTheNearestName() throws Exception {
        JsonObject problem = problem(404, send(post(server(), "flod-claims", JSON, utf8(claim("x")))));
        assertTrue(problem.get("detail").getAsString().contains("did you mean 'flood-claims'?"), problem.toString());
    }

    @Test
    void aCallerNeedsTheRoleToSubmit() throws Exception {
        HttpRequest.Builder request = flood(JSON, claim("x")).setHeader("X-Api-Key", TestApi.READER.key());
        problem(403, send(request));
        problem(401, send(flood(JSON, claim("x")).setHeader("X-Api-Key", "rsk_wrong")));
    }

    /** Publishes what the pipeline would publish for an event, as soon as the topic has the event. */
    private static void publish(String id, String topic, String value, Map<String, String> headers) {
        ConsumerRecord<byte[], byte[]> event = await().until(
                        () -> records(FLOOD).stream()
                                .filter(record ->
                                        new String(record.value(), StandardCharsets.UTF_8).contains('"' + id + '"'))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        Map<String, Object> properties =
                new Kafka(Map.of("bootstrap.servers", kafka.bootstrapServers())).producerProperties();
        properties.put("max.block.ms", "30000");
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties)) {
            ProducerRecord<byte[], byte[]> output = new ProducerRecord<>(topic, utf8(id), utf8(value));
            Map<String, String> all = new HashMap<>(headers);
            all.put(OutputHeaders.ORIGIN, FLOOD + "-" + event.partition() + "@" + event.offset());
            all.put(OutputHeaders.TIMESTAMP, Long.toString(event.timestamp()));
            all.forEach((name, text) -> output.headers().add(name, utf8(text)));
            producer.send(output);
        }
    }

    @Test
    void aRequestThatWaitsGetsTheScore() throws Exception {
        String id = newId();
        CompletableFuture<HttpResponse<String>> response = client.sendAsync(
                post(server(), FLOOD, JSON, utf8(claim(id)), "?wait=30s").build(),
                HttpResponse.BodyHandlers.ofString());
        String score = "{\"id\":\"" + id + "\",\"score\":72.0,\"decision\":\"refer\"}";
        publish(id, "flood-scores", score, Map.of(OutputHeaders.OUTCOME, OutputHeaders.SCORED));
        assertEquals(200, response.get().statusCode(), response.get().body());
        JsonObject result = json(response.get());
        assertEquals("scored", result.get("outcome").getAsString());
        assertEquals(JsonParser.parseString(score), result.get("score"));
        assertEquals(id, result.get("id").getAsString());
        assertTrue(result.get("origin").getAsString().startsWith("flood-claims-"));
    }

    @Test
    void aRequestThatWaitsGetsTheRejection() throws Exception {
        String id = newId();
        CompletableFuture<HttpResponse<String>> response = client.sendAsync(
                post(server(), FLOOD, JSON, utf8(claim(id)), "?wait=30s").build(),
                HttpResponse.BodyHandlers.ofString());
        String rejections =
                "[{\"stage\":\"enrich\",\"code\":\"enrich.missing\",\"path\":\"countyCode\",\"message\":\"no record\"}]";
        publish(
                id,
                "flood-dead-letters",
                claim(id),
                Map.of(
                        OutputHeaders.OUTCOME,
                        OutputHeaders.REJECTED,
                        PublishDeadLetter.STAGE,
                        "enrich",
                        PublishDeadLetter.CODE,
                        "enrich.missing",
                        PublishDeadLetter.REJECTIONS,
                        rejections));
        assertEquals(200, response.get().statusCode(), response.get().body());
        JsonObject result = json(response.get());
        assertEquals("rejected", result.get("outcome").getAsString());
        assertEquals(JsonParser.parseString(rejections), result.get("rejections"));
    }

    @Test
    void aRequestThatWaitsInVainIsAccepted() throws Exception {
        HttpResponse<String> response = send(post(server(), FLOOD, JSON, utf8(claim(newId())), "?wait=100ms"));
        assertEquals(202, accepted(response).get("status").getAsInt());
    }

    @ParameterizedTest
    @ValueSource(strings = {"?wait=2", "?wait=", "?wait=31s", "?wait=-1s", "?wait=2s&wait=3s"})
    void aWrongTimeToWaitIsRejected(String query) throws Exception {
        problem(400, send(post(server(), FLOOD, JSON, utf8(claim(newId())), query)));
    }

    private static HttpRequest.Builder keyed(String key, String body) {
        return flood(JSON, body).header("Idempotency-Key", key);
    }

    @Test
    void aRepeatedKeyGetsTheOriginOfTheFirstRequest() throws Exception {
        String id = newId();
        JsonObject first = accepted(send(keyed("repeat-" + id, claim(id))));
        HttpResponse<String> second = send(keyed("repeat-" + id, claim(id)));
        assertEquals(first, accepted(second));
        assertEquals("true", second.headers().firstValue("idempotent-replayed").orElseThrow());
        assertEquals(1, recordsWith(id));
        JsonObject problem = problem(409, send(keyed("repeat-" + id, claim(newId()))));
        assertEquals(
                "urn:riskstream:problem:idempotency-key-reused",
                problem.get("type").getAsString());
    }

    @Test
    void theKeyOfAnotherCallerIsAnotherKey() throws Exception {
        String id = newId();
        JsonObject first = accepted(send(keyed("shared-" + id, claim(id))));
        JsonObject second =
                accepted(send(keyed("shared-" + id, claim(id)).setHeader("X-Api-Key", TestApi.OTHER.key())));
        assertNotEquals(first.get("origin"), second.get("origin"));
        assertEquals(2, recordsWith(id));
    }

    @Test
    void aKeyOfARejectedEventCanBeUsedForTheCorrectedOne() throws Exception {
        String id = newId();
        problem(400, send(keyed("corrected-" + id, "{\"id\":\"" + id + "\"}")));
        accepted(send(keyed("corrected-" + id, claim(id))));
    }

    @Test
    void theEventsOfARepeatedRequestGetTheirFirstOrigins() throws Exception {
        String body = claim(newId()) + "\n{}\n" + claim(newId());
        HttpRequest.Builder request = flood(LINES, body).header("Idempotency-Key", "many-" + newId());
        HttpResponse<String> first = send(request);
        assertEquals(207, first.statusCode(), first.body());
        assertEquals(json(first), json(send(request)));
    }

    @Test
    void concurrentRequestsWithOneKeyStoreOneEvent() throws Exception {
        String id = newId();
        List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            responses.add(client.sendAsync(
                    keyed("concurrent-" + id, claim(id)).build(), HttpResponse.BodyHandlers.ofString()));
        }
        Set<String> origins = new TreeSet<>();
        for (CompletableFuture<HttpResponse<String>> response : responses) {
            origins.add(accepted(response.get()).get("origin").getAsString());
        }
        assertEquals(1, origins.size());
        assertEquals(1, recordsWith(id));
    }

    @Test
    void anInvalidKeyIsRejected() throws Exception {
        problem(400, send(keyed("x".repeat(256), claim("x"))));
        problem(400, send(keyed("one", claim("x")).header("Idempotency-Key", "two")));
    }

    /** Returns the key and value that the API has stored last. */
    private static String storedKey(String callersKey) {
        return "riskstream:idempotency:" + digest(String.join("\n", "partner-a", FLOOD, callersKey));
    }

    private static String digest(String text) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(utf8(text)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RedisValues values() {
        return new RedisValues(new Redis(Map.of("host", "127.0.0.1", "port", redis.port())));
    }

    /** The state after a kill between Kafka's acknowledgement and the write of the result. */
    @Test
    void anEventWhoseResultWasNotStoredIsFoundInTheTopic() throws Exception {
        String id = newId();
        String key = "killed-" + id;
        long begin = System.currentTimeMillis();
        JsonObject first = accepted(send(keyed(key, claim(id))));
        try (RedisValues values = values()) {
            values.put(
                    storedKey(key),
                    "pending " + digest(claim(id)) + " " + begin + " " + begin + " other",
                    Duration.ofHours(1));
            HttpResponse<String> early = send(keyed(key, claim(id)));
            if (early.statusCode() != 202) { // within the lease of the first attempt
                JsonObject problem = problem(503, early);
                assertEquals(
                        "urn:riskstream:problem:idempotency-in-progress",
                        problem.get("type").getAsString());
                assertTrue(early.headers().firstValue("retry-after").isPresent());
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> send(keyed(key, claim(id))).statusCode() == 202);
            assertEquals(first, accepted(send(keyed(key, claim(id)))));
            assertEquals(1, recordsWith(id));
            assertTrue(values.get(storedKey(key)).orElseThrow().startsWith("done "));
        }
    }

    /** The state after a kill between the reservation of the key and the send. */
    @Test
    void anEventThatWasReservedAndNotSentIsSent() throws Exception {
        String id = newId();
        String key = "reserved-" + id;
        long longAgo = System.currentTimeMillis() - 60_000;
        try (RedisValues values = values()) {
            values.put(
                    storedKey(key),
                    "pending " + digest(claim(id)) + " " + longAgo + " " + longAgo + " other",
                    Duration.ofHours(1));
        }
        accepted(send(keyed(key, claim(id))));
        assertEquals(1, recordsWith(id));
    }

    @Test
    void whileRedisIsAwayRequestsWithAKeyWaitAndOthersDoNot() throws Exception {
        String id = newId();
        redis.stop();
        try {
            HttpResponse<String> response = send(keyed("away-" + id, claim(id)));
            JsonObject problem = problem(503, response);
            assertEquals(
                    "urn:riskstream:problem:idempotency-unavailable",
                    problem.get("type").getAsString());
            assertTrue(response.headers().firstValue("retry-after").isPresent());
            assertFalse(response.body().contains("away-"));
            accepted(send(flood(JSON, claim(newId()))));
        } finally {
            redis.restart();
        }
        accepted(send(keyed("away-" + id, claim(id))));
        assertEquals(1, recordsWith(id));
    }

    /** A frozen server accepts connections and answers nothing. The API has 64 threads; 300 requests would hold all of them. */
    @Test
    void whileRedisIsFrozenRequestsWithAKeyAreRejectedAndOthersAccepted() throws Exception {
        String id = newId();
        List<CompletableFuture<HttpResponse<String>>> keyed = new ArrayList<>();
        redis.pause();
        try {
            for (int i = 0; i < 300; i++) {
                keyed.add(client.sendAsync(
                        keyed("frozen-" + id + "-" + i, claim(id)).build(), HttpResponse.BodyHandlers.ofString()));
            }
            for (int i = 0; i < 20; i++) {
                accepted(send(flood(JSON, claim(newId()))));
            }
            for (CompletableFuture<HttpResponse<String>> each : keyed) {
                JsonObject problem = problem(503, each.join());
                assertEquals(
                        "urn:riskstream:problem:idempotency-unavailable",
                        problem.get("type").getAsString());
                assertTrue(each.join().headers().firstValue("retry-after").isPresent());
            }
        } finally {
            redis.resume();
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> send(keyed("frozen-" + id, claim(id))).statusCode() == 202);
        assertEquals(1, recordsWith(id));
    }

    @Test
    void whileKafkaIsAwayNoEventIsAcceptedAndTheServerIsNotReady() throws Exception {
        kafka.stop();
        try {
            HttpResponse<String> response = send(flood(JSON, claim(newId())));
            JsonObject problem = problem(503, response);
            assertEquals(
                    "urn:riskstream:problem:kafka-unavailable",
                    problem.get("type").getAsString());
            assertTrue(response.headers().firstValue("retry-after").isPresent());
            assertEquals(200, get("/healthz").statusCode());
        } finally {
            kafka.restart();
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> send(flood(JSON, claim(newId()))).statusCode() == 202);
    }

    @Test
    void aServerWithoutATopicIsNotReady(@TempDir Path other) throws Exception {
        EmbeddedKafka empty = EmbeddedKafka.start();
        try (Api without = Api.start(ApiSettings.read(TestApi.settings(other, empty, redis, Map.of())))) {
            HttpRequest.Builder ready =
                    HttpRequest.newBuilder(without.server().uri().resolve("/readyz"));
            await().until(() -> send(ready).body().contains("flood-claims"));
            assertEquals(503, send(ready).statusCode());
            for (String topic : List.of(FLOOD, "auto-claims", "fnol")) {
                empty.createTopic(topic, 1);
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> send(ready).statusCode() == 200);
        } finally {
            empty.close();
        }
    }
}
