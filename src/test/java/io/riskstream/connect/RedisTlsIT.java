package io.riskstream.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.TestContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS, against a server of our own that knows two answers: the embedded Redis is built without TLS. */
final class RedisTlsIT {
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";
    private static final String PASSWORD = "changeit";

    @TempDir
    private Path folder;

    private final TestContext context = new TestContext();
    private final Optional<String> trustedBefore = Optional.ofNullable(System.getProperty(TRUST_STORE));

    @AfterEach
    void restore() {
        context.close();
        trustedBefore.ifPresentOrElse(
                store -> System.setProperty(TRUST_STORE, store), () -> System.clearProperty(TRUST_STORE));
    }

    @Test
    void aCertificateOfTheServersNameIsAccepted() throws Exception {
        try (SSLServerSocket server = serverCalled("localhost")) {
            assertEquals(List.of("none"), ask(server).get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void aTrustedCertificateOfAnotherNameIsRefused() throws Exception {
        try (SSLServerSocket server = serverCalled("elsewhere.example")) {
            ExecutionException failure =
                    assertThrows(ExecutionException.class, () -> ask(server).get(10, TimeUnit.SECONDS));
            String message = failure.getCause().getMessage();
            assertTrue(message.contains("localhost") && message.contains("Certificate"), message);
        }
    }

    private CompletableFuture<List<String>> ask(SSLServerSocket server) {
        Redis redis = new Redis(Map.of("host", "localhost", "port", server.getLocalPort(), "tls", true));
        return Asked.texts(context.records(redis), List.of("key"));
    }

    /** A server whose certificate bears this name, and is trusted by this JVM. */
    private SSLServerSocket serverCalled(String name)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve(name + ".p12");
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
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertEquals(0, keytool.waitFor());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        Path trusted = folder.resolve(name + "-trusted.jks");
        KeyStore certificates = KeyStore.getInstance("JKS");
        certificates.load(null, null);
        certificates.setCertificateEntry("redis", keys.getCertificate("redis"));
        try (var out = Files.newOutputStream(trusted)) {
            certificates.store(out, PASSWORD.toCharArray());
        }
        System.setProperty(TRUST_STORE, trusted.toString());

        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        SSLServerSocket server = (SSLServerSocket)
                tls.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getByName("localhost"));
        Thread serving = new Thread(() -> serve(server), "tls-server");
        serving.setDaemon(true);
        serving.start();
        return server;
    }

    private static void serve(SSLServerSocket server) {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                byte[] buffer = new byte[4096];
                for (int n = client.getInputStream().read(buffer);
                        n > 0;
                        n = client.getInputStream().read(buffer)) {
                    String command = new String(buffer, 0, n, StandardCharsets.US_ASCII);
                    String answer = command.contains("MGET") ? "*1\r\n$-1\r\n" : "+OK\r\n";
                    client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException refusedByTheClientOrClosed) {
                // the client's side is what the test looks at
            }
        }
    }
}
