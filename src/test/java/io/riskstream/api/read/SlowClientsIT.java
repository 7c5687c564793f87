package io.riskstream.api.read;

import static io.riskstream.api.output.ShippedPipelines.outputs;
import static io.riskstream.api.output.ShippedPipelines.score;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.api.http.ApiServer;
import io.riskstream.api.http.Caller;
import io.riskstream.api.http.Endpoint;
import io.riskstream.api.http.Role;
import io.riskstream.api.http.Route;
import io.riskstream.api.http.ServerSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The live stream on a real server, with clients on real sockets that do not read what they are sent. */
class SlowClientsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int EVENTS = 100_000;
    private static final Pattern LOST = Pattern.compile("data: \\{\"lost\":(\\d+)}");

    private final LiveStream stream = new LiveStream(
            new OutputDirectory(List.of(outputs("flood-claims"))), new OutputCounters(InstantSource.system()));
    private ApiServer server;

    @BeforeEach
    void start() throws IOException {
        server = ApiServer.start(
                ServerSettings.of("127.0.0.1", 0),
                List.of(Route.get("/v1/stream", Endpoint.blocking(stream::open))),
                (credentials, role) -> new Caller("test", Set.of(Role.values())),
                request -> {});
    }

    @AfterEach
    void stop() {
        stream.close();
        server.close();
    }

    private Socket open() throws IOException {
        int before = stream.clients();
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.getOutputStream()
                .write("GET /v1/stream?events=score HTTP/1.1\r\nHost: localhost\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        await().atMost(PATIENCE).until(() -> stream.clients() > before);
        return socket;
    }

    /** What it received and what it lost is all that was published: nothing else waits in memory. */
    @Test
    void aClientThatReadsLateHasEveryEventOrItsCount() throws IOException {
        try (Socket socket = open()) {
            for (int i = 0; i < EVENTS; i++) {
                stream.scored(score("claim-" + i, "key", "refer", i, 1_000), 3);
            }
            long received = 0;
            long lost = 0;
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            while (received + lost < EVENTS) {
                String line = lines.readLine();
                received += line.equals("event: score") ? 1 : 0;
                Matcher count = LOST.matcher(line);
                lost += count.matches() ? Long.parseLong(count.group(1)) : 0;
            }
            assertEquals(EVENTS, received + lost);
            assertTrue(lost > EVENTS / 2, "of " + EVENTS + " events, " + lost + " did not fit");
            stream.scored(score("the next", "key", "refer", EVENTS, 1_000), 3);
            String line = lines.readLine();
            while (!line.contains("the next")) {
                line = lines.readLine();
            }
        }
        await().atMost(PATIENCE).until(() -> {
            stream.scored(score("x", "key", "refer", 1, 1_000), 3); // a write finds out that the client is gone
            return stream.clients() == 0;
        });
    }

    @Test
    void aSlowClientDoesNotDelayAnother() throws IOException {
        try (Socket slow = open();
                Socket quick = open()) {
            Thread publisher = new Thread(() -> {
                for (int i = 0; i < EVENTS; i++) {
                    stream.scored(score("claim-" + i, "key", "refer", i, 1_000), 3);
                }
            });
            publisher.start();
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(quick.getInputStream(), StandardCharsets.UTF_8));
            long seen = 0;
            while (seen < EVENTS) {
                String line = lines.readLine();
                seen += line.equals("event: score") ? 1 : 0;
                Matcher count = LOST.matcher(line);
                seen += count.matches() ? Long.parseLong(count.group(1)) : 0;
            }
            assertEquals(EVENTS, seen);
            assertEquals(2, stream.clients(), "the slow one is still connected: " + slow.isConnected());
        }
    }
}
