package io.riskstream.tools.local;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.riskstream.tools.events.InputRecord;
import io.riskstream.tools.simulate.SimulatedEvent;
import io.riskstream.tools.simulate.Simulation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tests that a Flux file alone makes the metrics of a running pipeline readable for Prometheus. */
@ExtendWith(LocalServers.class)
class PrometheusReporterIT {
    private static final int EVENTS = 2_000;

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private int port;

    private HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Returns simulated events. Before the last one, it runs a check of the metrics. */
    private static Supplier<Iterator<InputRecord>> events(Runnable beforeTheLast) {
        Iterator<SimulatedEvent> simulated =
                Simulation.of("flood-claims", 7).orElseThrow().events(EVENTS);
        return () -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                return simulated.hasNext();
            }

            @Override
            public InputRecord next() {
                SimulatedEvent event = simulated.next();
                if (!simulated.hasNext()) {
                    beforeTheLast.run();
                }
                return new InputRecord(Optional.of(event.key()), event.value());
            }
        };
    }

    @Test
    void servesTheMetricsOfAPipelineThatNamesTheReporter(LocalStorm storm) throws IOException {
        Path flux = withReporter();
        AtomicReference<String> scraped = new AtomicReference<>("");
        RunSummary summary = run(storm, flux, () -> {
            scraped.set(get("/metrics").body());
            assertEquals("ok\n", get("/healthz").body());
            assertEquals("ready\n", get("/readyz").body());
            assertEquals(404, get("/metrics/x").statusCode());
            HttpResponse<String> openMetrics = get("/metrics", "Accept", "application/openmetrics-text;version=1.0.0");
            assertTrue(openMetrics
                    .headers()
                    .firstValue("Content-Type")
                    .orElse("")
                    .startsWith("application/openmetrics-text"));
            assertTrue(openMetrics.body().endsWith("# EOF\n"));
            assertTrue(openMetrics.body().contains(" # {origin=\"flood-claims-"), "exemplars with the origin");
            assertTrue(openMetrics.body().contains("# UNIT riskstream_budget_seconds seconds\n"));
        });
        assertEquals(EVENTS, summary.scored() + summary.rejected());
        assertFalse(summary.components().isEmpty(), "the reporter of the run is kept beside that of the file");
        String text = scraped.get();
        assertEquals(
                List.of(),
                text.lines()
                        .filter(line -> line.startsWith("# HELP riskstream_") && line.contains("Registered as"))
                        .toList(),
                "every metric of a shipped pipeline has a family");
        double passed = 0;
        for (String line : text.lines().toList()) {
            if (line.startsWith("riskstream_events_total{") && line.contains("component=\"publish\"")) {
                passed += Double.parseDouble(line.substring(line.lastIndexOf(' ')));
            }
        }
        Map<String, BudgetStep> budget = summary.budget();
        assertEquals(
                EVENTS,
                budget.values().stream().mapToLong(BudgetStep::longest).sum(),
                "a budget of 0 measures each event, whether scored or rejected");
        assertEquals(1, budget.values().stream().mapToDouble(BudgetStep::share).sum(), 0.01);
        for (String step : List.of("source", "parse.queue", "enrich.wait", "publish.wait", "dead-letters.wait")) {
            assertTrue(budget.containsKey(step), step + " is not in " + budget.keySet());
        }
        assertEquals(summary.scored(), passed, 1, "all scores but at most the last event");
    }

    private Path withReporter() throws IOException {
        port = FreePort.find();
        return Runs.variant(
                directory,
                "flood-claims",
                "        group: riskstream-flood-claims\n",
                "        group: riskstream-flood-claims\n        budgetMillis: 0\n",
                "  topology.max.spout.pending:",
                "  topology.metrics.reporters:\n"
                        + "    - class: io.riskstream.storm.metrics.PrometheusReporter\n"
                        + "      host: 127.0.0.1\n"
                        + "      port.offset: " + port + "\n"
                        + "  topology.max.spout.pending:");
    }

    private RunSummary run(LocalStorm storm, Path flux, Runnable beforeTheLast) throws IOException {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(LocalRun.brokerSettings());
                EmbeddedRedis redis = EmbeddedRedis.start()) {
            LocalRun run = Runs.silent(Runs.simulated(flux, EVENTS, 400, directory));
            return run.run(kafka, redis, storm, events(() -> {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> run.totals().scored() + run.totals().rejected() == EVENTS - 1);
                beforeTheLast.run();
            }));
        }
    }

    @Test
    void answersEveryQueryOfTheAlertsAndTheDashboard(LocalStorm storm) throws Exception {
        assumeTrue(PrometheusServer.isInstalled(), "there is no prometheus on the PATH");
        Path flux = withReporter();
        List<String> failed = new ArrayList<>();
        try (PrometheusServer prometheus = PrometheusServer.start(directory, port)) {
            run(storm, flux, () -> {
                await().atMost(Duration.ofSeconds(60))
                        .until(() ->
                                prometheus.series("rate(riskstream_stage_wait_seconds_count{stage='publish'}[1m]) > 0")
                                        > 0);
                for (String query : MonitoringQueries.ofDashboard()) {
                    if (prometheus.series(query) == 0 && !MonitoringQueries.mayBeEmpty(query)) {
                        failed.add("no series: " + query);
                    }
                }
                for (String selector : MonitoringQueries.selectorsOfAlerts()) {
                    if (prometheus.series(selector) == 0 && !MonitoringQueries.mayBeEmpty(selector)) {
                        failed.add("no series: " + selector);
                    }
                }
                for (String alert : MonitoringQueries.ofAlerts()) {
                    prometheus.series(alert); // fails if it is not a query
                }
            });
        }
        assertEquals(List.of(), failed);
    }
}
