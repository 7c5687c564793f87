package io.riskstream.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiMainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return ApiMain.run(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @Test
    void theShippedSettingsAreValidAndHaveTheDefaults() {
        ApiSettings settings = ApiSettings.read(Path.of("conf", "api.properties"));
        assertEquals(List.of(Path.of("flux/flood-claims.yaml")), settings.pipelines());
        assertEquals("localhost:9092", settings.filter().getProperty("kafka.bootstrap.servers"));
        assertEquals(io.riskstream.api.http.ServerSettings.of("127.0.0.1", 8080), settings.server());
        assertEquals(io.riskstream.api.access.AccessSettings.defaults(), settings.access());
        assertEquals(io.riskstream.api.submit.SubmitSettings.defaults(), settings.submit());
        assertEquals(Duration.ofSeconds(8), settings.submit().deliveryTimeout());
        assertTrue(settings.idempotency().isPresent());
        assertTrue(settings.openApiOpen());
        assertTrue(settings.tokens().isEmpty());
    }

    @Test
    void everyMistakeOfTheSettingsIsReported(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(
                folder.resolve("api.properties"),
                "server.host=0.0.0.0\nserver.prot=1\njwt.issuer=https://x\nidempotency.redis.password=hunter2\n");
        assertEquals(1, run(file.toString()));
        String mistakes = err.toString(StandardCharsets.UTF_8);
        for (String expected : List.of(
                "'pipelines' is missing",
                "unknown key 'server.prot'; did you mean 'server.port'?",
                "'server.tls.certificate' is missing, so that keys and events would cross the network unencrypted",
                "'jwt.issuer' and 'jwt.audience' and 'jwt.keys' must be set together",
                "'idempotency.redis.password' is a literal secret")) {
            assertTrue(mistakes.contains(expected), mistakes);
        }
        assertTrue(!mistakes.contains("hunter2"), mistakes);
    }

    @Test
    void aKeyIsCreatedWithItsLine() {
        assertEquals(0, run("key", "partner-a", "submit,read"));
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertTrue(lines.get(1).startsWith("rsk_"), lines.toString());
        assertTrue(lines.get(3).matches("partner-a [0-9a-f]{64} submit,read"), lines.toString());
        assertEquals(1, run("key", "partner-a", "submitt"));
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("did you mean 'submit'?"));
    }

    @Test
    void helpIsNoMistake() {
        assertEquals(0, run("--help"));
        assertEquals(0, run("-h"));
        assertTrue(out.toString(StandardCharsets.UTF_8).startsWith("Usage: java -jar riskstream-api.jar"));
        assertEquals("", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void theBodiesInProgressMayNotBeSmallerThanOneBody(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(
                folder.resolve("api.properties"),
                "pipelines=flux/fnol.yaml\nkeys.file=keys\nserver.max.bodies.bytes=1000000\n");
        assertEquals(1, run(file.toString()));
        String mistakes = err.toString(StandardCharsets.UTF_8);
        assertTrue(mistakes.contains("'server.max.bodies.bytes' must be at least 'submit.max.body.bytes'"), mistakes);
    }

    @Test
    void wrongArgumentsPrintTheUsage() {
        assertEquals(2, run());
        assertEquals(2, run("--halp"));
        assertEquals(2, run("a", "b"));
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("Usage: java -jar riskstream-api.jar"));
        assertEquals(1, run("none.properties"));
    }
}
