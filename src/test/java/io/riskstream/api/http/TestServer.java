package io.riskstream.api.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A server with a few routes, which admits everyone. */
final class TestServer implements AutoCloseable {
    static final long MAX_BODY = 1_000_000;
    static final String SECRET = "the claim of Ms Example";

    final Queue<RequestRecord> audit = new ConcurrentLinkedQueue<>();
    final Queue<StreamOutput> streams = new ConcurrentLinkedQueue<>();
    final CompletableFuture<ApiResponse> held = new CompletableFuture<>();
    final ApiServer server;

    TestServer(ServerSettings settings) throws IOException {
        server = ApiServer.start(settings, routes(), TestServer::admit, audit::add);
    }

    static TestServer start() throws IOException {
        return new TestServer(ServerSettings.of("127.0.0.1", 0));
    }

    static TestServer withTimeouts(Duration headers, Duration body) throws IOException {
        return new TestServer(ServerSettings.of("127.0.0.1", 0).withTimeouts(headers, body));
    }

    int port() {
        return server.port();
    }

    private static Caller admit(Access.Credentials credentials, Optional<Role> role) {
        return new Caller("tester", Set.of(Role.values()));
    }

    private List<Route> routes() {
        return List.of(
                Route.get("/things/{id}", Endpoint.blocking(request -> text(request.pathParameter("id")))),
                Route.get("/things/first", Endpoint.blocking(request -> text("the literal"))),
                Route.get(
                        "/query",
                        Endpoint.blocking(request -> text(request.query("q").orElse("none")))),
                Route.get("/bug", Endpoint.blocking(request -> {
                    throw new IllegalStateException(SECRET);
                })),
                Route.get("/held", request -> held),
                Route.get(
                        "/stream",
                        Endpoint.blocking(request -> ApiResponse.streaming("text/event-stream", output -> {
                            streams.add(output);
                            output.write("data: first\n\n".getBytes(StandardCharsets.UTF_8));
                        }))),
                Route.post(
                        "/things",
                        Role.SUBMIT,
                        MAX_BODY,
                        Endpoint.blocking(request -> text(request.body().length + " bytes"))));
    }

    private static ApiResponse text(String text) {
        return ApiResponse.of(200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.close();
    }
}
