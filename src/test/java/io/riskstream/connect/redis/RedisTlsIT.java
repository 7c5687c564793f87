package io.riskstream.connect.redis;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.riskstream.stage.Records;
import io.riskstream.testing.TestContext;
import io.riskstream.tools.local.EmbeddedRedis;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;

/** Tests TLS with a real server. It is skipped if redis-server was built without TLS, as the binary in embedded-redis is. */
final class RedisTlsIT {
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";
    private static final String STORE_PASSWORD = "changeit";

    @TempDir
    private Path folder;

    private final TestContext context = new TestContext().connectingToStores();
    private final Optional<String> trustedBefore = Optional.ofNullable(System.getProperty(TRUST_STORE));
    private final Queue<String> changed = new ConcurrentLinkedQueue<>();
    private EmbeddedRedis server;
    private int port;

    @AfterEach
    void stop() {
        context.close();
        if (server != null) {
            server.close();
        }
        trustedBefore.ifPresentOrElse(
                store -> System.setProperty(TRUST_STORE, store), () -> System.clearProperty(TRUST_STORE));
    }

    @Test
    void fetchesAndTracksWithATrustedCertificate() throws Exception {
        Path certificate = startWithCertificate("localhost");
        Records records = context.records(redis("localhost", "caCertificates", certificate.toString()));
        records.watch(Set.of("county:"), changed::add);
        RecordProbe probe = new RecordProbe("county:1");
        records.fetch(List.of(probe));
        assertEquals("none", probe.result().get(10, TimeUnit.SECONDS));
        assertTrue(probe.token().isValid() && probe.token().isTracked());
        try (Jedis admin = new Jedis("127.0.0.1", server.port())) {
            admin.set("county:1", "new");
            await().until(() -> changed.contains("county:1"));
            assertTrue(admin.clientList().contains("laddr=127.0.0.1:" + port));
        }
    }

    @Test
    void trustsTheCertificatesOfTheJvmByDefault() throws Exception {
        startWithCertificate("localhost");
        assertTrue(failureOf(redis("localhost")).contains("unable to find valid certification path"));
        System.setProperty(TRUST_STORE, folder.resolve("trusted.p12").toString());
        assertEquals(
                List.of("none"),
                RecordProbe.fetch(
                                context.anotherTask().records(redis("localhost", "clientName", "second")),
                                List.of("key"))
                        .get(10, TimeUnit.SECONDS));
    }

    @Test
    void rejectsATrustedCertificateForAnotherHost() throws Exception {
        Path certificate = startWithCertificate("elsewhere.example");
        String failure = failureOf(redis("localhost", "caCertificates", certificate.toString()));
        assertTrue(failure.contains("localhost") && failure.contains("Certificate"), failure);
    }

    @Test
    void verifiesTheHostOfTheClusterForAServerKnownByAddress() throws Exception {
        Path certificate = startWithCertificate("localhost", "--cluster-enabled", "yes", "--tls-cluster", "yes");
        try (Jedis admin = new Jedis("127.0.0.1", server.port())) {
            admin.sendCommand(Command.CLUSTER, "ADDSLOTSRANGE", "0", "16383");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> clusterInfo(admin).contains("cluster_state:ok"));
        }
        Records records =
                context.records(redis("localhost", "caCertificates", certificate.toString(), "cluster", true));
        assertEquals(List.of("none"), RecordProbe.fetch(records, List.of("key")).get(10, TimeUnit.SECONDS));
    }

    @Test
    void doesNotFallBackToPlainText() {
        server = EmbeddedRedis.start();
        port = server.port();
        failureOf(redis("localhost", "socketTimeoutMillis", 500));
    }

    @Test
    void reportsTheFileOfUnreadableCertificates() {
        server = EmbeddedRedis.start();
        port = server.port();
        String failure = failureOf(redis(
                "localhost", "caCertificates", folder.resolve("nowhere.pem").toString()));
        assertTrue(failure.contains("nowhere.pem") && failure.contains("NoSuchFile"), failure);
    }

    private static String clusterInfo(Jedis admin) {
        return new String((byte[]) admin.sendCommand(Command.CLUSTER, "INFO"), StandardCharsets.UTF_8);
    }

    private String failureOf(Redis redis) {
        return assertThrows(ExecutionException.class, () -> RecordProbe.fetch(context.records(redis), List.of("key"))
                        .get(20, TimeUnit.SECONDS))
                .getCause()
                .getMessage();
    }

    private Redis redis(String host, Object... more) {
        Map<String, Object> options = TestRedis.options(host, more);
        options.put("port", port);
        options.put("tls", true);
        return new Redis(options);
    }

    /** Starts a server with a certificate for this host and returns the certificate as PEM. {@code trusted.p12} is a trust store with it. */
    private Path startWithCertificate(String name, String... more) throws Exception {
        Path store = folder.resolve("server.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "redis",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=dns:" + name,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        STORE_PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertEquals(0, keytool.waitFor());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, STORE_PASSWORD.toCharArray());
        }
        writeTrustStore(keys);
        Path certificate = pem("CERTIFICATE", keys.getCertificate("redis").getEncoded());
        Path key = pem(
                "PRIVATE KEY",
                keys.getKey("redis", STORE_PASSWORD.toCharArray()).getEncoded());
        port = freePort();
        List<String> arguments = new ArrayList<>(List.of(
                "--tls-port",
                "" + port,
                "--tls-cert-file",
                certificate.toString(),
                "--tls-key-file",
                key.toString(),
                "--tls-ca-cert-file",
                certificate.toString(),
                "--tls-auth-clients",
                "no"));
        arguments.addAll(List.of(more));
        try {
            server = EmbeddedRedis.start(arguments.toArray(String[]::new));
        } catch (IllegalStateException e) {
            assumeTrue(
                    !e.getMessage().contains("tls-port"),
                    "this redis-server has no TLS; the one of Debian's package redis-server has");
            throw e;
        }
        return certificate;
    }

    private void writeTrustStore(KeyStore keys) throws IOException, GeneralSecurityException {
        KeyStore certificates = KeyStore.getInstance("JKS");
        certificates.load(null, null);
        certificates.setCertificateEntry("redis", keys.getCertificate("redis"));
        try (var out = Files.newOutputStream(folder.resolve("trusted.p12"))) {
            certificates.store(out, STORE_PASSWORD.toCharArray());
        }
    }

    private Path pem(String type, byte[] content) throws IOException {
        String text = "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + type
                + "-----\n";
        return Files.writeString(folder.resolve(type.replace(' ', '-') + ".pem"), text);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
