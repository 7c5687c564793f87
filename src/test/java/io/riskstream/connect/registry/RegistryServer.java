package io.riskstream.connect.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** A stand-in for a schema registry. */
public final class RegistryServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private final AtomicInteger failures = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);

    private RegistryServer(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    public static RegistryServer start() throws IOException {
        return start(0);
    }

    static RegistryServer start(int port) throws IOException {
        return new RegistryServer(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0));
    }

    static RegistryServer startWithTls(SSLContext tls) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return new RegistryServer(server);
    }

    /** Answers a path with a body. */
    public RegistryServer with(String path, String body) {
        answers.put(path, body);
        return this;
    }

    /** Answers every request with this status. */
    RegistryServer withStatus(int code) {
        status = code;
        return this;
    }

    /** Answers this number of requests with status 503 first. */
    public RegistryServer failingFirst(int count) {
        failures.set(count);
        return this;
    }

    /** Answers no request until the returned latch is released. */
    CountDownLatch hold() {
        gate = new CountDownLatch(1);
        return gate;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public List<String> requests() {
        return requests;
    }

    List<String> authorizations() {
        return authorizations;
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestURI().getRawPath());
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .ifPresent(authorizations::add);
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
        }
        String body = answers.get(exchange.getRequestURI().getRawPath());
        byte[] bytes = (body == null ? "{\"error_code\": 40403}" : body).getBytes(StandardCharsets.UTF_8);
        int code = failures.getAndDecrement() > 0 ? 503 : body == null && status == 200 ? 404 : status;
        exchange.sendResponseHeaders(code, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        gate.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
