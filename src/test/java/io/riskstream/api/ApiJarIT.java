package io.riskstream.api;

import static io.riskstream.api.TestApi.post;
import static io.riskstream.api.TestApi.utf8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the jar of the API outside the project's directory, without a broker and without Redis. */
class ApiJarIT {
    private static final Path JAR = Path.of("target", "riskstream-api.jar").toAbsolutePath();

    @TempDir
    private Path folder;

    @BeforeAll
    static void requireJar() {
        assertTrue(Files.isRegularFile(JAR), "no " + JAR + "; `./mvnw package` builds it");
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx300m",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                JAR.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
    }

    @Test
    void servesAPipelineOfTheJarAndWritesTheAudit() throws Exception {
        Path settings = TestApi.settings(
                folder, "127.0.0.1:1", "127.0.0.1:1", Map.of("pipelines", "flux/flood-claims.yaml,flux/fnol.yaml"));
        Process api = start(settings.toString());
        try (BufferedReader output = api.inputReader(StandardCharsets.UTF_8)) {
            URI server = addressIn(output);
            HttpClient client = HttpClient.newHttpClient();
            assertEquals(
                    200,
                    TestApi.send(client, HttpRequest.newBuilder(server.resolve("/healthz")))
                            .statusCode());
            assertEquals(
                    503,
                    TestApi.send(client, HttpRequest.newBuilder(server.resolve("/readyz")))
                            .statusCode());
            HttpResponse<String> invalid = TestApi.send(
                    client, post(server, "flood-claims", "application/json", utf8("{\"id\":\"secret-1\"}")));
            assertEquals(400, invalid.statusCode(), invalid.body());
            JsonObject problem = JsonParser.parseString(invalid.body()).getAsJsonObject();
            assertTrue(problem.getAsJsonArray("rejections").size() > 1, invalid.body());
            assertEquals(
                    200,
                    TestApi.send(client, HttpRequest.newBuilder(server.resolve("/openapi.json")))
                            .statusCode());
            String audit = lineWith(output, "route=/v1/pipelines/{pipeline}/events");
            assertTrue(audit.contains("caller=partner-a") && audit.contains("status=400"), audit);
            assertTrue(!audit.contains("secret-1"), audit);
            api.toHandle().destroy(); // SIGTERM; Process.destroy() would also close the output
            String rest = output.lines().collect(Collectors.joining("\n"));
            assertTrue(api.waitFor(30, TimeUnit.SECONDS), "the API does not stop");
            assertTrue(!rest.contains("Log4j") && !rest.contains("No configuration found"), rest);
        } finally {
            api.destroyForcibly();
        }
    }

    private static URI addressIn(BufferedReader output) throws IOException {
        String line = lineWith(output, "Riskstream API at ");
        return URI.create(line.substring(line.indexOf("http")));
    }

    private static String lineWith(BufferedReader output, String text) throws IOException {
        StringBuilder before = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.contains(text)) {
                return line;
            }
            before.append(line).append('\n');
        }
        throw new AssertionError("the API ended without a line with '" + text + "':\n" + before);
    }

    @Test
    void createsAKey() throws Exception {
        Process command = start("key", "partner-a", "submit");
        String output = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, command.waitFor(), output);
        assertTrue(output.lines().anyMatch(line -> line.matches("partner-a [0-9a-f]{64} submit")), output);
    }

    @Test
    void containsItsLibrariesAndNoServerOfTheLocalRun() throws Exception {
        Set<String> entries;
        try (JarFile jar = new JarFile(JAR.toFile())) {
            for (String file : List.of("LICENSE", "NOTICE")) {
                String text = new String(
                        jar.getInputStream(jar.getEntry("META-INF/" + file)).readAllBytes(), StandardCharsets.UTF_8);
                assertTrue(text.contains(Files.readString(Path.of(file)).strip()), file);
            }
            entries = jar.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .collect(Collectors.toSet());
        }
        for (String library : List.of(
                "org/eclipse/jetty/server/Server.class",
                "com/nimbusds/jwt/SignedJWT.class",
                "org/apache/kafka/clients/producer/KafkaProducer.class",
                "redis/clients/jedis/Jedis.class",
                "flux/flood-claims.yaml",
                "META-INF/NOTICE")) {
            assertTrue(entries.contains(library), library);
        }
        List<String> absent = List.of(
                "kafka/server/",
                "org/apache/storm/daemon/nimbus/",
                "org/apache/zookeeper/",
                "redis/embedded/",
                "io/zonky/",
                "scala/",
                "com/azure/",
                "org/junit/");
        assertEquals(
                List.of(),
                entries.stream()
                        .filter(entry -> absent.stream().anyMatch(entry::startsWith)
                                || entry.matches("META-INF/.*\\.(SF|DSA|RSA|EC)"))
                        .toList());
    }
}
