package io.riskstream.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline of claims with lines and payments, through the commands. */
class ListsOfObjectsTest {
    private static final String FLUX = "src/test/resources/lines/claim-lines.yaml";
    private static final String CLAIM =
            "{\"id\": \"a\", \"lines\": [{\"cover\": \"building\", \"amount\": 12000, \"room\": {\"a.b\": 1e400}, \"payments\": [{\"paid\": 1, \"by\": \"x\"}]}], \"inner\": {\"t\": \"x\"}}";

    @TempDir
    private Path directory;

    private Path event() throws IOException {
        return Files.writeString(directory.resolve("claim.json"), CLAIM);
    }

    @Test
    void hasNoErrorAndPassesItsCases() {
        CommandLineRun check = CommandLineRun.of("check", FLUX);
        assertEquals(0, check.exitCode(), check.out());
        CommandLineRun test = CommandLineRun.of("test", FLUX, "--cases", "src/test/resources/lines/cases.yaml");
        assertEquals(0, test.exitCode(), test.out() + test.err());
    }

    @Test
    void tryShowsItemsAndPublishesThemAsTheyCame() throws IOException {
        CommandLineRun run = CommandLineRun.of("try", FLUX, "--event", event().toString(), "--repeat", "1");

        assertEquals(0, run.exitCode(), run.err());
        assertTrue(
                run.out()
                        .contains(
                                "[{\"cover\":\"building\",\"amount\":12000.0,\"payments\":[{\"paid\":1.0,\"by\":\"x\"}]..."),
                run.out());
        assertTrue(
                run.out()
                        .contains(
                                "\"event\":{\"id\":\"a\",\"lines\":[{\"cover\":\"building\",\"amount\":12000.0,\"payments\":[{\"paid\":1.0,\"by\":\"x\"}],"
                                        + "\"room\":{\"a.b\":1e400}}],\"inner\":{\"t\":\"x\"}}"),
                run.out());
    }

    @Test
    void explainNamesTheItemThatDecided() throws IOException {
        CommandLineRun run = CommandLineRun.of("explain", FLUX, "--event", event().toString());

        assertTrue(run.out().contains("lines.0.amount = 12000"), run.out());
    }
}
