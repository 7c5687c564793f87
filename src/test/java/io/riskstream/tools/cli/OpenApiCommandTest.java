package io.riskstream.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OpenApiCommandTest {
    /** `.ci/run` checks this document with Redocly and Spectral. */
    private static final Path DOCUMENT = Path.of("target/openapi.json");

    @Test
    void writesTheDocumentOfSeveralPipelines() throws IOException {
        CommandLineRun run = CommandLineRun.of(
                "openapi",
                "flux/flood-claims.yaml",
                "flux/auto-claims.yaml",
                "flux/fnol.yaml",
                "flux/bench-claims.yaml",
                "--output",
                DOCUMENT.toString());
        assertEquals(0, run.exitCode(), run.err());
        JsonObject document = JsonParser.parseString(Files.readString(DOCUMENT)).getAsJsonObject();
        JsonObject paths = document.getAsJsonObject("paths");
        for (String name : new String[] {"flood-claims", "auto-claims", "fnol", "bench-claims"}) {
            assertTrue(
                    paths.has("/v1/pipelines/" + name + "/events"),
                    paths.keySet().toString());
        }
    }

    @Test
    void printsItWithoutAFile() {
        CommandLineRun run = CommandLineRun.of("openapi", "flux/flood-claims.yaml");
        assertEquals(0, run.exitCode(), run.err());
        assertEquals(
                "3.1.0",
                JsonParser.parseString(run.out())
                        .getAsJsonObject()
                        .get("openapi")
                        .getAsString());
    }

    @Test
    void aFileThatIsNoPipelineIsRefused() {
        CommandLineRun store = CommandLineRun.of("openapi", "flux/flood-claims-store.yaml");
        assertEquals(1, store.exitCode(), store.err());
        assertTrue(store.err().contains("no bolt runs a parser"), store.err());
    }
}
