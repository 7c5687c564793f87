package io.riskstream.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command reports before it starts Spark. */
class SparkMainTest {
    @TempDir
    private Path directory;

    private int status;

    private String run(String... arguments) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        status = SparkMain.run(
                List.of(arguments),
                new PrintStream(PrintStream.nullOutputStream()),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return err.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "run", "start x", "run x y", "run x --until-input-ends y", "init", "reference x", "--help"})
    void wrongArgumentsGetTheUsage(String arguments) {
        String err = run(arguments.isEmpty() ? new String[0] : arguments.split(" "));
        assertTrue(err.startsWith("Usage: spark-submit riskstream-spark.jar run SETTINGS"), err);
        assertEquals(2, status);
    }

    @Test
    void aMissingFileIsNamed() {
        String err = run("run", "missing.properties");
        assertTrue(err.contains("missing.properties"), err);
        assertEquals(1, status);
    }

    @Test
    void everyMistakeOfTheFileIsReported() throws IOException {
        Path file = Files.writeString(
                directory.resolve("spark.properties"), "checkpoint=x\nwindow=fast\nretry.timeout=0s\n");
        String err = run("run", file.toString());
        assertTrue(err.contains("'window' must be a time with its unit"), err);
        assertTrue(err.contains("'retry.timeout' must be a time with its unit"), err);
        assertTrue(err.contains("'pipeline'"), err);
        assertEquals(1, status);
    }

    @Test
    void initNeedsADatabase() throws IOException {
        Path file = Files.writeString(
                directory.resolve("spark.properties"), "pipeline=flux/flood-claims.yaml\ncheckpoint=x\n");
        String err = run("init", file.toString());
        assertTrue(err.contains("set 'postgres.hosts'"), err);
        assertEquals(1, status);
    }
}
