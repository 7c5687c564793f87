package io.riskstream.api.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.riskstream.api.read.StageTimes.StageTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerStageTimesTest {
    private final HttpServer server;
    private volatile String page = "";
    private volatile int status = 200;

    WorkerStageTimesTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metrics", exchange -> {
            byte[] body = page.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/metrics");
    }

    private static String histogram(String family, String topology, String stage, int first, int second, int all) {
        String labels = "{topology=\"" + topology + "\",component=\"enrich\",task=\"4\",stage=\"" + stage + "\",le=\"";
        String name = "riskstream_stage_" + family + "_seconds_bucket" + labels;
        return name + "0.001\"} " + first + "\n" + name + "0.002\"} " + second + " # {origin=\"t-0@1\"} 0.0015\n" + name
                + "+Inf\"} " + all + "\n";
    }

    @Test
    void theTimesAreThoseOfTheEventsSinceTheFirstPage() {
        page = "# TYPE riskstream_stage_apply_seconds histogram\n"
                + histogram("apply", "flood-claims-1-1796078134", "parse", 1_000, 1_000, 1_000)
                + histogram("apply", "other-2-1796078134", "parse", 7, 7, 7);
        Map<String, List<String>> stages = Map.of("flood-claims", List.of("parse", "enrich"));
        try (WorkerStageTimes times = new WorkerStageTimes(stages, List.of(address()))) {
            times.readPages();
            assertEquals(List.of(), times.of("flood-claims"), "nothing was added yet");
            page = histogram("apply", "flood-claims-1-1796078134", "parse", 1_050, 1_100, 1_100)
                    + histogram("apply", "flood-claims-1-1796078134", "enrich", 100, 100, 100)
                    + histogram("wait", "flood-claims-1-1796078134", "enrich", 0, 10, 10);
            times.readPages();
            assertEquals(
                    List.of(new StageTime("parse", 1.0, 1.98), new StageTime("enrich", 0.5, 1.9)),
                    times.of("flood-claims"));
            assertEquals(List.of(), times.of("unknown"));
        }
    }

    @Test
    void aRestartedWorkerBeginsAtZeroAndOneThatDoesNotAnswerDoesNotCount() {
        Map<String, List<String>> stages = Map.of("flood-claims", List.of("parse"));
        try (WorkerStageTimes times = new WorkerStageTimes(stages, List.of(address()))) {
            page = histogram("apply", "flood-claims-v2-3-1796078134", "parse", 1_000, 1_000, 1_000);
            times.readPages();
            page = histogram("apply", "flood-claims-v2-3-1796078134", "parse", 0, 10, 10);
            times.readPages();
            assertEquals(List.of(new StageTime("parse", 1.5, 1.99)), times.of("flood-claims"));
            status = 503;
            times.readPages();
            assertEquals(List.of(), times.of("flood-claims"));
            status = 200;
            times.readPages();
            page = histogram("apply", "flood-claims-v2-3-1796078134", "parse", 10, 20, 20);
            times.readPages();
            assertTrue(times.of("flood-claims").get(0).p50Millis() <= 1.0);
        }
    }
}
