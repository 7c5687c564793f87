package io.riskstream.api.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ApiServerTest {
    private static TestServer test;
    private static HttpClient client;

    @BeforeAll
    static void start() throws IOException {
        test = TestServer.start();
        client = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        test.close();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + test.port() + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonObject problem(HttpResponse<String> response) {
        assertEquals(
                "application/problem+json",
                response.headers().firstValue("content-type").orElseThrow());
        JsonObject problem = JsonParser.parseString(response.body()).getAsJsonObject();
        assertEquals(response.statusCode(), problem.get("status").getAsInt());
        return problem;
    }

    @Test
    void findsTheRouteOfAPathAndDecodesItsValues() throws Exception {
        assertEquals("Ä/b c+d", send(request("/things/%C3%84%2Fb%20c+d")).body());
        assertEquals("the literal", send(request("/things/first")).body());
    }

    @Test
    void aPathThatNoRouteHasIsAProblem() throws Exception {
        for (String path : List.of("/", "/thing", "/things/", "/things/a/b")) {
            HttpResponse<String> response = send(request(path));
            assertEquals(404, response.statusCode(), path);
            assertTrue(problem(response).get("detail").getAsString().contains("no such path"));
        }
    }

    @Test
    void aMethodThatThePathDoesNotTakeIsAProblemThatNamesTheOthers() throws Exception {
        HttpResponse<String> response = send(request("/things").DELETE());
        assertEquals(405, response.statusCode());
        assertEquals("POST", response.headers().firstValue("allow").orElseThrow());
        assertEquals(
                "GET, HEAD",
                send(request("/query").POST(HttpRequest.BodyPublishers.noBody()))
                        .headers()
                        .firstValue("allow")
                        .orElseThrow());
    }

    @Test
    void headHasTheHeadersOfGetWithoutABody() throws Exception {
        HttpResponse<String> response =
                send(request("/things/first").method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertEquals(200, response.statusCode());
        assertEquals("11", response.headers().firstValue("content-length").orElseThrow());
        assertEquals("", response.body());
    }

    @Test
    void everyResponseHasTheSecurityHeadersAndNoneAllowsOtherOrigins() throws Exception {
        for (String path : List.of("/things/first", "/none", "/bug")) {
            HttpResponse<String> response = send(request(path).header("Origin", "https://elsewhere.example"));
            assertEquals(
                    "nosniff",
                    response.headers().firstValue("x-content-type-options").orElseThrow());
            assertTrue(response.headers()
                    .firstValue("content-security-policy")
                    .orElseThrow()
                    .contains("default-src 'none'"));
            assertEquals(
                    "no-store", response.headers().firstValue("cache-control").orElseThrow());
            assertTrue(
                    response.headers().firstValue("access-control-allow-origin").isEmpty());
            assertTrue(response.headers().firstValue("server").isEmpty());
        }
        HttpResponse<String> preflight = send(request("/things")
                .header("Origin", "https://elsewhere.example")
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
        assertEquals(405, preflight.statusCode());
        assertTrue(preflight.headers().map().keySet().stream().noneMatch(name -> name.startsWith("access-control")));
    }

    @Test
    void aBugIsAnsweredWithoutItsMessage() throws Exception {
        HttpResponse<String> response = send(request("/bug"));
        assertEquals(500, response.statusCode());
        assertFalse(problem(response).toString().contains(TestServer.SECRET));
    }

    @Test
    void decodesTheQueryAndRejectsAParameterThatOccursTwice() throws Exception {
        assertEquals("a b&ü", send(request("/query?x=1&q=a+b%26%C3%BC")).body());
        assertEquals("none", send(request("/query?q2=1")).body());
        assertEquals(400, send(request("/query?q=1&q=2")).statusCode());
    }

    @Test
    void aStreamIsSentAsItIsWrittenAndEndsWhenEitherSideEndsIt() throws Exception {
        test.streams.clear();
        HttpResponse<InputStream> response =
                client.send(request("/stream").build(), HttpResponse.BodyHandlers.ofInputStream());
        BufferedReader reader = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        assertEquals("data: first", reader.readLine());
        StreamOutput output = test.streams.remove();
        output.write("data: second\n".getBytes(StandardCharsets.UTF_8))
                .toCompletableFuture()
                .get();
        assertEquals("", reader.readLine());
        assertEquals("data: second", reader.readLine());
        output.close();
        assertEquals(null, reader.readLine());

        HttpResponse<InputStream> abandoned =
                client.send(request("/stream").build(), HttpResponse.BodyHandlers.ofInputStream());
        StreamOutput left = test.streams.remove();
        AtomicBoolean ended = new AtomicBoolean();
        left.onEnd(() -> ended.set(true));
        abandoned.body().close();
        await().until(() -> {
            left.write(": still here\n\n".getBytes(StandardCharsets.UTF_8));
            return ended.get();
        });
    }

    @Test
    void theAuditHasOneLineForEachRequestWithTheTemplateInsteadOfThePath() throws Exception {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        HttpResponse<String> response =
                send(request("/things/C-1001").header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01"));
        assertEquals(200, response.statusCode());
        // a line follows its response, so those of other tests may come between
        RequestRecord line = await().until(
                        () -> test.audit.stream()
                                .filter(each -> each.traceId().equals(trace))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        assertEquals("tester", line.caller());
        assertEquals("/things/{id}", line.route());
        assertEquals(200, line.status());
    }

    @Test
    void theServerEndsRequestsInProgressBeforeItStops() throws Exception {
        TestServer stopping = TestServer.start();
        int port = stopping.port();
        CompletableFuture<HttpResponse<String>> response = client.sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/held"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        await().until(() -> stopping.held.getNumberOfDependents() > 0);
        Thread stop = new Thread(stopping::close);
        stop.start();
        await().until(() -> !canConnect(port));
        stopping.held.complete(ApiResponse.of(200, "text/plain", "done".getBytes(StandardCharsets.UTF_8)));
        assertEquals("done", response.get().body());
        stop.join();
    }

    private static boolean canConnect(int port) {
        try {
            new RawConnection(port).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aPortInUseIsAnError() {
        IOException failure =
                assertThrows(IOException.class, () -> new TestServer(ServerSettings.of("127.0.0.1", test.port())));
        assertTrue(failure.getMessage().contains("127.0.0.1:" + test.port()), failure.getMessage());
    }
}
