package io.riskstream.api.page;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.api.http.Route;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageRoutesTest {
    private static final Path FILES = Path.of("src/main/resources/io/riskstream/api/page");

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static CannedApi api;

    @BeforeAll
    static void start() {
        api = CannedApi.start();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api.address() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void everyFileOfThePageHasARoute() throws IOException {
        Set<String> routes = PageRoutes.routes().stream()
                .map(Route::template)
                .map(path -> path.equals("/") ? "index.html" : path.substring(1))
                .collect(Collectors.toCollection(TreeSet::new));
        try (Stream<Path> files = Files.list(FILES)) {
            assertEquals(
                    files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new)),
                    routes);
        }
    }

    @Test
    void everyFileIsSentWithItsTypeAndIsVisibleWithoutAKey() throws Exception {
        for (Route route : PageRoutes.routes()) {
            HttpResponse<byte[]> response = get(route.template().substring(1));
            assertEquals(200, response.statusCode(), route.template());
            String type = header(response, "Content-Type");
            assertTrue(
                    Pattern.matches("(text/(html|css|javascript); charset=utf-8)|image/svg\\+xml", type),
                    route.template() + ": " + type);
        }
    }

    @Test
    void aFileIsCompressedForAClientThatAsksForIt() throws Exception {
        byte[] plain = get("main.js").body();
        HttpResponse<byte[]> response = get("main.js", "Accept-Encoding", "br, gzip;q=0.8");
        assertEquals("gzip", header(response, "Content-Encoding"));
        assertEquals("Accept-Encoding", header(response, "Vary"));
        assertTrue(response.body().length < plain.length / 2);
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
            assertArrayEquals(plain, gzip.readAllBytes());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip;q=0", "gzip; q=0.0", "identity", "br"})
    void aFileIsNotCompressedForAnyOther(String accepted) throws Exception {
        HttpResponse<byte[]> response = get("main.js", "Accept-Encoding", accepted);
        assertEquals("", header(response, "Content-Encoding"));
        assertArrayEquals(Files.readAllBytes(FILES.resolve("main.js")), response.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "\"other\", %s", "*"})
    void aBrowserThatHasAFileIsNotSentItAgain(String named) throws Exception {
        String tag = header(get("page.css"), "ETag");
        HttpResponse<byte[]> response = get("page.css", "If-None-Match", named.formatted(tag));
        assertEquals(304, response.statusCode());
        assertEquals(0, response.body().length);
        assertEquals(tag, header(response, "ETag"));
        assertEquals("no-cache", header(response, "Cache-Control"));
        assertEquals(200, get("page.css", "If-None-Match", "\"other\"").statusCode());
    }

    @Test
    void thePageMayUseNothingButItsOwnFiles() throws Exception {
        HttpResponse<byte[]> response = get("");
        String policy = header(response, "Content-Security-Policy");
        assertTrue(policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self'; "), policy);
        assertTrue(policy.contains("frame-ancestors 'none'"));
        assertTrue(policy.contains("require-trusted-types-for 'script'"));
        assertFalse(policy.contains("unsafe"));
        assertEquals("nosniff", header(response, "X-Content-Type-Options"));
        assertEquals("no-referrer", header(response, "Referrer-Policy"));
        String html = new String(response.body(), StandardCharsets.UTF_8);
        assertFalse(
                Pattern.compile("<style|\\sstyle=|\\son\\w+=|//").matcher(html).find(),
                "nothing inline, nothing from elsewhere");
        Matcher script = Pattern.compile("<script[^>]*>(.*?)</script>").matcher(html);
        assertTrue(script.find());
        assertEquals("", script.group(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PageRoutes.class",
                "package-info.class",
                "index.html",
                "page.css/",
                "..%2fhttp%2fApiServer.class",
                "%2e%2e/http/ApiServer.class",
                "../../../../../../etc/passwd",
                "page%2ecss%00",
                "META-INF/MANIFEST.MF"
            })
    void nothingElseIsServed(String path) throws Exception {
        int status = get(path).statusCode();
        assertTrue(List.of(400, 404).contains(status), path + ": " + status);
    }

    @Test
    void aFileTakesNoOtherMethod() throws Exception {
        HttpRequest post = HttpRequest.newBuilder(URI.create(api.address() + "page.css"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertEquals(405, CLIENT.send(post, BodyHandlers.ofByteArray()).statusCode());
        HttpRequest head = HttpRequest.newBuilder(URI.create(api.address() + "page.css"))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<byte[]> response = CLIENT.send(head, BodyHandlers.ofByteArray());
        assertEquals(200, response.statusCode());
        assertEquals(0, response.body().length);
    }
}
