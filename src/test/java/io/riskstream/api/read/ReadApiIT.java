package io.riskstream.api.read;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.api.http.ApiResponse;
import io.riskstream.api.http.Routes;
import io.riskstream.api.output.PipelineOutputs;
import io.riskstream.api.output.ShippedPipelines;
import io.riskstream.api.pipeline.ServedPipeline;
import io.riskstream.api.read.StreamClientTest.ManualOutput;
import io.riskstream.connect.postgres.LocalPostgres;
import io.riskstream.connect.postgres.Postgres;
import io.riskstream.connect.postgres.PostgresTables;
import io.riskstream.connect.redis.RedisLatest;
import io.riskstream.publish.OutputHeaders;
import io.riskstream.publish.StoredOutput;
import io.riskstream.stage.Message;
import io.riskstream.testing.FutureReceipt;
import io.riskstream.testing.TestContext;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.local.EmbeddedKafka;
import io.riskstream.tools.local.EmbeddedRedis;
import io.riskstream.tools.local.LocalServers;
import io.riskstream.tools.local.StoreTables;
import io.riskstream.tools.topic.TopicReader;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Reads what the stages of flood-claims have published to a real Kafka, a real Redis and a real PostgreSQL, through the routes of the API. */
@ExtendWith(LocalServers.class)
class ReadApiIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    /** The API over some outputs, with its routes. */
    private static final class Client implements AutoCloseable {
        private final ReadApi api;
        private final Routes routes;

        Client(PipelineOutputs... outputs) {
            api = new ReadApi(List.of(outputs), 5_000, 8, StageTimes.UNKNOWN, InstantSource.system());
            routes = new Routes(api.routes());
        }

        Client start() throws InterruptedException {
            api.start();
            assertTrue(api.feed().awaitCaughtUp(PATIENCE), "the topics are read");
            return this;
        }

        ApiResponse send(String method, String target, Map<String, String> headers) {
            return RequestOf.send(routes, method, target, headers);
        }

        JsonObject get(String target) {
            return get(200, target);
        }

        JsonObject get(int status, String target) {
            return json(status, send("GET", target, Map.of()));
        }

        static JsonObject json(int status, ApiResponse response) {
            String body = new String(response.body(), StandardCharsets.UTF_8);
            assertEquals(status, response.status(), body);
            return JsonParser.parseString(body).getAsJsonObject();
        }

        /** Returns the items of all pages. */
        List<JsonObject> pages(String target, int limit) {
            List<JsonObject> items = new ArrayList<>();
            String after = "";
            while (true) {
                JsonObject page = get(target + (target.contains("?") ? "&" : "?") + "limit=" + limit + after);
                page.getAsJsonArray("items").forEach(item -> items.add(item.getAsJsonObject()));
                if (page.get("next").isJsonNull()) {
                    return items;
                }
                assertEquals(limit, page.getAsJsonArray("items").size());
                after = "&after=" + page.get("next").getAsString();
            }
        }

        @Override
        public void close() {
            api.close();
        }
    }

    private static String claim(int i, String more) {
        return "{\"id\":\"claim " + i + "/a\",\"dateOfLoss\":\"2024-09-27T00:00:00Z\",\"state\":\"FL\","
                + "\"totalBuildingInsuranceCoverage\":" + (i * 20_000) + ",\"totalContentsInsuranceCoverage\":1000"
                + more + "}";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String text(JsonObject object, String name) {
        return object.get(name).getAsString();
    }

    private PublishedPipeline pipeline(EmbeddedKafka broker, String name) throws IOException {
        return new PublishedPipeline(broker, name, folder, new Properties(), Map.of());
    }

    @Test
    void readsScoresFromTheTopics(EmbeddedKafka broker) throws Exception {
        try (PublishedPipeline flood = pipeline(broker, "read-scores");
                Client client = new Client(PipelineOutputs.of(flood.served(), List.of()))) {
            Map<String, String> origins = new LinkedHashMap<>();
            for (int i = 0; i < 23; i++) {
                origins.put("claim " + i + "/a", flood.process(claim(i, "")));
            }
            String again = flood.process(claim(7, ",\"waterDepth\":3"));
            flood.publish(flood.published().get(0)); // as after a crash
            client.start();

            JsonObject pipelines = client.get("/v1/pipelines")
                    .getAsJsonArray("pipelines")
                    .get(0)
                    .getAsJsonObject();
            assertEquals("[\"read-scores\"]", pipelines.get("sources").toString());
            assertEquals("[\"memory\"]", pipelines.get("reads").toString());
            assertTrue(pipelines.get("decisions").toString().contains("\"refer\""), pipelines.toString());

            JsonObject one = client.get("/v1/scores/" + encoded("claim 3/a"));
            assertEquals(origins.get("claim 3/a"), text(one, "origin"));
            assertEquals("claim 3/a", text(one, "key"));
            assertEquals(Instant.ofEpochMilli(PublishedPipeline.START + 3_000), Instant.parse(text(one, "receivedAt")));
            assertEquals("claim 3/a", text(one.getAsJsonObject("score"), "id"));
            assertEquals(
                    60_000,
                    one.getAsJsonObject("score")
                            .getAsJsonObject("event")
                            .get("totalBuildingInsuranceCoverage")
                            .getAsInt());

            assertEquals(again, text(client.get("/v1/scores/" + encoded("claim 7/a")), "origin"), "the latest");
            List<JsonObject> all = client.pages("/v1/scores/" + encoded("claim 7/a") + "?all", 1);
            assertEquals(
                    List.of(again, origins.get("claim 7/a")),
                    all.stream().map(item -> text(item, "origin")).toList());
            assertEquals(
                    2, client.pages("/v1/scores?key=" + encoded("claim 7/a"), 5).size());
            assertEquals(
                    2,
                    client.pages("/v1/scores?policy=" + encoded("claim 7/a"), 5).size());

            List<JsonObject> listed = client.pages("/v1/scores?pipeline=flood-claims", 5);
            Set<String> distinct = new LinkedHashSet<>();
            listed.forEach(item -> assertTrue(distinct.add(text(item, "origin")), "twice: " + item));
            assertEquals(24, listed.size());
            List<Instant> times = listed.stream()
                    .map(item -> Instant.parse(text(item, "receivedAt")))
                    .toList();
            assertEquals(times.stream().sorted(Comparator.reverseOrder()).toList(), times);

            Map<String, Integer> decisions = new TreeMap<>();
            listed.forEach(item -> decisions.merge(text(item.getAsJsonObject("score"), "decision"), 1, Integer::sum));
            decisions.forEach((decision, count) -> assertEquals(
                    count, client.pages("/v1/scores?decision=" + decision, 4).size(), decision));
            assertEquals(
                    3,
                    client.pages(
                                    "/v1/scores?since=" + Instant.ofEpochMilli(PublishedPipeline.START + 5_000)
                                            + "&until=" + Instant.ofEpochMilli(PublishedPipeline.START + 8_000),
                                    2)
                            .size());

            assertEquals(404, client.get(404, "/v1/scores/none").get("status").getAsInt());
            assertEquals(
                    404,
                    client.get(404, "/v1/scores?pipeline=flod-claims")
                            .get("status")
                            .getAsInt());
            assertEquals(
                    400,
                    client.get(400, "/v1/scores?descision=refer").get("status").getAsInt());

            JsonObject counters = client.get("/v1/counters");
            assertEquals(
                    25,
                    counters.getAsJsonObject("totals").get("scored").getAsInt(),
                    "with the one that was sent twice");
            assertEquals(
                    "flux-file",
                    text(
                            client.get("/v1/releases")
                                    .getAsJsonArray("items")
                                    .get(0)
                                    .getAsJsonObject(),
                            "command"));
        }
    }

    @Test
    void anUnchangedDocumentIsNotSentAgain(EmbeddedKafka broker) throws Exception {
        try (PublishedPipeline flood = pipeline(broker, "read-tags");
                Client client = new Client(PipelineOutputs.of(flood.served(), List.of()))) {
            flood.process(claim(1, ""));
            client.start();
            String target = "/v1/scores/" + encoded("claim 1/a");
            ApiResponse first = client.send("GET", target, Map.of());
            String tag = first.headers().get("ETag");
            ApiResponse second = client.send("GET", target, Map.of("if-none-match", "\"x\", " + tag));
            assertEquals(304, second.status());
            assertEquals(0, second.body().length);
            assertEquals(tag, second.headers().get("ETag"));
            assertEquals(
                    200,
                    client.send("GET", target, Map.of("if-none-match", "\"x\"")).status());
        }
    }

    @Test
    void explainsAScoreWithTheValuesOfItsTime(EmbeddedKafka broker) throws Exception {
        try (PublishedPipeline flood = pipeline(broker, "read-explained");
                Client client = new Client(PipelineOutputs.of(flood.served(), List.of()))) {
            flood.process(claim(40, ",\"waterDepth\":200"));
            client.start();
            JsonObject score = client.get("/v1/scores/" + encoded("claim 40/a")).getAsJsonObject("score");
            JsonObject explained = client.get("/v1/scores/" + encoded("claim 40/a") + "/explanation");
            assertTrue(explained.get("complete").getAsBoolean(), explained.toString());
            assertTrue(explained.get("reproduced").getAsBoolean(), explained.toString());
            assertTrue(explained.get("sameScorecard").getAsBoolean());
            JsonObject explanation = explained.getAsJsonObject("explanation");
            assertEquals(
                    score.get("score").getAsDouble(), explanation.get("score").getAsDouble());
            assertEquals(fired(score.getAsJsonArray("reasons"), "code"), firedRules(explanation));
            assertTrue(
                    explanation.toString().contains("\"name\":\"waterDepth\",\"value\":200"), explanation.toString());
            assertTrue(explanation.toString().contains("\"absent\":true"), explanation.toString());
        }
    }

    private static Set<String> fired(JsonArray reasons, String name) {
        Set<String> codes = new TreeSet<>();
        reasons.forEach(reason -> codes.add(text(reason.getAsJsonObject(), name)));
        return codes;
    }

    private static Set<String> firedRules(JsonObject explanation) {
        Set<String> codes = new TreeSet<>();
        for (JsonElement rule : explanation.getAsJsonArray("rules")) {
            if (text(rule.getAsJsonObject(), "result").equals("fired")) {
                codes.add(text(rule.getAsJsonObject(), "id"));
            }
        }
        return codes;
    }

    /** The event is published as it arrived, without the values of the look-ups. */
    @Test
    void explainsAScoreWithoutLookupValuesFromItsReasons(EmbeddedKafka broker) throws Exception {
        try (PublishedPipeline flood = new PublishedPipeline(
                        broker, "read-original", folder, new Properties(), Map.of("        event: FIELDS\n", ""));
                Client client = new Client(PipelineOutputs.of(flood.served(), List.of()))) {
            flood.process(claim(40, ",\"waterDepth\":200,\"countyCode\":\"12086\""));
            client.start();
            JsonObject score = client.get("/v1/scores/" + encoded("claim 40/a")).getAsJsonObject("score");
            JsonObject explained = client.get("/v1/scores/" + encoded("claim 40/a") + "/explanation");
            assertFalse(explained.get("complete").getAsBoolean(), explained.toString());
            assertTrue(text(explained, "incompleteBecause").contains("event: FIELDS"), explained.toString());
            JsonObject explanation = explained.getAsJsonObject("explanation");
            assertEquals(fired(score.getAsJsonArray("reasons"), "code"), firedRules(explanation));
            assertTrue(
                    explanation.toString().contains("\"name\":\"waterDepth\",\"value\":200"), explanation.toString());
            assertTrue(explanation.toString().contains("\"unknown\":true"), explanation.toString());
        }
    }

    @Test
    void readsDeadLettersAndReplaysOneOnce(EmbeddedKafka broker) throws Exception {
        try (PublishedPipeline flood = pipeline(broker, "read-letters");
                Client client = new Client(PipelineOutputs.of(flood.served(), List.of()))) {
            String wrong = flood.process("{\"id\":");
            for (int i = 0; i < 6; i++) {
                flood.process("{\"id\":\"bad " + i + "\"}");
            }
            client.start();
            assertEquals(7, client.pages("/v1/dead-letters", 2).size());
            List<JsonObject> parse = client.pages("/v1/dead-letters?code=parse.*", 5);
            assertEquals(
                    List.of(wrong),
                    parse.stream().map(item -> text(item, "ref")).toList());
            assertEquals(
                    6,
                    client.pages("/v1/dead-letters?code=schema.required&pipeline=flood-claims", 4)
                            .size());
            assertEquals(
                    0,
                    client.pages("/v1/dead-letters?until=2020-01-01T00:00:00Z", 4)
                            .size());
            assertFalse(parse.get(0).has("original"));

            JsonObject one = client.get("/v1/dead-letters/" + wrong);
            assertEquals("{\"id\":", text(one, "original"));
            assertEquals("key-1", text(one, "key"));
            assertEquals("parse", text(one, "stage"));
            assertEquals("parse.json", text(one, "code"));
            assertEquals(
                    404,
                    client.get(404, "/v1/dead-letters/read-letters-0@999")
                            .get("status")
                            .getAsInt());
            assertEquals(
                    400, client.get(400, "/v1/dead-letters/x").get("status").getAsInt());

            String replay = "/v1/dead-letters/" + wrong + "/replay";
            JsonObject sent = Client.json(200, client.send("POST", replay, Map.of()));
            assertEquals("sent", text(sent, "result"));
            assertEquals("read-letters", text(sent, "topic"));
            JsonObject second = Client.json(409, client.send("POST", replay, Map.of()));
            assertEquals("sent-before", text(second, "result"));
            assertEquals(List.of("{\"id\":"), replayed(flood));
            assertEquals(
                    404,
                    client.send("POST", "/v1/dead-letters/read-letters-0@999/replay", Map.of())
                            .status());
        }
    }

    private static List<String> replayed(PublishedPipeline flood) {
        List<String> values = new ArrayList<>();
        try (TopicReader reader = new TopicReader(flood.served().kafka().consumerProperties())) {
            reader.read(flood.source(), record -> {
                if (record.headers().lastHeader(OutputHeaders.REPLAY_COUNT) != null) {
                    values.add(new String(record.value(), StandardCharsets.UTF_8));
                }
            });
        }
        return values;
    }

    @Test
    void theStreamHasWhatIsPublishedWhileItIsOpen(EmbeddedKafka broker) throws Exception {
        try (PublishedPipeline flood = pipeline(broker, "read-stream");
                Client client = new Client(PipelineOutputs.of(flood.served(), List.of()))) {
            flood.process(claim(1, ""));
            client.start();
            ManualOutput output = new ManualOutput();
            output.immediate = true;
            client.send("GET", "/v1/stream?pipeline=flood-claims", Map.of()).stream()
                    .orElseThrow()
                    .open(output);
            flood.process(claim(2, ""));
            flood.process("{}");
            await().atMost(PATIENCE).until(() -> {
                String all = String.join("", List.copyOf(output.written));
                return all.contains("event: score\ndata: {")
                        && all.contains("event: rejection\ndata: {")
                        && all.contains("event: counters\ndata: {");
            });
            String all = String.join("", List.copyOf(output.written));
            assertTrue(all.contains("claim 2/a") && !all.contains("claim 1/a"), all);
            client.api.endStreams();
            assertTrue(output.closed);
            assertEquals(503, client.send("GET", "/v1/stream", Map.of()).status());
        }
    }

    private static final String PUBLISH = "      - reflist: [publish-score]\n";
    private static final String LATEST = """
              # Publishes rejected claims to Kafka as dead letters.
            """;

    private static Map<String, String> withLatest() {
        Map<String, String> replacements = new LinkedHashMap<>();
        replacements.put(PUBLISH, "      - reflist: [publish-score, publish-latest]\n");
        replacements.put(LATEST, """
                  - id: latest
                    className: io.riskstream.connect.redis.RedisLatest
                    constructorArgs:
                      - ref: redis
                      - ttlSeconds: 600

                  - id: publish-latest
                    className: io.riskstream.publish.PublishScore
                    constructorArgs:
                      - ref: claim
                      - ref: latest
                      - name: publish-latest
                        topic: latest

                """ + LATEST);
        return replacements;
    }

    /** Publishes all messages of the stages to Redis and PostgreSQL too. */
    private static void store(PublishedPipeline flood, Postgres postgres, TestContext context) {
        RedisLatest latest = flood.flux().components(RedisLatest.class).get(0);
        for (Message message : flood.published()) {
            boolean scored = StoredOutput.of(message).scored();
            if (message.topic().equals("latest")) {
                FutureReceipt.of(latest.connect(context), message).join();
            } else {
                Message row = new Message(
                        scored ? "flood_scores" : "flood_dead_letters",
                        message.key(),
                        message.value(),
                        message.headers());
                FutureReceipt.of(postgres.connect(context), row).join();
            }
        }
    }

    private Pipeline storeFlux(PublishedPipeline flood, Properties properties) throws IOException {
        String text = Files.readString(Path.of("flux/flood-claims-store.yaml"))
                .replace(
                        "topic: flood-scores, flood-dead-letters",
                        "topic: " + flood.scores() + ", " + flood.deadLetters());
        return Pipeline.read(Files.writeString(folder.resolve("store.yaml"), text), properties);
    }

    @Test
    void readsTheLatestFromRedisAndTheHistoryFromPostgres(EmbeddedKafka broker) throws Exception {
        try (LocalPostgres database = LocalPostgres.start(folder.resolve("data"));
                EmbeddedRedis redis = EmbeddedRedis.start();
                TestContext context = new TestContext()) {
            Properties properties = new Properties();
            properties.putAll(ShippedPipelines.properties());
            properties.setProperty("kafka.bootstrap.servers", broker.bootstrapServers());
            properties.setProperty("redis.port", String.valueOf(redis.port()));
            properties.setProperty("postgres.hosts", database.address());
            properties.setProperty("postgres.database", "postgres");
            properties.setProperty("postgres.user", "postgres");
            try (PublishedPipeline flood =
                    new PublishedPipeline(broker, "read-stores", folder, properties, withLatest())) {
                for (int i = 0; i < 12; i++) {
                    flood.process(claim(i, ""));
                }
                String later = flood.process(claim(7, ",\"waterDepth\":3"));
                String wrong = flood.process("{\"id\":");
                Pipeline store = storeFlux(flood, properties);
                Postgres postgres = store.components(Postgres.class).get(0);
                createTables(store, postgres);
                store(flood, postgres, context);
                try (Client client = new Client(PipelineOutputs.of(flood.served(), List.of(store))).start()) {
                    readStores(client, later, wrong);
                    redis.stop();
                    assertUnavailable(client, "/v1/scores/" + encoded("claim 7/a"));
                    assertEquals(12, client.pages("/v1/scores", 5).size(), "the history is in PostgreSQL");
                    redis.restart();
                    database.kill();
                    assertUnavailable(client, "/v1/scores");
                    assertUnavailable(client, "/v1/dead-letters");
                    database.restart();
                    assertEquals(12, client.pages("/v1/scores", 5).size());
                    assertEquals(
                            "postgres",
                            text(client.get("/v1/scores/" + encoded("claim 7/a")), "source"),
                            "Redis has lost its keys");
                }
            }
        }
    }

    private static void createTables(Pipeline store, Postgres postgres) throws SQLException {
        try (PostgresTables tables = new PostgresTables(postgres)) {
            List<String> unused = tables.create(StoreTables.of(store, postgres, List.of()), YearMonth.of(2026, 3), 1);
        }
    }

    private static void assertUnavailable(Client client, String target) {
        ApiResponse response = client.send("GET", target, Map.of());
        JsonObject problem = Client.json(503, response);
        assertEquals("application/problem+json", response.headers().get("Content-Type"));
        assertTrue(response.headers().containsKey("Retry-After"));
        assertFalse(text(problem, "detail").contains("localhost"), problem.toString());
    }

    private static void readStores(Client client, String later, String wrong) {
        JsonObject pipeline =
                client.get("/v1/pipelines").getAsJsonArray("pipelines").get(0).getAsJsonObject();
        assertEquals("[\"redis\",\"postgres\"]", pipeline.get("reads").toString());
        JsonObject latest = client.get("/v1/scores/" + encoded("claim 7/a"));
        assertEquals("redis", text(latest, "source"));
        assertEquals(later, text(latest, "origin"));
        assertEquals("claim 7/a", text(latest.getAsJsonObject("score"), "id"));
        List<JsonObject> all = client.pages("/v1/scores", 5);
        assertEquals(12, all.size(), "one row for each key and month");
        all.forEach(item -> assertEquals("postgres", text(item, "source")));
        assertEquals(later, text(all.get(0), "origin"), "newest first");
        int decided = 0;
        for (String decision : List.of("accept", "review", "refer")) {
            decided += client.pages("/v1/scores?decision=" + decision, 2).size();
        }
        assertEquals(12, decided);
        assertEquals(
                1, client.pages("/v1/scores?key=" + encoded("claim 7/a"), 5).size());
        assertEquals(
                1,
                client.pages("/v1/scores/" + encoded("claim 3/a") + "?all", 5).size());
        JsonObject letter = client.get("/v1/dead-letters/" + wrong);
        assertEquals("postgres", text(letter, "source"));
        assertEquals("{\"id\":", text(letter, "original"));
        assertEquals(
                List.of(wrong),
                client.pages("/v1/dead-letters?code=parse.json", 5).stream()
                        .map(item -> text(item, "ref"))
                        .toList());
        JsonObject sent = Client.json(200, client.send("POST", "/v1/dead-letters/" + wrong + "/replay", Map.of()));
        assertEquals("sent", text(sent, "result"), "its position in the topic is not known, so the topic is read");
        for (String hostile : List.of("' OR '1'='1", "x'; DROP TABLE riskstream.flood_scores; --", "%")) {
            String value = encoded(hostile);
            assertEquals(0, client.pages("/v1/scores?key=" + value, 5).size());
            assertEquals(0, client.pages("/v1/scores?decision=" + value, 5).size());
            assertEquals(0, client.pages("/v1/dead-letters?code=" + value, 5).size());
            assertEquals(
                    404, client.get(404, "/v1/scores/" + value).get("status").getAsInt());
        }
        assertEquals(12, client.pages("/v1/scores", 5).size());
    }

    /** The client of Kafka cannot even be created. */
    @Test
    void aBrokerWhoseNameIsUnknownDoesNotEndTheApi() throws Exception {
        Properties properties = ShippedPipelines.properties();
        properties.setProperty("kafka.bootstrap.servers", "no-such-host.invalid:9092");
        Pipeline flux = Pipeline.read(Path.of("flux/flood-claims.yaml"), properties);
        try (Client client = new Client(PipelineOutputs.of(ServedPipeline.of(flux), List.of()))) {
            client.api.start();
            assertUnavailable(client, "/v1/scores");
            assertFalse(client.api.feed().isCaughtUp());
        }
    }

    @Test
    void withoutKafkaNothingIsSaidOfTheTopics() throws Exception {
        Properties properties = ShippedPipelines.properties();
        properties.setProperty("kafka.bootstrap.servers", "localhost:1");
        Pipeline flux = Pipeline.read(Path.of("flux/flood-claims.yaml"), properties);
        try (Client client = new Client(PipelineOutputs.of(ServedPipeline.of(flux), List.of()))) {
            client.api.start();
            assertUnavailable(client, "/v1/scores");
            assertUnavailable(client, "/v1/scores/c-1");
            assertUnavailable(client, "/v1/dead-letters");
            assertEquals(
                    Optional.empty(),
                    Optional.ofNullable(client.get("/v1/counters").get("since")));
        }
    }
}
