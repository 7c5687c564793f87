package io.riskstream.storm.metrics;

import com.codahale.metrics.MetricRegistry;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.riskstream.stage.Options;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.storm.metrics2.MetricRegistryProvider;
import org.apache.storm.metrics2.reporters.StormReporter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the metrics of a worker to Prometheus: {@code GET /metrics} in the text format of Prometheus or, if the client asks for it, of OpenMetrics;
 * {@code GET /healthz} answers 200 while the worker's process serves requests; {@code GET /readyz} answers 200 if a spout or bolt of the worker has
 * opened and no server of a record store is down, otherwise 503 with a line for each reason. Each worker listens on its own port: the port that Storm gave it plus an
 * offset. In a Flux file:
 *
 * <pre>{@code
 * config:
 *   topology.metrics.reporters:
 *     - class: io.riskstream.storm.metrics.PrometheusReporter
 *       port.offset: 1000
 * }</pre>
 *
 * <p>Metrics are read when a client asks, on a thread of the reporter; between requests it costs nothing. If the port is in use, this is logged, and the
 * worker continues. There is no authentication: metrics contain names and numbers, never values of events. Restrict it to an internal address with
 * {@code host}.
 */
public final class PrometheusReporter implements StormReporter {
    /** The options of the reporter, besides {@code class}. */
    public static final Options.Declared OPTIONS = Options.of("prometheus reporter")
            .optional("host", Options.Kind.TEXT, "0.0.0.0", "the address to listen on")
            .optional(
                    "port.offset",
                    Options.Kind.INTEGER,
                    1000,
                    "the port of /metrics is the worker's port plus this number; in a local cluster, it is this number");

    private static final Logger LOG = LoggerFactory.getLogger(PrometheusReporter.class);
    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final String TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS_TYPE = OPEN_METRICS + "; version=1.0.0; charset=utf-8";
    /** Keys that Storm reads from the entry of a reporter. */
    private static final Set<String> OF_STORM =
            Set.of("class", REPORT_PERIOD, REPORT_PERIOD_UNITS, REPORT_DIMENSIONS_ENABLED, "filter", "daemons");

    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    private static final int THREADS = 2;
    private static final int MAX_PORT = 65_535;

    /** How long a client may take to send its request and to read the answer. */
    private final Duration timeLimit;

    private WorkerMetrics metrics;
    private String host = "";
    private int port;
    private HttpServer server;
    private ExecutorService executor;
    private ScheduledExecutorService timer;

    /** Creates a reporter. Storm calls this, and then {@link #prepare(MetricRegistryProvider, Map, Map)}. */
    public PrometheusReporter() {
        this(Duration.ofSeconds(10));
    }

    PrometheusReporter(Duration timeLimit) {
        this.timeLimit = timeLimit;
    }

    @Override
    public void prepare(MetricRegistryProvider registry, Map<String, Object> topology, Map<String, Object> reporter) {
        metrics = new WorkerMetrics(registry);
        Map<String, Object> own = new HashMap<>(reporter);
        own.keySet().removeAll(OF_STORM);
        Options options = OPTIONS.read(own);
        host = options.text("host");
        int offset = options.integer("port.offset", 1, MAX_PORT);
        // Storm sets the property in the process of a worker; the workers of a local cluster share a process without it
        port = Integer.getInteger("worker.port", 0) + offset;
    }

    @Override
    @Deprecated
    public void prepare(MetricRegistry registry, Map<String, Object> topology, Map<String, Object> reporter) {
        throw new UnsupportedOperationException("this reporter needs the metrics of each task");
    }

    /** Starts listening. */
    @Override
    public void start() {
        try {
            server = HttpServer.create(new InetSocketAddress(host, port), 0);
        } catch (IOException | IllegalArgumentException e) {
            LOG.error("metrics are not served, because port {} of {} cannot be used: {}", port, host, e.toString());
            return;
        }
        executor = Executors.newFixedThreadPool(THREADS, PrometheusReporter::daemon);
        timer = Executors.newSingleThreadScheduledExecutor(PrometheusReporter::daemon);
        server.setExecutor(exchange -> executor.execute(() -> runWithinLimit(exchange)));
        server.createContext("/metrics", exchange -> serve(exchange, "/metrics", this::metrics));
        server.createContext(
                "/healthz", exchange -> serve(exchange, "/healthz", ignored -> new Page(OK, TEXT_TYPE, "ok\n")));
        server.createContext("/readyz", exchange -> serve(exchange, "/readyz", ignored -> readiness()));
        server.start();
        LOG.info("metrics: http://{}:{}/metrics", host, port);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "prometheus");
        thread.setDaemon(true);
        return thread;
    }

    /** Reads a request and answers it. The server itself has no time limit, so clients that send or read nothing would hold its threads. */
    private void runWithinLimit(Runnable exchange) {
        Thread self = Thread.currentThread();
        // an interrupted read or write of a channel closes the connection
        Future<?> limit = timer.schedule(self::interrupt, timeLimit.toMillis(), TimeUnit.MILLISECONDS);
        try {
            exchange.run();
        } finally {
            limit.cancel(false);
            Thread.interrupted(); // the next request has its own limit
        }
    }

    private record Page(int status, String type, String text) {}

    @FunctionalInterface
    private interface Pages {
        Page of(HttpExchange exchange);
    }

    private Page metrics(HttpExchange exchange) {
        boolean openMetrics = exchange.getRequestHeaders().getOrDefault("Accept", List.of()).stream()
                .anyMatch(accept -> accept.contains(OPEN_METRICS));
        return new Page(
                OK,
                openMetrics ? OPEN_METRICS_TYPE : TEXT_TYPE,
                MetricsText.of(metrics.read().values(), openMetrics));
    }

    private Page readiness() {
        List<String> problems = Readiness.problems(metrics.read());
        return problems.isEmpty()
                ? new Page(OK, TEXT_TYPE, "ready\n")
                : new Page(UNAVAILABLE, TEXT_TYPE, String.join("\n", problems) + "\n");
    }

    private static void serve(HttpExchange exchange, String path, Pages pages) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            if (!exchange.getRequestURI().getPath().equals(path)) {
                exchange.sendResponseHeaders(404, -1);
            } else if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                exchange.sendResponseHeaders(405, -1);
            } else {
                send(exchange, pages, method.equals("HEAD"));
            }
        }
    }

    private static void send(HttpExchange exchange, Pages pages, boolean headOnly) throws IOException {
        Page page;
        try {
            page = pages.of(exchange);
        } catch (RuntimeException e) {
            LOG.warn("cannot read the metrics", e);
            exchange.sendResponseHeaders(500, -1);
            return;
        }
        byte[] body = page.text().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", page.type());
        exchange.sendResponseHeaders(page.status(), headOnly ? -1 : body.length);
        if (!headOnly) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
    }

    /** Stops listening. */
    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
            executor.shutdownNow();
            timer.shutdownNow();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
