package io.riskstream.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.parse.ParseCsv;
import io.riskstream.tools.flux.FluxFiles;
import io.riskstream.tools.flux.Pipeline;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
    private static final String FLOOD = "flux/flood-claims.yaml";
    private static final String LOCAL = "conf/local.properties";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    private int run(String... arguments) {
        CommandLineRun run = CommandLineRun.of(arguments);
        out.append(run.out());
        err.append(run.err());
        return run.exitCode();
    }

    private Path broken() throws IOException {
        return Files.writeString(
                directory.resolve("broken.yaml"),
                Files.readString(Path.of(FLOOD)).replace("{from: parse, to: validate", "{from: parse, to: valdate"));
    }

    /** Returns the line of the mistake. */
    private static int line(Path file) throws IOException {
        return 1
                + Files.readAllLines(file).stream()
                        .takeWhile(line -> !line.contains("valdate"))
                        .toList()
                        .size();
    }

    private Path changed(String... changes) throws IOException {
        String text = FluxFiles.inlined(Path.of(FLOOD));
        for (int i = 0; i < changes.length; i += 2) {
            assertTrue(text.contains(changes[i]), changes[i]);
            text = text.replace(changes[i], changes[i + 1]);
        }
        return Files.writeString(directory.resolve("changed.yaml"), text);
    }

    private List<String> errors(String... changes) throws IOException {
        out.getBuffer().setLength(0);
        assertEquals(1, run("check", changed(changes).toString(), "--filter", LOCAL));
        return out.toString()
                .lines()
                .filter(line -> line.contains(" error ["))
                .map(line -> line.replaceFirst("^.*?yaml:\\d+:\\d+: error \\[\\S+ ", ""))
                .toList();
    }

    /** A constructor ends at the first value that it cannot use. */
    @Test
    void reportsEveryWrongOptionOfAComponent() throws IOException {
        assertEquals(
                List.of(
                        "publish-score: template 'flood-{stat}': no field 'stat' in the event",
                        "publish-score: option 'topicMillis' must be between 0 and 86400000, not 86400001",
                        "publish-score: template '{ide}': no field 'ide' in the event"),
                errors(
                        "      - topic: flood-scores\n",
                        "      - topic: \"flood-{stat}\"\n        topicMillis: 86400001\n        key: \"{ide}\"\n"));
    }

    /** Without the option maxAgeMillis, the one that requires cached records would be right. */
    @Test
    void reportsNoProblemThatOnlyALeftOutOptionCauses() throws IOException {
        assertEquals(
                List.of(
                        "look-up 'market': option 'staleMillis' requires cached records, and maxAgeMillis: 0 disables caching; remove one of the two options",
                        "look-up 'market': option 'deadlineMillis' must be at least 1"),
                errors(
                        "      - name: market\n",
                        "      - name: market\n        maxAgeMillis: 0\n        staleMillis: 5\n        deadlineMillis: 0\n"));
        // defaults need onMiss: DEFAULT, which is misspelt
        assertEquals(
                1,
                errors(
                                "        onMiss: DEFAULT\n        defaults: {declarations: 0}\n",
                                "        onMiss: DEFALT\n        defaults: {declarations: 0}\n")
                        .size());
    }

    @Test
    void namesTheExpectedOrderOfArguments() throws IOException {
        Path file = changed(
                "      - ref: claim\n      - ref: kafka\n      - topic: flood-scores\n",
                "      - ref: kafka\n      - ref: claim\n      - topic: flood-scores\n");

        assertEquals(1, run("check", file.toString(), "--filter", LOCAL));

        assertTrue(
                out.toString()
                        .contains(
                                "argument 1 of PublishScore is of class Kafka: the arguments are in the wrong order\n"),
                out.toString());
        assertTrue(out.toString().contains("^^^^^ expected PublishScore(EventType, Sink, Map)"), out.toString());
    }

    @Test
    void returns0ForAFileWithoutErrors() {
        assertEquals(0, run("check", FLOOD, "--filter", LOCAL));
        assertEquals(FLOOD + ": nothing found\n", out.toString());
    }

    @Test
    void returns1ForAFileWithErrorsAndShowsTheLine() throws IOException {
        Path file = broken();
        assertEquals(1, run("check", file.toString(), "--filter", LOCAL));
        assertEquals(
                file + ":" + line(file)
                        + ":23: error [stream.to] 'valdate' consumes this stream, but there is no such bolt\n"
                        + "    " + line(file)
                        + " |   - {from: parse, to: valdate, grouping: {type: LOCAL_OR_SHUFFLE}}\n"
                        + "       |                       ^^^^^^^ did you mean 'validate'?\n\n"
                        + file + ": 1 error, 0 warnings\n",
                out.toString());
    }

    @Test
    void comparesASampleOfEventsWithTheFormatsOfTheParser() throws IOException {
        String flux = "flux/auto-claims.yaml";
        Properties environment = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(LOCAL))) {
            environment.load(reader);
        }
        List<String> columns = Pipeline.read(Path.of(flux), environment)
                .components(ParseCsv.class)
                .get(0)
                .columns();
        StringBuilder rows = new StringBuilder(String.join(",", columns)).append('\n');
        for (int i = 0; i < 40; i++) {
            String date = 1 + i % 28 + "/" + (1 + i % 12) + "/2015";
            List<String> cells = columns.stream()
                    .map(column -> column.equals("incident_date") ? date : "")
                    .toList();
            rows.append(String.join(",", cells)).append('\n');
        }
        rows.append("Total,5\n").append(",".repeat(columns.size())).append('\n');
        Path sample = Files.writeString(directory.resolve("SAMPLE.CSV"), rows);
        assertEquals(0, run("check", flux, "--filter", LOCAL, "--sample", sample.toString()));
        String report = out.toString();
        assertTrue(report.contains("warning [sample.record] " + sample + ":42: the record has 2 columns"), report);
        String tooMany =
                ":43: the record has " + (columns.size() + 1) + " columns, but the header has " + columns.size();
        assertTrue(report.contains("warning [sample.record] " + sample + tooMany), report);
        assertTrue(
                report.contains("warning [sample.format] " + sample
                        + ": 16 of 40 values of 'incident_date' are not a date M/d/yyyy; 40 are a date d/M/yyyy"),
                report);
        Files.write(sample, new byte[] {'a', '\n', (byte) 0xFC, '\n'});
        assertEquals(1, run("check", flux, "--filter", LOCAL, "--sample", sample.toString()));
        assertTrue(out.toString().contains("error [sample.unreadable]"), out.toString());
    }

    @Test
    void reportsEveryDatePatternThatIsRefused() throws IOException {
        String text = FluxFiles.inlined(Path.of("flux/auto-claims.yaml"))
                .replace("policy_bind_date: M/d/yyyy", "policy_bind_date: M/d/yy")
                .replace("incident_date: M/d/yyyy", "incident_date: [M/d/yyyy, DD.MM.YYYY]");
        Path flux = Files.writeString(directory.resolve("auto.yaml"), text);
        assertEquals(1, run("check", flux.toString(), "--filter", LOCAL));
        assertTrue(
                out.toString().contains("column 'policy_bind_date': pattern 'M/d/yy': 'yy' is a year"), out.toString());
        assertTrue(
                out.toString().contains("column 'incident_date': pattern 'DD.MM.YYYY': 'DD' is the day of the year"),
                out.toString());
    }

    @Test
    void printsJson() throws IOException {
        Path file = broken();
        assertEquals(1, run("check", file.toString(), FLOOD, "--filter", LOCAL, "--format", "json"));
        JsonObject report = JsonParser.parseString(out.toString()).getAsJsonObject();
        assertEquals(1, report.get("errors").getAsInt());
        JsonObject finding = report.getAsJsonArray("findings").get(0).getAsJsonObject();
        assertEquals("stream.to", finding.get("code").getAsString());
        assertEquals(line(file), finding.get("line").getAsInt());
        assertEquals("did you mean 'validate'?", finding.get("hint").getAsString());
    }

    @Test
    void printsAnnotationsForAWorkflow() throws IOException {
        Path file = broken();
        assertEquals(1, run("check", file.toString(), "--filter", LOCAL, "--format", "github"));
        assertEquals(
                "::error file=" + file + ",line=" + line(file)
                        + ",col=23,endColumn=30,title=stream.to::'valdate' consumes this stream, but there is no such bolt; did you mean 'validate'?\n",
                out.toString());
    }

    @Test
    void returns2ForUnusableArguments() {
        assertEquals(2, run("check"));
        assertEquals(2, run("check", "flux/no-such.yaml"));
        assertEquals(2, run("check", FLOOD, "--filter", "conf/no-such.properties"));
        assertEquals(2, run("check", FLOOD, "--format", "xml"));
    }

    @Test
    void returns2FromEveryCommandForAMissingFile() throws IOException {
        String none = "flux/no-such.yaml";
        Path event = Files.writeString(directory.resolve("event.json"), "{}");
        List<List<String>> commands = List.of(
                List.of("run", none, "--output", directory.toString()),
                List.of("load", directory.toString(), "--pipeline", none),
                List.of("explain", none, "--event", event.toString()),
                List.of("check", none),
                List.of("graph", none),
                List.of("diff", FLOOD, none));
        for (List<String> command : commands) {
            err.getBuffer().setLength(0);
            assertEquals(2, run(command.toArray(String[]::new)), command.toString());
            assertTrue(err.toString().startsWith(none + ": no such file in "), err.toString());
            List<String> unreadable = new ArrayList<>(command);
            unreadable.replaceAll(argument -> argument.equals(none) ? directory.toString() : argument);
            assertEquals(2, run(unreadable.toArray(String[]::new)), unreadable.toString());
        }
    }

    @Test
    void warnsOfMoreExecutorsThanPartitions() throws IOException {
        Path file = Files.writeString(
                directory.resolve("wide.yaml"),
                Files.readString(Path.of(FLOOD)).replaceFirst("parallelism: 1", "parallelism: 4"));
        assertEquals(0, run("check", file.toString(), "--filter", LOCAL, "--partitions", "flood-claims=4"));
        assertEquals(file + ": nothing found\n", out.toString());
        assertEquals(0, run("check", file.toString(), "--filter", LOCAL, "--partitions", "flood-claims=3"));
        assertTrue(
                out.toString()
                        .contains(
                                "warning [topic.partitions] the topics of spout 'claims' have 3 partitions, so 1 of its 4 executors"),
                out.toString());
        out.getBuffer().setLength(0);
        assertEquals(0, run("check", FLOOD, "--filter", LOCAL, "--partitions", "flood-clams=3"));
        assertTrue(
                out.toString().contains("no spout reads topic 'flood-clams' of --partitions")
                        && out.toString().contains("the spouts read flood-claims"),
                out.toString());
        assertEquals(2, run("check", FLOOD, "--filter", LOCAL, "--partitions", "flood-claims=0"));
    }

    @Test
    void drawsTheRestOfAGraphIfAComponentCannotBeBuilt() throws IOException {
        Path file = Files.writeString(
                directory.resolve("broken.yaml"),
                FluxFiles.inlined(Path.of(FLOOD)).replace("county:{countyCode}", "county:{countyCod}"));
        assertEquals(1, run("graph", file.toString()));
        assertTrue(
                err.toString().contains("error component 'enrich-claim' cannot be built: ")
                        && err.toString().contains("no field 'countyCod' in the event"),
                err.toString());
        assertTrue(out.toString().contains("enrich-claim  Enrich (cannot be built)"), out.toString());
        assertTrue(out.toString().contains("■ publish ×1"), out.toString());
        out.getBuffer().setLength(0);
        assertEquals(0, run("graph", FLOOD));
        assertTrue(!out.toString().contains("cannot be built"), out.toString());
    }

    @Test
    void rejectsTheRunOfAnotherPipelineInAGraph() throws IOException {
        Path summary = Files.writeString(
                directory.resolve("summary.json"),
                "{\"pipeline\": \"auto-claims\", \"latency_ms\": {}, \"components\": {}}");
        assertEquals(2, run("graph", FLOOD, "--run", summary.toString()));
        assertTrue(
                err.toString()
                        .startsWith("--run: " + summary
                                + " is the summary of a run of auto-claims, expected one of flood-claims"),
                err.toString());
    }

    @Test
    void rejectsAFileWithErrorsInLoadAndRun() throws IOException {
        Path file = broken();
        assertEquals(1, run("load", directory.toString(), "--pipeline", file.toString()));
        assertTrue(err.toString().contains("error [stream.to]"), err.toString());
        err.getBuffer().setLength(0);
        assertEquals(1, run("run", file.toString(), "--output", directory.toString()));
        assertTrue(err.toString().contains("error [stream.to]"), err.toString());
    }
}
