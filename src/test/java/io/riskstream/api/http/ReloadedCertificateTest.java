package io.riskstream.api.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadedCertificateTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path folder;

    private Path certificate() {
        return folder.resolve("server.pem");
    }

    private Path key() {
        return folder.resolve("server.key");
    }

    private ServerSettings.Tls files() {
        return new ServerSettings.Tls(certificate(), key());
    }

    private record Pem(String certificate, String key) {}

    private Pem create(String name, String algorithm)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=" + name,
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, keytool.waitFor(), output);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        return new Pem(
                pem("CERTIFICATE", keys.getCertificate("server").getEncoded()),
                pem("PRIVATE KEY", keys.getKey("server", PASSWORD).getEncoded()));
    }

    private static String pem(String type, byte[] encoded) {
        return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(encoded) + "\n-----END " + type
                + "-----\n";
    }

    private void write(Pem pem) throws IOException {
        Files.writeString(certificate(), pem.certificate());
        Files.writeString(key(), pem.key());
    }

    private static SSLSocket connect(int port) throws IOException, GeneralSecurityException {
        TrustManager all = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {all}, null);
        return (SSLSocket) tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    }

    private static void send(SSLSocket socket, String header) throws IOException {
        socket.getOutputStream()
                .write(("GET /things/a HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns the name in the certificate that the server presents. */
    private static String presented(int port) throws IOException, GeneralSecurityException {
        try (SSLSocket socket = connect(port)) {
            socket.startHandshake();
            X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            send(socket, "Connection: close\r\n");
            String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(reply.startsWith("HTTP/1.1 200"), reply);
            assertTrue(reply.contains("Strict-Transport-Security: max-age="), reply);
            return certificate.getSubjectX500Principal().getName();
        }
    }

    @Test
    void aChangedCertificateIsUsedWithoutARestartAndAnInvalidOneIsNot() throws Exception {
        write(create("first", "EC"));
        try (TestServer test = new TestServer(ServerSettings.of("127.0.0.1", 0).withTls(files()))) {
            assertEquals("CN=first", presented(test.port()));
            write(create("second", "RSA"));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> presented(test.port()).equals("CN=second"));
            Files.writeString(certificate(), create("third", "EC").certificate());
            // the certificate of one pair with the key of another is not used, so the next whole pair is what is seen
            Pem fourth = create("fourth", "EC");
            assertEquals("CN=second", presented(test.port()));
            write(fourth);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> presented(test.port()).equals("CN=fourth"));
        }
    }

    @Test
    void aPairThatDoesNotBelongTogetherIsAnErrorOfTheStart() throws Exception {
        Files.writeString(certificate(), create("one", "EC").certificate());
        Files.writeString(key(), create("other", "EC").key());
        IllegalArgumentException failure = assertThrows(
                IllegalArgumentException.class,
                () -> new TestServer(ServerSettings.of("127.0.0.1", 0).withTls(files())));
        assertTrue(failure.getMessage().contains("the key of another certificate"), failure.getMessage());
        Files.writeString(key(), "-----BEGIN RSA PRIVATE KEY-----\n");
        failure = assertThrows(
                IllegalArgumentException.class,
                () -> new TestServer(ServerSettings.of("127.0.0.1", 0).withTls(files())));
        assertTrue(failure.getMessage().contains("openssl pkcs8"), failure.getMessage());
    }

    private ServerSettings withHeaderTimeout(Duration time) {
        return ServerSettings.of("127.0.0.1", 0).withTls(files()).withTimeouts(time, Duration.ofSeconds(5));
    }

    @Test
    void aHandshakeThatDoesNotComeEndsTheConnection() throws Exception {
        write(create("slow", "EC"));
        try (TestServer test = new TestServer(withHeaderTimeout(Duration.ofMillis(500)));
                RawConnection connection = new RawConnection(test.port())) {
            connection.send("\u0016\u0003\u0001"); // the begin of a handshake
            assertTrue(connection.isClosedByServer());
        }
    }

    @Test
    void anEncryptedConnectionIsKeptBetweenItsRequests() throws Exception {
        write(create("kept", "EC"));
        try (TestServer test = new TestServer(withHeaderTimeout(Duration.ofMillis(200)));
                SSLSocket socket = connect(test.port())) {
            send(socket, "");
            await().until(() -> socket.getInputStream().read() >= 0);
            Thread.sleep(1_000); // five times the time-out of the headers
            send(socket, "Connection: close\r\n");
            String replies = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(replies.contains("HTTP/1.1 200"), replies);
        }
    }
}
