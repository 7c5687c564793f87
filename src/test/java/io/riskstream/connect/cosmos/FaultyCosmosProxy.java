package io.riskstream.connect.cosmos;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A proxy before a server of Cosmos DB that gives the answers of a busy or failing account to requests that write documents. */
final class FaultyCosmosProxy implements AutoCloseable {
    enum Fault {
        /** 429 for the whole request, which is not executed. */
        THROTTLED,
        /** 429 for some operations of a bulk request; the others are executed. */
        PARTLY_THROTTLED,
        /** 503, not executed. */
        UNAVAILABLE,
        /** 408, although the request was executed. */
        TIMED_OUT,
        /** The connection is cut before the request is executed. */
        CUT_BEFORE,
        /** The connection is cut after the request was executed. */
        CUT_AFTER
    }

    private static final Set<String> HOP_HEADERS = Set.of(
            "connection", "content-length", "transfer-encoding", "host", "date", "keep-alive", "expect", "upgrade");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int target;
    private final Random random = new Random(7);
    private final Map<Fault, Integer> counts = Collections.synchronizedMap(new EnumMap<>(Fault.class));
    /** The faults in the order of their next use. */
    private final List<Fault> faults = new ArrayList<>();

    private double share;

    FaultyCosmosProxy(int target) throws IOException {
        this.target = target;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Gives these answers, in turn, to a share of the requests. */
    synchronized void fail(double shareOfRequests, Fault... answers) {
        share = shareOfRequests;
        faults.clear();
        faults.addAll(List.of(answers));
    }

    /** Returns how often each fault was injected. */
    Map<Fault, Integer> counts() {
        return counts;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Fault fault = fault(exchange);
            if (fault == null) {
                answer(exchange, forward(exchange, body));
                return;
            }
            counts.merge(fault, 1, Integer::sum);
            switch (fault) {
                case THROTTLED -> {
                    exchange.getResponseHeaders().set("x-ms-retry-after-ms", "20");
                    answer(exchange, 429);
                }
                case PARTLY_THROTTLED -> answer(exchange, partlyThrottled(exchange, body));
                case UNAVAILABLE -> answer(exchange, 503);
                case TIMED_OUT -> {
                    forward(exchange, body);
                    answer(exchange, 408);
                }
                case CUT_BEFORE -> {}
                case CUT_AFTER -> forward(exchange, body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Fault fault(HttpExchange exchange) {
        boolean writes = exchange.getRequestURI().getPath().contains("/docs")
                && !exchange.getRequestMethod().equals("GET");
        if (!writes || faults.isEmpty() || random.nextDouble() >= share) {
            return null;
        }
        boolean batch = isBatch(exchange);
        for (Fault fault : List.copyOf(faults)) {
            if (batch || fault != Fault.PARTLY_THROTTLED) {
                faults.remove(fault);
                faults.add(fault);
                return fault;
            }
        }
        return null;
    }

    private static boolean isBatch(HttpExchange exchange) {
        return "true".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("x-ms-cosmos-is-batch-request"));
    }

    /** Forwards every other operation, and answers 429 for the rest, as an account does whose request units are used up in the middle. */
    private HttpResponse<byte[]> partlyThrottled(HttpExchange exchange, byte[] body)
            throws IOException, InterruptedException {
        JsonArray operations =
                JsonParser.parseString(new String(body, StandardCharsets.UTF_8)).getAsJsonArray();
        JsonArray executed = new JsonArray();
        for (int i = 0; i < operations.size(); i += 2) {
            executed.add(operations.get(i));
        }
        HttpResponse<byte[]> response = forward(exchange, executed.toString().getBytes(StandardCharsets.UTF_8));
        JsonArray results = JsonParser.parseString(new String(response.body(), StandardCharsets.UTF_8))
                .getAsJsonArray();
        JsonArray all = new JsonArray();
        for (int i = 0; i < operations.size(); i++) {
            if (i % 2 == 0) {
                all.add(results.get(i / 2));
            } else {
                JsonObject throttled = new JsonObject();
                throttled.addProperty("statusCode", 429);
                throttled.addProperty("subStatusCode", 3200);
                throttled.addProperty("retryAfterMilliseconds", 20);
                throttled.addProperty("requestCharge", 0);
                all.add((JsonElement) throttled);
            }
        }
        return new ReplacedBody(response, all.toString().getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + target + exchange.getRequestURI()))
                .timeout(Duration.ofSeconds(20))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!HOP_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static void answer(HttpExchange exchange, HttpResponse<byte[]> response) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        response.headers().map().forEach((name, values) -> {
            if (!HOP_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> headers.add(name, value));
            }
        });
        byte[] body = response.body();
        exchange.sendResponseHeaders(response.statusCode(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** A response with another body. */
    private record ReplacedBody(HttpResponse<byte[]> response, byte[] body) implements HttpResponse<byte[]> {
        @Override
        public int statusCode() {
            return response.statusCode();
        }

        @Override
        public HttpRequest request() {
            return response.request();
        }

        @Override
        public java.util.Optional<HttpResponse<byte[]>> previousResponse() {
            return response.previousResponse();
        }

        @Override
        public java.net.http.HttpHeaders headers() {
            return response.headers();
        }

        @Override
        public java.util.Optional<javax.net.ssl.SSLSession> sslSession() {
            return response.sslSession();
        }

        @Override
        public URI uri() {
            return response.uri();
        }

        @Override
        public HttpClient.Version version() {
            return response.version();
        }
    }
}
