package io.riskstream.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.event.Event;
import io.riskstream.event.Origin;
import io.riskstream.score.Scorecard;
import io.riskstream.testing.MapRecords;
import io.riskstream.testing.PipelineTestDriver;
import io.riskstream.testing.TestContext;
import io.riskstream.tools.flux.FluxFiles;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.local.PipelineReferences;
import io.riskstream.tools.simulate.Simulation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A published score with the fields of its event is explained as it was made, whatever the record store contains now. */
class RecordedScoreTest {
    private static final int EVENTS = 400;

    @TempDir
    private Path folder;

    private Path flux(String body) throws IOException {
        String scorecard = body.equals("AUDIT") ? "- ref: scorecard\n      " : "";
        String text = FluxFiles.inlined(Path.of("flux/flood-claims.yaml"))
                .replace(
                        "- topic: flood-scores\n        event: FIELDS",
                        scorecard + "- topic: flood-scores\n        event: " + body);
        assertTrue(text.contains("event: " + body), "the option is set");
        return Files.writeString(folder.resolve(body + ".yaml"), text);
    }

    private static Pipeline pipeline(Path flux) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("conf/local.properties"))) {
            properties.load(reader);
        }
        return Pipeline.read(flux, properties);
    }

    /** Runs a command with a Flux file and a file of scores. */
    private static CommandLineRun command(String name, Path flux, Path scores, String... more) {
        return CommandLineRun.of(
                Stream.concat(Stream.of(name, flux.toString(), "--scores", scores.toString()), Stream.of(more))
                        .toArray(String[]::new));
    }

    /** Scores simulated claims, and returns the messages that the pipeline publishes. */
    private static List<String> run(Pipeline pipeline) throws IOException {
        Simulation simulation = new Simulation("flood-claims", 5);
        MapRecords records = new MapRecords();
        // the second pipeline of the test has the same references, beside the shipped schema
        PipelineReferences.read(pipeline, Optional.empty(), Optional.of(simulation))
                .records()
                .forEach(records::put);
        List<String> scores = new ArrayList<>();
        try (TestContext context = new TestContext().withRecords(records);
                PipelineTestDriver driver = PipelineTestDriver.open(pipeline, context)) {
            simulation.events(EVENTS).forEachRemaining(event -> event.value().ifPresent(driver::run));
            context.messages().stream()
                    .filter(message -> message.topic().equals("flood-scores"))
                    .forEach(message -> scores.add(new String(message.value().orElseThrow(), StandardCharsets.UTF_8)));
        }
        return scores;
    }

    @ParameterizedTest
    @ValueSource(strings = {"FIELDS", "AUDIT"})
    void everyScoreOfARunIsReproducedExactly(String body) throws IOException {
        Pipeline pipeline = pipeline(flux(body));
        Scorecard card = pipeline.components(Scorecard.class).get(0);
        List<String> scores = run(pipeline);
        assertTrue(scores.size() > EVENTS * 0.9, "scores: " + scores.size());

        for (String score : scores) {
            StringWriter out = new StringWriter();
            Origin origin = new Origin("flood-scores", 0, 0, 0, Optional.empty(), List.of());
            boolean explained = new RecordedScoreReport(new PrintWriter(out, true))
                    .write(Event.of(origin, score.getBytes(StandardCharsets.UTF_8)), card);
            assertTrue(explained && out.toString().contains("\nreproduced exactly"), out + score);
        }
    }

    @Test
    void anAuditContainsTheFieldsThatTheRulesReadAndNoOthers() throws IOException {
        Pipeline pipeline = pipeline(flux("AUDIT"));
        Set<String> read =
                new HashSet<>(pipeline.components(Scorecard.class).get(0).reads());
        assertTrue(read.stream().anyMatch(path -> path.startsWith("county.")), read.toString());
        // state how old the records were
        read.addAll(List.of("county.fetched", "disaster.fetched", "market.fetched", "history.fetched"));
        Set<String> published = new HashSet<>();
        for (String score : run(pipeline)) {
            JsonObject message = JsonParser.parseString(score).getAsJsonObject();
            assertFalse(message.has("event"), score);
            JsonObject audit = message.getAsJsonObject("audit");
            assertTrue(audit.get("time").getAsLong() > 0, score);
            addPaths("", audit.getAsJsonObject("fields"), published);
        }
        assertTrue(read.containsAll(published), () -> "read: " + read + "\npublished: " + published);
        assertTrue(
                published.contains("county.fetched") && published.contains("community_claims.count_30d"),
                published.toString());
    }

    private static void addPaths(String prefix, JsonObject object, Set<String> paths) {
        object.entrySet().forEach(member -> {
            if (member.getValue() instanceof JsonObject inner) {
                addPaths(prefix + member.getKey() + ".", inner, paths);
            } else {
                paths.add(prefix + member.getKey());
            }
        });
    }

    @Test
    void anAuditIsForItsOwnScorecardOnly() throws IOException {
        Path flux = flux("AUDIT");
        Path scores = Files.write(folder.resolve("scores.jsonl"), run(pipeline(flux)));
        String text = Files.readString(Path.of("topologies/flood-claims/scorecard.yaml"));
        Path other = Files.writeString(folder.resolve("other.yaml"), text.replaceFirst("points: 10\n", "points: 11\n"));
        Path further = Files.writeString(
                folder.resolve("further.yaml"),
                text.replaceFirst(
                        "\nrules:\n",
                        "\nrules:\n  - {id: far, when: has(longitude) && longitude > 0, points: 1, reason: East}\n"));
        String card = "topologies/flood-claims/scorecard.yaml";

        CommandLineRun explained = command("explain", flux, scores, "--number", "3");
        CommandLineRun byOther = command("explain", flux, scores, "--number", "3", "--scorecard", other.toString());
        CommandLineRun changedPoints =
                CommandLineRun.of("backtest", flux.toString(), card, other.toString(), "--scores", scores.toString());
        CommandLineRun furtherField =
                CommandLineRun.of("backtest", flux.toString(), card, further.toString(), "--scores", scores.toString());

        assertEquals(0, explained.exitCode(), explained.out() + explained.err());
        assertTrue(explained.out().contains("reproduced exactly"), explained.out());
        assertEquals(1, byOther.exitCode());
        assertTrue(byOther.out().contains("only the fields that its own scorecard reads"), byOther.out());
        assertEquals(0, changedPoints.exitCode(), changedPoints.err());
        assertTrue(changedPoints.out().contains(" 0 rejected"), changedPoints.out());
        assertEquals(2, furtherField.exitCode(), furtherField.out());
        assertTrue(furtherField.err().contains("no event was scored"), furtherField.err());
    }

    @Test
    void anAuditNeedsTheScorecard() throws IOException {
        Path flux = Files.writeString(
                folder.resolve("without.yaml"),
                Files.readString(flux("AUDIT")).replace("- ref: scorecard\n      - topic", "- topic"));

        CommandLineRun run = CommandLineRun.of("check", flux.toString());

        assertEquals(1, run.exitCode());
        assertTrue(
                run.out().contains("option 'event: AUDIT' needs the scorecard, to know which fields its rules read"),
                run.out());
    }

    @Test
    void theCommandsReadPublishedScores() throws IOException {
        Path flux = flux("FIELDS");
        List<String> lines = run(pipeline(flux));
        Path scores = Files.write(folder.resolve("scores.jsonl"), lines);
        String changed = Files.readString(Path.of("topologies/flood-claims/scorecard.yaml"))
                .replaceFirst("points: 10\n", "points: 11\n");
        Path other = Files.writeString(folder.resolve("other.yaml"), changed);

        CommandLineRun explained = command("explain", flux, scores, "--number", "3");
        CommandLineRun byOther = command("explain", flux, scores, "--number", "3", "--scorecard", other.toString());
        CommandLineRun unknown = command("explain", flux, scores, "--id", "no-such-claim");
        CommandLineRun backtest = command("backtest", flux, scores, "--by", "state");

        assertEquals(0, explained.exitCode(), explained.err());
        assertTrue(explained.out().contains("reproduced exactly"), explained.out());
        assertEquals(0, byOther.exitCode(), byOther.err());
        assertTrue(byOther.out().contains("another version of the scorecard made this score"), byOther.out());
        assertEquals(2, unknown.exitCode());
        assertTrue(unknown.err().contains("has no score with the id 'no-such-claim'"), unknown.err());
        assertEquals(0, backtest.exitCode(), backtest.err());
        assertTrue(
                backtest.out().contains(String.format("events: %d read, %1$d scored, 0 rejected", lines.size())),
                backtest.out());
    }

    @Test
    void withoutTheFieldsNothingIsExplained() throws IOException {
        Path flux = flux("ORIGINAL");
        Path scores = Files.write(folder.resolve("scores.jsonl"), run(pipeline(flux)));
        Path none =
                Files.writeString(folder.resolve("none.jsonl"), "{\"id\": \"c-1\", \"score\": 3, \"hash\": \"0\"}\n");

        CommandLineRun run = command("explain", flux, none, "--id", "c-1");

        assertEquals(1, run.exitCode());
        assertTrue(
                run.out().startsWith("cannot be explained: the published score does not contain the fields"),
                run.out());
        // the original claim alone: to score it without its look-ups would give another score than was published
        CommandLineRun original = command("explain", flux, scores, "--number", "3");
        assertEquals(1, original.exitCode(), original.out());
        assertTrue(
                original.out()
                        .startsWith(
                                "cannot be explained: the published score does not contain the values of the look-up"),
                original.out());
    }
}
