package io.riskstream.connect.registry;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.riskstream.event.EventType;
import io.riskstream.parse.ParseAvro;
import io.riskstream.stage.SchemaId;
import io.riskstream.stage.Schemas;
import io.riskstream.testing.StageResult;
import io.riskstream.testing.StageTestDriver;
import io.riskstream.testing.TestContext;
import io.riskstream.testing.TestEvents;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the client against an HTTP server in this process. */
class SchemaRegistryTest {
    private static final String SECRET = "hunter2";
    private static final String STORE_PASSWORD = "changeit";
    private static final String CLAIM =
            "{\"type\": \"record\", \"name\": \"Claim\", \"fields\": [{\"name\": \"id\", \"type\": \"string\"}]}";
    private static final SchemaId ID = new SchemaId.AssignedNumber(17);
    private static final String PATH = "/schemas/ids/17";

    @TempDir
    private Path folder;

    private final TestContext context = new TestContext().connectingToSchemaStores();
    private RegistryServer server;

    @BeforeEach
    void start() throws IOException {
        server = RegistryServer.start();
    }

    @AfterEach
    void stop() {
        context.close();
        server.close();
    }

    private static String answer(String schema) {
        JsonObject json = new JsonObject();
        json.addProperty("schema", schema);
        return json.toString();
    }

    private Map<String, Object> options(Object... more) {
        Map<String, Object> options = new HashMap<>();
        options.put("url", "http://localhost:" + server.port());
        for (int i = 0; i < more.length; i += 2) {
            options.put((String) more[i], more[i + 1]);
        }
        return options;
    }

    /** Completes with the texts joined by a space, or with {@code missing: CAUSE} or {@code failed: CAUSE}. */
    private static CompletableFuture<String> fetch(Schemas schemas, SchemaId id) {
        CompletableFuture<String> result = new CompletableFuture<>();
        schemas.fetch(id, new Schemas.Receipt() {
            @Override
            public void found(List<String> texts) {
                result.complete(String.join(" ", texts));
            }

            @Override
            public void missing(String cause) {
                result.complete("missing: " + cause);
            }

            @Override
            public void failed(String cause) {
                result.complete("failed: " + cause);
            }
        });
        return result;
    }

    private static String result(Schemas schemas, SchemaId id)
            throws ExecutionException, InterruptedException, TimeoutException {
        return fetch(schemas, id).get(20, TimeUnit.SECONDS);
    }

    private Schemas connect(Object... more) {
        return context.schemas(new SchemaRegistry(options(more)));
    }

    @Test
    void fetchesASchemaOnceForAllThatWaitAndKeepsIt() throws Exception {
        server.with(PATH, answer(CLAIM));
        CountDownLatch gate = server.hold();
        Schemas schemas = connect();
        List<CompletableFuture<String>> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiting.add(fetch(schemas, ID));
        }
        gate.countDown();
        for (CompletableFuture<String> each : waiting) {
            assertEquals(CLAIM, each.get(20, TimeUnit.SECONDS));
        }
        assertEquals(CLAIM, result(context.anotherTask().schemas(new SchemaRegistry(options())), ID));
        assertEquals(List.of(PATH), server.requests());
    }

    @Test
    void fetchesByGuid() throws Exception {
        UUID guid = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
        server.with("/schemas/guids/" + guid, answer(CLAIM));
        assertEquals(CLAIM, result(connect(), new SchemaId.Guid(guid)));
    }

    @Test
    void fetchesReferencedSchemasBeforeThoseThatUseThem() throws Exception {
        server.with(
                        PATH,
                        "{\"schema\": \"top\", \"references\": [{\"name\": \"A\", \"subject\": \"a b/c\", \"version\": 3},"
                                + " {\"name\": \"B\", \"subject\": \"b\", \"version\": 1}]}")
                .with(
                        "/subjects/a%20b%2Fc/versions/3",
                        "{\"schema\": \"a\", \"references\": [{\"name\": \"B\", \"subject\": \"b\", \"version\": 1}]}")
                .with("/subjects/b/versions/1", answer("b"));
        assertEquals("b a top", result(connect(), ID));
        assertEquals(3, server.requests().size());
    }

    @Test
    void aSchemaThatTheRegistryDoesNotHaveIsMissingUntilTheAnswerIsTenSecondsOld() throws Exception {
        Schemas schemas = connect();
        assertEquals("missing: the schema registry has no schema 17", result(schemas, ID));
        server.with(PATH, answer(CLAIM));
        assertEquals("missing: the schema registry has no schema 17", result(schemas, ID));
        context.advance(Duration.ofSeconds(11));
        assertEquals(CLAIM, result(schemas, ID));
    }

    @Test
    void aSchemaOfAnotherKindIsMissing() throws Exception {
        server.with(PATH, "{\"schemaType\": \"PROTOBUF\", \"schema\": \"message A {}\"}");
        assertEquals("missing: schema 17 is a schema of another kind than Avro: PROTOBUF", result(connect(), ID));
    }

    @Test
    void otherAnswersAreFailures() throws Exception {
        for (String body : List.of("", "<html>", "[]", "{\"schema\": 1}", "{\"schema\": \"x\", \"references\": [1]}")) {
            server.with(PATH, body);
            String result = result(connect(), ID);
            assertTrue(result.startsWith("failed: "), result);
            context.advance(Duration.ofMinutes(1));
        }
        server.with(PATH, answer(CLAIM)).withStatus(500);
        String result = result(connect(), ID);
        assertTrue(result.endsWith("answers with status 500"), result);
        assertEquals(6, context.count("registry.errors"));
    }

    @Test
    void aRefusedUserIsAFailureThatNamesTheOptionsButNotTheSecret() throws Exception {
        server.withStatus(401);
        context.withSecret("env:PASSWORD", SECRET);
        String result = result(connect("user", "reader", "password", "env:PASSWORD"), ID);
        assertTrue(result.contains("status 401") && result.contains("'user' and 'password'"), result);
        assertFalse(result.contains(SECRET), result);
        String expected =
                "Basic " + Base64.getEncoder().encodeToString(("reader:" + SECRET).getBytes(StandardCharsets.UTF_8));
        assertEquals(List.of(expected), server.authorizations());
    }

    @Test
    void aRedirectIsNotFollowedBecauseThePasswordIsForTheConfiguredAddress() throws Exception {
        server.withStatus(302);
        assertTrue(result(connect(), ID).endsWith("answers with status 302"));
        assertEquals(1, server.requests().size());
    }

    @Test
    void aSlowRegistryFailsAfterTheTimeLimit() throws Exception {
        server.with(PATH, answer(CLAIM));
        CountDownLatch gate = server.hold();
        Schemas schemas = connect("requestTimeoutMillis", 100);
        assertEquals(Duration.ofMillis(200), schemas.deadline());
        String result = result(schemas, ID);
        assertTrue(result.endsWith("does not answer: no answer within 100 ms"), result);
        gate.countDown();
    }

    @Test
    void anAnswerWithoutEndFails() throws Exception {
        server.with(PATH, answer("x".repeat(BoundedBody.MAX_BYTES)));
        String result = result(connect(), ID);
        assertTrue(result.contains("more than " + BoundedBody.MAX_BYTES + " bytes"), result);
    }

    @Test
    void afterAFailureNoRequestIsSentForAPauseThatGrows() throws Exception {
        server.withStatus(503);
        Schemas schemas = connect();
        assertTrue(result(schemas, ID).endsWith("503"));
        assertTrue(result(schemas, ID).endsWith("503"));
        assertTrue(result(schemas, new SchemaId.AssignedNumber(18)).endsWith("503"));
        assertEquals(1, server.requests().size());
        context.advance(Duration.ofMillis(101));
        assertTrue(result(schemas, ID).endsWith("503"));
        context.advance(Duration.ofMillis(101));
        assertTrue(result(schemas, ID).endsWith("503"));
        assertEquals(2, server.requests().size());
        context.advance(Duration.ofMillis(100));
        server.withStatus(200).with(PATH, answer(CLAIM));
        assertEquals(CLAIM, result(schemas, ID));
    }

    @Test
    void usesTheNextAddressAfterAFailure() throws Exception {
        int dead = server.port();
        server.close();
        server = RegistryServer.start().with(PATH, answer(CLAIM));
        Schemas schemas = connect("url", "http://localhost:" + dead + ", http://localhost:" + server.port() + "/");
        assertTrue(result(schemas, ID).startsWith("failed: "));
        context.advance(Duration.ofSeconds(1));
        assertEquals(CLAIM, result(schemas, ID));
    }

    @Test
    void keepsTheSchemasThatWereUsedLast() throws Exception {
        Schemas schemas = connect("cacheEntries", 2);
        for (int id : List.of(1, 2, 1, 3, 1, 2)) {
            server.with("/schemas/ids/" + id, answer(CLAIM));
            assertEquals(CLAIM, result(schemas, new SchemaId.AssignedNumber(id)));
        }
        assertEquals(
                List.of("/schemas/ids/1", "/schemas/ids/2", "/schemas/ids/3", "/schemas/ids/2"), server.requests());
    }

    @Test
    void closingFailsWhatWaits() throws Exception {
        server.hold();
        TestContext task = context.anotherTask();
        CompletableFuture<String> waiting = fetch(task.schemas(new SchemaRegistry(options())), ID);
        await().until(() -> !server.requests().isEmpty());
        task.close();
        assertEquals("failed: the client is closed", waiting.get(20, TimeUnit.SECONDS));
    }

    /** An event is retried while the registry is away, and passes when it is back. */
    @Test
    void anEventPassesWhenTheRegistryIsBack() throws Exception {
        int port = server.port();
        server.close();
        EventType type = TestEvents.type("id:STRING");
        ParseAvro parser = new ParseAvro(type, new SchemaRegistry(options()), Map.of());
        try (StageTestDriver driver = StageTestDriver.open(parser, context)) {
            byte[] value = {0, 0, 0, 0, 17, 4, 'c', '1'};
            StageResult away = driver.run(TestEvents.event(Instant.EPOCH, value));
            assertFalse(away.passed());
            assertEquals(5, away.attempts());
            server = RegistryServer.start(port).with(PATH, answer(CLAIM));
            StageResult back = driver.run(TestEvents.event(Instant.EPOCH, value));
            assertEquals(Optional.of("c1"), back.field("id"));
        }
    }

    @Test
    void verifiesTheCertificateOfTheHost() throws Exception {
        Path certificate = startWithCertificate("localhost");
        String url = "https://localhost:" + server.port();
        assertEquals(CLAIM, result(connect("url", url, "caCertificates", certificate.toString()), ID));
        String untrusted = result(connect("url", url), ID);
        assertTrue(untrusted.contains("unable to find valid certification path"), untrusted);

        Path other = startWithCertificate("elsewhere.example");
        url = "https://localhost:" + server.port();
        String wrongHost = result(connect("url", url, "caCertificates", other.toString()), ID);
        assertTrue(wrongHost.startsWith("failed: ") && wrongHost.contains("localhost"), wrongHost);
        assertTrue(server.requests().isEmpty());
    }

    @Test
    void certificatesThatCannotBeReadAreAnErrorOfTheWorker() {
        String message = assertThrows(
                        IllegalStateException.class,
                        () -> connect("url", "https://localhost:1", "caCertificates", "nowhere.pem"))
                .getMessage();
        assertTrue(message.contains("nowhere.pem") && message.contains("NoSuchFile"), message);
    }

    private Path startWithCertificate(String host) throws Exception {
        server.close();
        Path store = folder.resolve(host + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + host,
                        "-ext",
                        "san=dns:" + host,
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        STORE_PASSWORD)
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, keytool.waitFor(), output);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, STORE_PASSWORD.toCharArray());
        }
        server = RegistryServer.startWithTls(tls(keys)).with(PATH, answer(CLAIM));
        Path certificate = folder.resolve(host + ".pem");
        String base64 = Base64.getMimeEncoder()
                .encodeToString(keys.getCertificate("server").getEncoded());
        Files.writeString(certificate, "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
        return certificate;
    }

    private static SSLContext tls(KeyStore keys) throws GeneralSecurityException {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, STORE_PASSWORD.toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        return tls;
    }

    private static String problemOf(Map<String, Object> options) {
        return assertThrows(IllegalArgumentException.class, () -> new SchemaRegistry(options))
                .getMessage();
    }

    @Test
    void rejectsALiteralSecretAndDoesNotShowIt() {
        List<Map<String, Object>> wrong = List.of(
                options("user", "u", "password", SECRET),
                options("user", "u", "password", List.of(SECRET)),
                options("user", "u:" + SECRET, "password", "env:P"),
                options("url", "https://u:" + SECRET + "@registry:8081"),
                options("url", "https://registry:8081?key=" + SECRET));
        for (Map<String, Object> options : wrong) {
            assertFalse(problemOf(options).contains(SECRET), problemOf(options));
        }
        assertTrue(problemOf(wrong.get(0)).contains("env:NAME or file:PATH"));
    }

    @Test
    void rejectsInvalidOptions() {
        assertTrue(problemOf(options("user", "u")).contains("must be set together"));
        assertTrue(problemOf(options("password", "env:P")).contains("must be set together"));
        assertTrue(problemOf(options("caCertificates", "x.pem")).contains("needs an https address"));
        assertTrue(problemOf(options("url", "registry:8081")).contains("http or https address"));
        assertTrue(problemOf(options("usr", "u")).contains("did you mean 'user'?"));
        assertTrue(problemOf(options("cacheEntries", 0)).contains("between 1 and"));
    }

    @Test
    void showsTheAddressAndTheUserButNotTheSecret() {
        assertEquals(
                "SchemaRegistry[https://registry:8081 reader]",
                new SchemaRegistry(options(
                                "url", "https://registry:8081/", "user", "reader", "password", "env:REGISTRY_PASSWORD"))
                        .toString());
        assertEquals(
                new SchemaRegistry(options()).toString(),
                new SchemaRegistry(options("user", "", "password", "")).toString());
    }
}
