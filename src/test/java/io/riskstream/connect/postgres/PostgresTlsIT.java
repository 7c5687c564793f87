package io.riskstream.connect.postgres;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.riskstream.stage.Publisher;
import io.riskstream.testing.FutureReceipt;
import io.riskstream.testing.TestContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.sql.SQLException;
import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests TLS, logins and secrets with an installed PostgreSQL; the embedded one has no TLS. */
@Tag("stores")
class PostgresTlsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String PASSWORD = "changeit";

    @TempDir
    private static Path directory;

    private static Path certificate;
    private static Path otherCertificate;
    private static Path passwordFile;
    private static InstalledPostgres server;

    private final TestContext context = new TestContext();
    private final List<Publisher> open = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(
                InstalledPostgres.binaries().isPresent(), "no PostgreSQL is installed (Debian's package postgresql)");
        certificate = certificate("server", "localhost");
        otherCertificate = certificate("other", "localhost");
        passwordFile = Files.writeString(directory.resolve("password"), "first\n");
        server = InstalledPostgres.start(
                directory.resolve("data"),
                List.of(
                        "hostnossl all postgres 127.0.0.1/32 trust",
                        "hostssl all postgres 127.0.0.1/32 trust",
                        "hostssl all writer 127.0.0.1/32 scram-sha-256",
                        "hostssl all plain 127.0.0.1/32 password"),
                "ssl = on",
                "ssl_cert_file = '" + certificate + "'",
                "ssl_key_file = '" + directory.resolve("server.key") + "'",
                "password_encryption = 'scram-sha-256'",
                "fsync = off");
        try (PostgresTables tables = new PostgresTables(sink("user", "postgres"))) {
            tables.create(Map.of("scores", PostgresTables.Contents.SCORES), YearMonth.of(2026, 1), 1);
        }
        server.sql(
                "CREATE ROLE writer LOGIN PASSWORD 'first'",
                "CREATE ROLE plain LOGIN PASSWORD 'first'",
                "GRANT USAGE ON SCHEMA riskstream TO writer, plain",
                "GRANT SELECT, INSERT, UPDATE ON riskstream.scores TO writer, plain");
    }

    /** Writes NAME.pem and NAME.key with a new certificate for a host, and returns the former. */
    private static Path certificate(String name, String host) throws IOException, GeneralSecurityException {
        Path store = directory.resolve(name + ".p12");
        run(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "RSA",
                "-dname",
                "CN=" + host,
                "-ext",
                "san=dns:" + host,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        Path key = directory.resolve(name + ".key");
        Files.writeString(
                key,
                pem("PRIVATE KEY", keys.getKey(name, PASSWORD.toCharArray()).getEncoded()));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        return Files.writeString(
                directory.resolve(name + ".pem"),
                pem("CERTIFICATE", keys.getCertificate(name).getEncoded()));
    }

    private static String pem(String type, byte[] bytes) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + type + "-----\n";
    }

    private static void run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), output);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @AfterEach
    void closePublishers() {
        open.forEach(Publisher::close);
        context.close();
    }

    private static Postgres sink(Object... options) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "hosts",
                "localhost:" + server.port(),
                "database",
                "postgres",
                "user",
                "writer",
                "password",
                "file:" + passwordFile,
                "tls",
                true,
                "caCertificates",
                certificate.toString(),
                "statementTimeoutMillis",
                2_000,
                "connectTimeoutMillis",
                2_000));
        for (int i = 0; i < options.length; i += 2) {
            all.put((String) options[i], options[i + 1]);
        }
        return new Postgres(all);
    }

    private Publisher publisher(Object... options) {
        Publisher publisher = new PostgresPublisher(sink(options), context);
        open.add(publisher);
        return publisher;
    }

    /** Publishes a score, and returns why it failed; empty if it was acknowledged. */
    private static Optional<String> failure(Publisher publisher, String key) {
        try {
            FutureReceipt.of(publisher, StoredScores.score("scores", key, 1))
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(e.getCause().getMessage());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private String reports() {
        return context.reports().toString();
    }

    @Test
    void writesOverTlsWithALoginThatIsBoundToTheConnection() {
        assertEquals(Optional.empty(), failure(publisher("channelBinding", "REQUIRE"), "bound"));
        assertEquals(
                List.of("t"),
                server.sql("SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = 'writer'"));
    }

    @Test
    void refusesAServerWithoutChannelBindingIfItIsRequired() {
        assertEquals(Optional.empty(), failure(publisher("user", "plain"), "plain"));
        assertTrue(failure(publisher("user", "plain", "channelBinding", "REQUIRE"), "plain-2")
                .isPresent());
        assertTrue(reports().contains("hannel"), reports());
        assertEquals(Optional.empty(), failure(publisher("channelBinding", "DISABLE"), "unbound"));
    }

    @Test
    void refusesACertificateThatIsNotTrusted() {
        assertTrue(failure(publisher("caCertificates", otherCertificate.toString()), "ca")
                .isPresent());
        assertTrue(reports().contains("path"), reports());
        assertEquals(List.of("0"), server.sql("SELECT count(*) FROM riskstream.scores WHERE key = 'ca'"));
    }

    @Test
    void refusesACertificateForAnotherHost() {
        assertTrue(failure(publisher("hosts", "127.0.0.1:" + server.port()), "host")
                .isPresent());
        assertTrue(reports().contains("127.0.0.1") && reports().contains("host"), reports());
    }

    @Test
    void doesNotFallBackToPlainText() throws SQLException {
        server.sql("ALTER SYSTEM SET ssl = off", "SELECT pg_reload_conf()");
        try {
            await().atMost(PATIENCE).until(() -> failure(publisher("user", "postgres"), "plain-text")
                    .isPresent());
            assertTrue(reports().contains("SSL"), reports());
        } finally {
            server.sql("ALTER SYSTEM RESET ssl", "SELECT pg_reload_conf()");
        }
        Publisher again = publisher();
        await().atMost(PATIENCE).until(() -> failure(again, "tls-again").isEmpty());
    }

    @Test
    void usesAChangedPasswordForTheNextConnection() throws IOException {
        Publisher publisher = publisher();
        assertEquals(Optional.empty(), failure(publisher, "before"));
        server.sql("ALTER ROLE writer PASSWORD 'second'", disconnectWriter());
        await().atMost(PATIENCE).until(() -> failure(publisher, "between").isPresent());
        assertFalse(reports().contains("first"), reports());
        Files.writeString(passwordFile, "second\n");
        try {
            await().atMost(PATIENCE).until(() -> failure(publisher, "after").isEmpty());
        } finally {
            server.sql("ALTER ROLE writer PASSWORD 'first'");
            Files.writeString(passwordFile, "first\n");
        }
    }

    private static String disconnectWriter() {
        return "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'writer'";
    }

    @Test
    void goesOnAfterAFrozenServer() {
        Publisher publisher = publisher("statementTimeoutMillis", 500);
        assertEquals(Optional.empty(), failure(publisher, "frozen-1"));
        server.signal("STOP");
        try {
            assertTrue(failure(publisher, "frozen-2").isPresent());
        } finally {
            server.signal("CONT");
        }
        await().atMost(PATIENCE).until(() -> failure(publisher, "frozen-2").isEmpty());
    }
}
