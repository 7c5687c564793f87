package io.riskstream.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.api.page.Chromium;
import io.riskstream.tools.events.InputOptions;
import io.riskstream.tools.local.LocalRun;
import io.riskstream.tools.local.RunSummary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a real run, on real servers. */
@Tag("api")
class RunPageIT {
    private static final Pattern PAGE = Pattern.compile("(?m)^page: (http://127\\.0\\.0\\.1:\\d+/)#key=(\\S+)$");
    private static final int EVENTS = 400;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    private LocalRun run(RunPage page) throws IOException {
        return run(page, false);
    }

    private LocalRun run(RunPage page, boolean store) throws IOException {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(Path.of("conf/local.properties"))) {
            properties.load(reader);
        }
        LocalRun.Settings settings = new LocalRun.Settings(
                Path.of("flux/flood-claims.yaml"),
                properties,
                Optional.empty(),
                InputOptions.NONE,
                Optional.empty(),
                EVENTS,
                0,
                7,
                directory,
                Duration.ofSeconds(60),
                store);
        return new LocalRun(settings, new PrintStream(bytes, true, StandardCharsets.UTF_8), false, page);
    }

    private String output() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private Matcher page() {
        Matcher page = PAGE.matcher(output());
        assertTrue(page.find(), output());
        return page;
    }

    @Test
    void thePageEndsWithARunOfItsOwn() throws Exception {
        RunSummary summary = run(new RunPage(OptionalInt.empty())).run();
        assertTrue(summary.isComplete());
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(page().group(1))).build();
        assertThrows(ConnectException.class, () -> HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding()));
        assertFalse(output().contains("Ctrl-C"), output());
    }

    @Test
    void aPortInUseDoesNotFailTheRun() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            RunSummary summary =
                    run(new RunPage(OptionalInt.of(other.getLocalPort()))).run();
            assertTrue(summary.isComplete());
            assertTrue(output().contains("no page: cannot listen at 127.0.0.1:" + other.getLocalPort()), output());
        }
    }

    @Test
    void aPageThatIsServedContinuesWithThePipeline() throws Exception {
        FutureTask<RunSummary> running =
                new FutureTask<>(() -> run(new RunPage(OptionalInt.of(0))).run());
        Thread thread = new Thread(running, "run");
        thread.start();
        try (Chromium browser = Chromium.start()) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> running.isDone() || output().contains("Ctrl-C"));
            Matcher page = page();
            browser.screen(1280, 900, false, false);
            browser.open(page.group(1) + "#key=" + page.group(2));
            browser.await(() -> browser.all(".claim-row").size() == 8);
            browser.screenshot("run-claims");

            browser.all(".claim-row a").get(0).click();
            browser.find(".verdict");
            browser.control("Every rule, with its condition and values").click();
            browser.await(() -> browser.all(".rules > li").size() > 10);
            assertFalse(browser.text().contains("not in the record"), browser.text());
            browser.awaitText("before the score"); // the age of a record
            browser.screenshot("run-claim");

            assertEquals(202, post(page, "C-POSTED"));
            browser.goTo("#/claims/C-POSTED");
            browser.await(() -> {
                browser.control("Search").click();
                return !browser.all(".verdict").isEmpty();
            });

            browser.goTo("#/queue");
            browser.await(() -> !browser.all(".claim-row").isEmpty());
            browser.goTo("#/releases");
            browser.awaitText("Scorecard of the Flux file");
            browser.goTo("#/live");
            browser.await(() -> browser.text().contains("p99") && browser.text().contains("publish"));
            browser.screenshot("run-live");

            browser.goTo("#/dead-letters");
            browser.await(() -> browser.all(".letter-row").size() > 1);
            int letters = browser.all(".letter-row").size();
            browser.all(".letter-row a").get(0).click();
            browser.find(".original");
            browser.control("Replay").click();
            browser.control("Send it again").click();
            browser.awaitText("The original was sent to the topic flood-claims again.");
            browser.screenshot("run-dead-letter");
            browser.goTo("#/dead-letters");
            browser.await(() -> browser.all(".letter-row").size() == letters + 1);
        } finally {
            thread.interrupt();
        }
        RunSummary summary = running.get(60, TimeUnit.SECONDS);
        assertTrue(summary.isComplete());
    }

    @Test
    void withAStoreThePageReadsFromPostgres() throws Exception {
        FutureTask<RunSummary> running =
                new FutureTask<>(() -> run(new RunPage(OptionalInt.of(0)), true).run());
        Thread thread = new Thread(running, "run");
        thread.start();
        try {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(3))
                    .until(() -> running.isDone() || output().contains("Ctrl-C"));
            Matcher page = page();
            JsonObject pipeline =
                    get(page, "v1/pipelines").getAsJsonArray("pipelines").get(0).getAsJsonObject();
            assertTrue(pipeline.getAsJsonArray("reads").toString().contains("postgres"), pipeline.toString());
            JsonArray scores = get(page, "v1/scores?decision=refer&limit=5").getAsJsonArray("items");
            assertEquals(5, scores.size());
            String id = scores.get(0).getAsJsonObject().get("id").getAsString();
            JsonObject explained = get(page, "v1/scores/" + id + "/explanation");
            assertTrue(explained.get("complete").getAsBoolean(), explained.toString());
            assertTrue(explained.get("reproduced").getAsBoolean(), explained.toString());
        } finally {
            thread.interrupt();
        }
        assertTrue(running.get(60, TimeUnit.SECONDS).isComplete());
    }

    private static JsonObject get(Matcher page, String path) throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(page.group(1) + path))
                                .header("Authorization", "Bearer " + page.group(2))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), response.body());
        return JsonParser.parseString(response.body()).getAsJsonObject();
    }

    private static int post(Matcher page, String id) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(page.group(1) + "v1/pipelines/flood-claims/events"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + page.group(2))
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"id": "%s", "dateOfLoss": "2005-08-29T00:00:00.000Z", "state": "LA",
                         "totalBuildingInsuranceCoverage": 90000, "totalContentsInsuranceCoverage": 50000}
                        """.formatted(id)))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
