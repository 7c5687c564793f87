package io.riskstream.storm.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.codahale.metrics.Gauge;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.storm.metrics2.StormMetricRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests the HTTP server of the reporter with clients that misbehave, and with a gauge that fails. */
class PrometheusReporterTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final StormMetricRegistry registry = new StormMetricRegistry();
    private final PrometheusReporter reporter = new PrometheusReporter(Duration.ofMillis(500));
    private int port;

    @BeforeEach
    void start() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        reporter.prepare(
                registry, Map.of(), new HashMap<>(Map.of("class", "any", "host", "127.0.0.1", "port.offset", port)));
        reporter.start();
    }

    @AfterEach
    void stop() {
        reporter.stop();
    }

    @SuppressWarnings("deprecation") // the other method needs the context of a topology
    private void register(String name, Gauge<Long> gauge) {
        registry.gauge(name, gauge, "flood-1", "claims", 7, 6700);
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(60))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    @Test
    void publishesTheOtherMetricsWhenAGaugeFails() throws Exception {
        register("lag", () -> {
            throw new IllegalStateException("the broker does not answer");
        });
        register("held", () -> 3L);
        HttpResponse<String> page = send("GET", "/metrics");
        assertEquals(200, page.statusCode());
        assertTrue(page.body().contains("riskstream_inputs_held{component=\"claims\",task=\"7\"} 3\n"), page.body());
        assertFalse(page.body().contains("riskstream_lag_events"), page.body());
    }

    @Test
    void isReadyWhenATaskHasOpenedAndNoStoreIsDown() throws Exception {
        HttpResponse<String> early = send("GET", "/readyz");
        assertEquals(503, early.statusCode());
        assertEquals("no spout or bolt of this worker has opened yet\n", early.body());
        AtomicLong down = new AtomicLong();
        register("held", () -> 3L);
        register("redis.down", down::get);
        assertEquals("ready\n", send("GET", "/readyz").body());
        down.set(2);
        HttpResponse<String> broken = send("GET", "/readyz");
        assertEquals(503, broken.statusCode());
        assertEquals("redis: 2 servers do not answer\n", broken.body());
        assertEquals(503, send("HEAD", "/readyz").statusCode());
    }

    @Test
    void answersAlthoughManyClientsSendNoCompleteRequest() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 6; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                slow.add(socket);
                socket.getOutputStream().write("GET /metr".getBytes(StandardCharsets.US_ASCII));
            }
            assertEquals("ok\n", send("GET", "/healthz").body());
            for (Socket socket : slow) {
                socket.setSoTimeout(60_000);
                assertEquals(-1, socket.getInputStream().read(), "the server closes the connection");
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        assertEquals("ok\n", send("GET", "/healthz").body());
    }

    @Test
    void answersHeadWithoutABodyAndRefusesOtherMethods() throws Exception {
        HttpResponse<String> head = send("HEAD", "/metrics");
        assertEquals(200, head.statusCode());
        assertEquals("", head.body());
        HttpResponse<String> post = send("POST", "/metrics");
        assertEquals(405, post.statusCode());
        assertEquals("GET, HEAD", post.headers().firstValue("Allow").orElse(""));
        assertEquals(404, send("GET", "/metricsx").statusCode());
        assertEquals(404, send("GET", "/").statusCode());
    }
}
