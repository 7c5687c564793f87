package io.riskstream.connect.cosmos;

import static io.riskstream.connect.TestOutputs.deadLetter;
import static io.riskstream.connect.TestOutputs.failure;
import static io.riskstream.connect.TestOutputs.publish;
import static io.riskstream.connect.TestOutputs.score;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.cosmos.CosmosClient;
import com.azure.cosmos.CosmosClientBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.connect.cosmos.FaultyCosmosProxy.Fault;
import io.riskstream.stage.Message;
import io.riskstream.stage.Publisher;
import io.riskstream.testing.FutureReceipt;
import io.riskstream.testing.TestContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a ledger of what was published and of what a stand-in for Cosmos DB has, while a proxy throttles, fails and cuts the requests. */
@Tag("stores")
final class CosmosIT {
    private static final Logger LOG = LoggerFactory.getLogger(CosmosIT.class);
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String PLAIN_HTTP = "COSMOS.HTTP_CONNECTION_WITHOUT_TLS_ALLOWED";
    private static final String KEY =
            "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==";
    /** Begins every key and every decision, so that a log line with a value of an event is found. */
    private static final String SECRET_VALUE = "personal-";

    private static CosmosStandIn standIn;
    private static FaultyCosmosProxy proxy;
    private static CosmosClient admin;
    private static RecordedLog log;

    private final List<TestContext> contexts = new ArrayList<>();
    private String name;

    /** Keeps the lines that contain a value of an event. */
    private static final class RecordedLog extends AbstractAppender {
        private final ConcurrentLinkedQueue<String> leaks = new ConcurrentLinkedQueue<>();

        private RecordedLog() {
            super("leaks", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            String text = event.getMessage().getFormattedMessage() + " " + event.getThrown();
            if (text.contains(SECRET_VALUE) || text.contains(KEY)) {
                leaks.add(event.getLevel() + " " + event.getLoggerName() + " "
                        + text.substring(0, Math.min(300, text.length())));
            }
        }
    }

    @BeforeAll
    static void start() throws IOException {
        standIn = CosmosStandIn.start();
        System.setProperty(PLAIN_HTTP, "true");
        proxy = new FaultyCosmosProxy(standIn.port());
        admin = new CosmosClientBuilder()
                .endpoint("http://127.0.0.1:" + standIn.port())
                .key(KEY)
                .gatewayMode()
                .endpointDiscoveryEnabled(false)
                .buildClient();
        admin.createDatabaseIfNotExists("claims");
        log = new RecordedLog();
        log.start();
        ((LoggerContext) LogManager.getContext(false)).getRootLogger().addAppender(log);
    }

    @AfterAll
    static void stop() {
        if (standIn != null) {
            ((LoggerContext) LogManager.getContext(false)).getRootLogger().removeAppender(log);
            admin.close();
            proxy.close();
            standIn.close();
            System.clearProperty(PLAIN_HTTP);
        }
    }

    @BeforeEach
    void createContainer(TestInfo test) {
        name = test.getTestMethod().orElseThrow().getName();
        admin.getDatabase("claims").createContainerIfNotExists(name, "/pk");
        proxy.fail(0);
        proxy.counts().clear();
    }

    @AfterEach
    void close() {
        contexts.forEach(TestContext::close);
        assertEquals(List.of(), List.copyOf(log.leaks), "no line of the log has a value of an event or a secret");
    }

    private Publisher worker(Object... more) {
        Map<String, Object> options = new HashMap<>(Map.of(
                "endpoint",
                "http://127.0.0.1:" + proxy.port(),
                "database",
                "claims",
                "accountKey",
                "env:COSMOS_KEY",
                "requestTimeoutMillis",
                5_000,
                "retryMillis",
                3_000,
                "endpointDiscovery",
                false));
        for (int i = 0; i < more.length; i += 2) {
            options.put((String) more[i], more[i + 1]);
        }
        TestContext context = new TestContext().withSecret("env:COSMOS_KEY", KEY);
        contexts.add(context);
        return new Cosmos(options).connect(context);
    }

    private Message message(int key, long timestamp, long offset) {
        Message message = score(SECRET_VALUE + "k/" + key, timestamp, offset, SECRET_VALUE + "v" + offset);
        return new Message(name, message.key(), message.value(), message.headers());
    }

    /** Returns the documents of the container. */
    private List<JsonObject> documents() {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + standIn.port() + "/dbs/claims/colls/" + name + "/docs"))
                .header("x-ms-max-item-count", "10000")
                .build();
        try {
            String body = HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
            List<JsonObject> documents = new ArrayList<>();
            JsonParser.parseString(body)
                    .getAsJsonObject()
                    .getAsJsonArray("Documents")
                    .forEach(document -> documents.add(document.getAsJsonObject()));
            return documents;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the property of each document by its id. */
    private Map<String, String> stored(String property) {
        Map<String, String> stored = new TreeMap<>();
        for (JsonObject document : documents()) {
            JsonElement value = document.get(property);
            assertEquals(
                    null,
                    stored.put(
                            document.get("id").getAsString(),
                            value.isJsonPrimitive() ? value.getAsString() : value.toString()),
                    "one document for each id");
        }
        return stored;
    }

    private static int publishAll(Publisher publisher, List<Message> messages) {
        int failed = 0;
        List<Message> waiting = messages;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!waiting.isEmpty()) {
            List<FutureReceipt> receipts = waiting.stream()
                    .map(message -> FutureReceipt.of(publisher, message))
                    .toList();
            List<Message> again = new ArrayList<>();
            for (int i = 0; i < receipts.size(); i++) {
                Optional<Throwable> failure = failure(receipts.get(i));
                if (failure.isPresent()) {
                    assertFalse(failure.get() instanceof Publisher.Refused, () -> "refused: " + failure.get());
                    again.add(waiting.get(i));
                }
            }
            failed += again.size();
            assertTrue(System.nanoTime() < end, again.size() + " messages were not acknowledged in time");
            waiting = again;
        }
        return failed;
    }

    @Test
    void storesVerdictsAsObjectsAndDeadLettersAsBytes() {
        assertEquals(Optional.empty(), publish(worker("ttlSeconds", 60), message(1, 5, 7)));
        JsonObject document = documents().get(0);
        assertEquals("claims-0@7", document.get("id").getAsString());
        assertEquals(SECRET_VALUE + "k/1", document.get("pk").getAsString());
        assertEquals(12.5, document.getAsJsonObject("body").get("score").getAsDouble());
        assertEquals(60, document.get("ttl").getAsInt());
        Message letter = deadLetter(8, new byte[] {0, '{'});
        assertEquals(
                Optional.empty(), publish(worker(), new Message(name, letter.key(), letter.value(), letter.headers())));
        assertEquals("AHs=", documents().get(1).get("original").getAsString());
    }

    @Test
    void losesNoDocumentOfTheAuditWhileRequestsFail() {
        List<Message> messages = new ArrayList<>();
        Map<String, String> expected = new TreeMap<>();
        for (int i = 0; i < 600; i++) {
            messages.add(message(i % 50, i / 10, i));
            expected.put("claims-0@" + i, "claims-0@" + i);
        }
        Collections.shuffle(messages, new Random(1));
        Publisher publisher = worker();
        proxy.fail(0.5, Fault.values());
        int failed = publishAll(publisher, messages);
        assertEquals(expected, stored("origin"));
        Map<String, String> bodies = stored("body");
        for (int replay = 0; replay < 2; replay++) {
            failed += publishAll(publisher, messages);
            assertEquals(expected, stored("origin"));
            assertEquals(bodies, stored("body"));
        }
        assertTrue(proxy.counts().keySet().size() == Fault.values().length, "each fault happened: " + proxy.counts());
        LOG.info(
                "audit: 600 documents, each published three times; faults {}, {} attempts of the stage failed",
                proxy.counts(),
                failed);
    }

    @Test
    void keepsTheLatestOfEachKeyWhileRequestsFailAndTwoWorkersWrite() throws InterruptedException {
        List<Message> messages = new ArrayList<>();
        Map<String, String> expected = new TreeMap<>();
        for (int version = 0; version < 6; version++) {
            for (int key = 0; key < 40; key++) {
                long offset = version * 40L + key;
                messages.add(message(key, version / 2, offset));
                expected.put(SECRET_VALUE + "k~2f" + key, "claims-0@" + offset);
            }
        }
        Collections.shuffle(messages, new Random(2));
        proxy.fail(0.3, Fault.THROTTLED, Fault.UNAVAILABLE, Fault.TIMED_OUT, Fault.CUT_BEFORE, Fault.CUT_AFTER);
        Publisher first = worker("keep", "LATEST");
        Publisher second = worker("keep", "LATEST");
        Thread other = new Thread(() -> publishAll(first, messages));
        other.start();
        List<Message> otherOrder = new ArrayList<>(messages);
        Collections.shuffle(otherOrder, new Random(3));
        int failed = publishAll(second, otherOrder);
        other.join(PATIENCE.toMillis());
        assertEquals(expected, stored("origin"));
        Map<String, String> bodies = stored("body");
        publishAll(first, messages);
        publishAll(first, otherOrder);
        assertEquals(expected, stored("origin"));
        assertEquals(bodies, stored("body"));
        LOG.info(
                "latest: 40 documents of 240 versions by two workers, replayed twice; faults {}, {} attempts of a"
                        + " stage failed",
                proxy.counts(),
                failed);
    }

    @Test
    void waitsForAMissingContainer() {
        Publisher publisher = worker();
        Message message = message(1, 5, 7);
        Message elsewhere = new Message("missing", message.key(), message.value(), message.headers());
        assertInstanceOf(
                Publisher.TopicUnavailable.class, publish(publisher, elsewhere).orElseThrow());
        assertTrue(contexts.get(0).reports().toString().contains("no such container"));
        admin.getDatabase("claims").createContainerIfNotExists("missing", "/pk");
        assertEquals(0, publishAll(publisher, List.of(message)));
        publishAll(publisher, List.of(elsewhere));
    }

    @Test
    void failsWithoutTheAddressOfADocumentWhileTheServerIsDown() {
        Publisher publisher = worker("endpoint", "http://127.0.0.1:1");
        String failure = publish(publisher, message(1, 5, 7)).orElseThrow().getMessage();
        assertTrue(failure.contains("does not answer"), failure);
        assertFalse(contexts.get(0).reports().toString().contains(SECRET_VALUE));
    }
}
