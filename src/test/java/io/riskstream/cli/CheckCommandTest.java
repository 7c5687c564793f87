package io.riskstream.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckCommandTest {
    private static final String FLOOD = "flux/flood-claims.yaml";
    private static final String LOCAL = "conf/local.properties";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    private int run(String... arguments) {
        CommandLine commands = Main.commands();
        commands.setOut(new PrintWriter(out, true));
        commands.setErr(new PrintWriter(err, true));
        return commands.execute(arguments);
    }

    private Path broken() throws IOException {
        return Files.writeString(
                directory.resolve("broken.yaml"),
                Files.readString(Path.of(FLOOD)).replace("{from: parse, to: validate", "{from: parse, to: valdate"));
    }

    /** Where the mistake is. */
    private static int line(Path file) throws IOException {
        return 1
                + Files.readAllLines(file).stream()
                        .takeWhile(line -> !line.contains("valdate"))
                        .toList()
                        .size();
    }

    @Test
    void aFileWithoutErrorsEndsWith0() {
        assertEquals(0, run("check", FLOOD, "--filter", LOCAL));
        assertEquals(FLOOD + ": nothing found\n", out.toString());
    }

    @Test
    void aFileWithErrorsEndsWith1AndShowsTheLine() throws IOException {
        Path file = broken();
        assertEquals(1, run("check", file.toString(), "--filter", LOCAL));
        assertEquals(
                file + ":" + line(file) + ":23: error [stream.to] a stream goes to 'valdate', which is no bolt\n"
                        + "   " + line(file) + " |   - {from: parse, to: valdate, grouping: {type: LOCAL_OR_SHUFFLE}}\n"
                        + "       |                       ^^^^^^^ did you mean 'validate'?\n\n"
                        + file + ": 1 error, 0 warnings\n",
                out.toString());
    }

    @Test
    void programsGetJson() throws IOException {
        Path file = broken();
        assertEquals(1, run("check", file.toString(), FLOOD, "--filter", LOCAL, "--format", "json"));
        JsonObject told = JsonParser.parseString(out.toString()).getAsJsonObject();
        assertEquals(1, told.get("errors").getAsInt());
        JsonObject finding = told.getAsJsonArray("findings").get(0).getAsJsonObject();
        assertEquals("stream.to", finding.get("code").getAsString());
        assertEquals(line(file), finding.get("line").getAsInt());
        assertEquals("did you mean 'validate'?", finding.get("hint").getAsString());
    }

    @Test
    void aWorkflowGetsAnnotations() throws IOException {
        Path file = broken();
        assertEquals(1, run("check", file.toString(), "--filter", LOCAL, "--format", "github"));
        assertEquals(
                "::error file=" + file + ",line=" + line(file)
                        + ",col=23,endColumn=30,title=stream.to::a stream goes to 'valdate', which is no bolt; did you mean 'validate'?\n",
                out.toString());
    }

    @Test
    void argumentsThatCannotBeUsedEndWith2() {
        assertEquals(2, run("check"));
        assertEquals(2, run("check", "flux/no-such.yaml"));
        assertEquals(2, run("check", FLOOD, "--filter", "conf/no-such.properties"));
        assertEquals(2, run("check", FLOOD, "--format", "xml"));
    }

    @Test
    void loadAndRunRefuseAFileWithErrors() throws IOException {
        Path file = broken();
        assertEquals(1, run("load", directory.toString(), "--pipeline", file.toString()));
        assertTrue(err.toString().contains("error [stream.to]"), err.toString());
        err.getBuffer().setLength(0);
        assertEquals(1, run("run", file.toString(), "--output", directory.toString()));
        assertTrue(err.toString().contains("error [stream.to]"), err.toString());
    }
}
