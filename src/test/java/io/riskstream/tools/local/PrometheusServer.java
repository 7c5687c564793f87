package io.riskstream.tools.local;

import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** A Prometheus that scrapes one port of this machine every second. */
final class PrometheusServer implements AutoCloseable {
    private static final String EXECUTABLE = "prometheus";

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final int port;

    private PrometheusServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static boolean isInstalled() {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, EXECUTABLE)));
    }

    static PrometheusServer start(Path directory, int scrapedPort) throws IOException {
        Path config = Files.writeString(
                directory.resolve("prometheus.yml"),
                "global: {scrape_interval: 1s}\n"
                        + "scrape_configs: [{job_name: test, static_configs: [{targets: ['127.0.0.1:" + scrapedPort
                        + "']}]}]\n");
        int port = FreePort.find();
        Process process = new ProcessBuilder(
                        EXECUTABLE,
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + directory.resolve("prometheus"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("prometheus.log").toFile())
                .start();
        PrometheusServer server = new PrometheusServer(process, port);
        await("Prometheus")
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> server.series("vector(1)") == 1);
        return server;
    }

    /** Returns the number of series in the answer to a query. */
    int series(String query) {
        URI uri = URI.create(
                "http://127.0.0.1:" + port + "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        try {
            JsonObject answer = JsonParser.parseString(
                            client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                                    .body())
                    .getAsJsonObject();
            if (!answer.get("status").getAsString().equals("success")) {
                throw new AssertionError(query + ": " + answer);
            }
            return answer.getAsJsonObject("data").getAsJsonArray("result").size();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
