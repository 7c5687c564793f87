package io.riskstream.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What all commands have in common: help, argument errors, exit codes, and the default of {@code --filter}. */
class MainTest {
    private static final String FORKED = "src/test/resources/testing/forked.yaml";

    @TempDir
    private Path directory;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "simulate",
                "check",
                "graph",
                "diff",
                "test",
                "try",
                "explain",
                "backtest",
                "load",
                "replay",
                "store",
                "topology-version",
                "upgrade"
            })
    void describesTheCommonOptionsAndTheExitCodesInTheHelpOfEveryCommand(String command) {
        CommandLineRun help = CommandLineRun.of(command, "--help");
        assertEquals(0, help.exitCode());
        String text = help.out().replaceAll("\\s+", "");
        assertTrue(text.contains("default:conf/local.propertiesiftheFluxfilecontains${...},otherwisenone"), help.out());
        assertTrue(text.contains("--envreplace${ENV-NAME}fromtheenvironment"), help.out());
        assertTrue(text.contains("--classpath=JARS"), help.out());
        assertTrue(text.contains("Exitcodes,thesameforeverycommand:0done"), help.out());
    }

    @Test
    void printsTheVersionOfATopology() throws IOException {
        CommandLineRun flood = CommandLineRun.of("topology-version", "flux/flood-claims.yaml");
        assertEquals(0, flood.exitCode());
        assertTrue(
                flood.out().strip().matches(Pattern.quote(Version.of("version")) + "-flood-claims-[0-9]+-[0-9a-f]{8}"),
                flood.out());
        assertEquals(
                flood.out(),
                CommandLineRun.of("topology-version", "flux/flood-claims-fused.yaml")
                        .out(),
                "the same scorecard");
        String broken = file("broken.yaml", "name: a").toString();
        CommandLineRun refused = CommandLineRun.of("topology-version", broken);
        assertEquals(1, refused.exitCode());
        assertEquals("", refused.out());
        assertEquals(2, CommandLineRun.of("topology-version", "no-such.yaml").exitCode());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            chek flux/a.yaml              | unknown command 'chek'; did you mean 'check'?      | riskstream
            check flux/a.yaml --fliter a  | unknown option '--fliter'; did you mean '--filter'? | riskstream check
            diff a b c                    | unexpected argument 'c'                            | riskstream diff
            test                          | Missing required parameter: 'FLUX-or-DIR'          | riskstream test
            run --rate -1                 | --rate: -1 is negative                             | riskstream run
            run --rate many               | --rate: 'many' is not a whole number               | riskstream run
            run --events 1.5              | --events: '1.5' is not a whole number              | riskstream run
            check flux/a.yaml --partitions a   | --partitions: 'a' is not of the form TOPIC=N, such as claims=4 | riskstream check
            check flux/a.yaml --partitions a=b | --partitions: 'b' is not of the form TOPIC=N, such as claims=4 | riskstream check
            check flux/a.yaml --format jsn     | --format: 'jsn' is not one of text, json, github; did you mean 'json'? | riskstream check
            store ini flux/a.yaml              | ACTION: 'ini' is not one of init, drop; did you mean 'init'? | riskstream store
            check flux/a.yaml --env=no         | --env: it takes no value, and has 'no'        | riskstream check
            try flux/a.yaml --event e --clock yesterday | --clock: 'yesterday' is not a time such as 2004-09-20T12:00:00Z | riskstream try
            """)
    void printsOnlyTheErrorAndTheHelpCommandForAWrongArgument(String arguments, String message, String command) {
        CommandLineRun run = CommandLineRun.of(arguments.split(" "));
        assertEquals(2, run.exitCode());
        assertEquals(message + "\nUsage: " + command + " --help\n", run.err());
        assertEquals("", run.out());
    }

    @ParameterizedTest
    @CsvSource({"first:drop, 0", "first:throw, 1", "second:reject, 1", "first:retry-forever, 1", "none, 0"})
    void returnsTheSameExitCodeFromTryAndExplain(String event, int exitCode) throws IOException {
        String path = file("event", event).toString();
        assertEquals(exitCode, CommandLineRun.of("try", FORKED, "--event", path).exitCode());
        assertEquals(
                exitCode, CommandLineRun.of("explain", FORKED, "--event", path).exitCode());
    }

    @Test
    void usesTheLocalPropertiesForAFluxFileWithPlaceholders() throws IOException {
        CommandLineRun check = CommandLineRun.of("check", "flux/flood-claims.yaml");
        assertEquals(0, check.exitCode(), check.out());
        assertEquals("flux/flood-claims.yaml: checked with conf/local.properties\n", check.err());
        assertFalse(check.out().contains("error"), check.out());
    }

    @Test
    void usesNoPropertiesForAFluxFileWithoutPlaceholders() {
        CommandLineRun check = CommandLineRun.of("check", FORKED);
        assertEquals("", check.err());
        assertFalse(check.out().contains("local.properties"), check.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "graph", "test", "run", "simulate --out target/simulated"})
    void rejectsAMissingPropertiesFileInEveryCommand(String command) {
        String arguments = command + " flux/flood-claims.yaml --filter none.properties";
        CommandLineRun run = CommandLineRun.of(arguments.split(" "));
        assertEquals(2, run.exitCode());
        assertEquals("--filter: no such file: none.properties\n", run.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"check flux/flood-claims.yaml --output", "graph flux/flood-claims.yaml --output"})
    void reportsAnOutputFileThatCannotBeWritten(String command) {
        String output = directory.resolve("none/report").toString();
        CommandLineRun run = CommandLineRun.of((command + " " + output).split(" "));
        assertEquals(2, run.exitCode(), run.err());
        assertTrue(run.err().endsWith(output + ": cannot be used: NoSuchFileException\n"), run.err());
    }

    @Test
    void reportsAMissingReferenceFileBeforeItConnects() {
        CommandLineRun load = CommandLineRun.of("load", "none");
        assertEquals(2, load.exitCode());
        assertEquals(
                "none: no such directory or file; name the reference files of the pipeline (`simulate` writes examples)\n",
                load.err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --origin claims-0   | is not an origin; expected TOPIC-PARTITION@OFFSET, as in the header riskstream.origin
            --code *.json       | is not a code or the start of codes; expected a code such as schema.required, or parse.*
            --limit 0           | --limit, --rate and --attempts must be at least 1
            """)
    void rejectsAReplayThatCannotSelectBeforeItConnects(String arguments, String message) {
        CommandLineRun replay = CommandLineRun.of(("replay flux/flood-claims.yaml " + arguments).split(" "));
        assertEquals(2, replay.exitCode());
        assertTrue(replay.err().endsWith(message + "\n"), replay.err());
    }

    @Test
    void doesNotCompareAFileThatCannotBeRead() throws IOException {
        String empty = file("empty.yaml", "").toString();
        CommandLineRun diff = CommandLineRun.of("diff", empty, "flux/flood-claims.yaml");
        assertEquals(1, diff.exitCode());
        assertEquals("", diff.out());
        assertEquals(
                empty + ":1:1: error [yaml.empty] the file is empty\nnot compared, because " + empty
                        + " cannot be built\n",
                diff.err());
    }

    @Test
    void checksTheInputsOfARunBeforeItStartsServers() throws IOException {
        String empty = file("empty.jsonl", "").toString();
        String output = directory.resolve("out").toString();
        assertFails(empty + ": contains no events", "--input", empty, "--output", output);
        assertFails(
                "--references: " + directory + " lacks county_demographics.csv, ",
                "--references",
                directory.toString(),
                "--output",
                output);
        Path simulated = directory.resolve("simulated");
        CommandLineRun.of("simulate", "--events", "1", "--out", simulated.toString());
        Path prices =
                Files.writeString(simulated.resolve("references/cpi_us_monthly.csv"), "Date,Index\n2004-09-01,many\n");
        assertFails(
                prices + ":2: column 'Index': expected a number, not 'many'",
                "--references",
                prices.getParent().toString(),
                "--output",
                output);
        assertFalse(Files.exists(Path.of(output)), "an earlier result is kept if the run does not start");
    }

    private static void assertFails(String message, String... options) {
        String[] arguments = new String[1 + options.length];
        arguments[0] = "run";
        System.arraycopy(options, 0, arguments, 1, options.length);
        CommandLineRun run = CommandLineRun.of(arguments);
        assertEquals(2, run.exitCode(), run.err());
        assertTrue(run.err().startsWith(message), run.err());
        assertEquals(1, run.err().lines().toList().size(), List.of(run.err()).toString());
    }
}
