package io.riskstream.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Rejection;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineTestDriverTest {
    private static final Instant NOW = Instant.parse("2004-09-20T12:00:00Z");

    private static final Path FORKED = Path.of("src/test/resources/testing/forked.yaml");

    private static PipelineResult run(String event) {
        return run(FORKED, new Properties(), event, context());
    }

    private static TestContext context() {
        return new TestContext().setTime(NOW);
    }

    private static PipelineResult run(Path flux, Properties properties, String event, TestContext context) {
        try (context;
                PipelineTestDriver driver = PipelineTestDriver.open(flux, properties, context)) {
            return driver.run(event.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static List<String> steps(PipelineResult run) {
        return run.steps().stream()
                .map(step -> step.bolt() + "/" + step.name() + " "
                        + step.outcome().getClass().getSimpleName())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            none;                both/first Pass, both/second Pass, left/left Pass, right/right Pass
            first:drop;          both/first Drop, letters/last Pass
            second:reject;       both/first Pass, both/second Reject, letters/last Pass
            left:reject;         both/first Pass, both/second Pass, left/left Reject, right/right Pass, letters/last Pass
            first:throw;         both/first Reject, letters/last Pass
            first:retry;         both/first Reject, letters/last Pass
            first:retry-twice;   both/first Pass, both/second Pass, left/left Pass, right/right Pass
            first:retry-forever; both/first Retry
            first:later;         both/first Drop, letters/last Pass
            first:later-failed;  both/first Reject, letters/last Pass
            """)
    void followsTheStreamsOfTheFluxFile(String event, String expected) {
        assertEquals(List.of(expected.split(", ")), steps(run(event)));
    }

    @Test
    void runsAnEventOnceThroughABoltThatConsumesTwoSpouts(@TempDir Path folder) throws IOException {
        String text = Files.readString(FORKED)
                .replace(
                        "bolts:\n",
                        "  - id: more\n    className: org.apache.storm.testing.TestWordSpout\n    parallelism: 1\n\nbolts:\n")
                .replace("streams:\n", "streams:\n  - {from: more, to: both, grouping: {type: SHUFFLE}}\n");
        Path flux = Files.writeString(folder.resolve("two-spouts.yaml"), text);
        assertEquals(
                List.of("both/first Pass", "both/second Pass", "left/left Pass", "right/right Pass"),
                steps(run(flux, new Properties(), "none", context())));
    }

    @Test
    void returnsRejectionsAndDropReasons() {
        assertEquals(
                List.of(new Rejection("first", "retry.exhausted", "", "given up after 5 attempts: not yet")),
                run("first:retry").rejections());
        Rejection failed = run("first:later-failed").rejections().get(0);
        assertEquals("internal", failed.code());
        assertTrue(
                failed.message()
                        .startsWith(
                                "the stage failed: java.lang.IllegalStateException at io.riskstream.testing.ScriptedStage"),
                failed.message());
        assertEquals(Optional.of("later"), run("first:later").dropReason());
        assertEquals(List.of(), run("none").rejections());
        assertEquals(Optional.empty(), run("none").dropReason());
    }

    private static PipelineResult runWithShortWait(String event) {
        return run(FORKED, new Properties(), event, context().withMaxWait(Duration.ofMillis(20)));
    }

    @Test
    void reportsAnOutcomeThatNeverCompletesAndContinuesAsAfterTheDeadline() {
        PipelineResult run = runWithShortWait("second:never");
        assertEquals(List.of("both/first Pass", "both/second Drop", "letters/last Pass"), steps(run));
        assertEquals(Optional.of("too late"), run.dropReason());
        assertTrue(
                run.reports()
                        .contains(new StageReport(
                                "second.late", "no outcome within 20 ms; the event continues as after the deadline")),
                run.reports().toString());
    }

    @Test
    void givesUpAnEventThatNeverCompletes() {
        PipelineResult run = runWithShortWait("first:never-even-late");
        assertEquals(List.of("both/first Retry"), steps(run));
        assertEquals("first", run.unfinished().orElseThrow().name());
        assertEquals(
                "first",
                runWithShortWait("first:retry-forever")
                        .unfinished()
                        .orElseThrow()
                        .name());
        assertEquals(Optional.empty(), runWithShortWait("none").unfinished());
    }

    @Test
    void returnsAttemptsFetchedRecordsAndMessagesOfEachStage() throws IOException {
        assertEquals(
                List.of(3, 1, 1, 1),
                run("first:retry-twice").steps().stream()
                        .map(StageResult::attempts)
                        .toList());
        PipelineResult flood = flood(
                "{\"id\": \"c-1\", \"dateOfLoss\": \"2004-09-16T00:00:00Z\", \"state\": \"FL\", \"countyCode\": \"12033\","
                        + " \"totalBuildingInsuranceCoverage\": 250000, \"totalContentsInsuranceCoverage\": 0}",
                Map.of("county:12033", "{\"density\": 453.4}".getBytes(StandardCharsets.UTF_8)));
        StageResult enrich = flood.steps().get(2);
        assertEquals("enrich", enrich.name());
        assertEquals(
                List.of(
                        new RequestedRecord("county:12033", true),
                        new RequestedRecord("disaster:FL:2004-09-16", false),
                        new RequestedRecord("cpi:2004-09", false)),
                enrich.requests());
        assertEquals(enrich.requests(), flood.requests());
        assertEquals(
                List.of(0, 0, 0, 0, 0, 1),
                flood.steps().stream().map(step -> step.messages().size()).toList());
    }

    @Test
    void runsOneEventAfterTheOther() {
        try (TestContext context = context();
                PipelineTestDriver driver = PipelineTestDriver.open(FORKED, new Properties(), context)) {
            assertEquals(
                    1,
                    driver.run("first:drop".getBytes(StandardCharsets.UTF_8))
                                    .rejections()
                                    .size()
                            + driver.run("first:throw".getBytes(StandardCharsets.UTF_8))
                                    .rejections()
                                    .size());
            PipelineResult third = driver.run("none".getBytes(StandardCharsets.UTF_8));
            assertEquals(4, third.steps().size());
            assertEquals("first 3 at " + NOW, third.reports().get(0).message());
        }
    }

    @Test
    void eachDriverHasItsOwnStagesAndTimeDoesNotAdvance() {
        for (int i = 0; i < 2; i++) {
            PipelineResult run = run("first:drop");
            assertEquals(
                    List.of(
                            new StageReport("call", "first 1 at 2004-09-20T12:00:00Z"),
                            new StageReport("call", "last 1 at 2004-09-20T12:00:00Z")),
                    run.reports());
            assertEquals(NOW, run.lastEvent().orElseThrow().time());
        }
    }

    @Test
    void publishesADeadLetterForARejectedEvent() throws IOException {
        PipelineResult run = flood("{\"id\": \"x\"}", Map.of());
        assertEquals("schema.required", run.rejections().get(0).code());
        assertEquals(1, run.messages().size());
        assertEquals("flood-dead-letters", run.messages().get(0).topic());
    }

    private static PipelineResult flood(String event, Map<String, byte[]> records) throws IOException {
        Properties local = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("conf/local.properties"))) {
            local.load(reader);
        }
        return run(
                Path.of("flux/flood-claims.yaml"),
                local,
                event,
                context().withRecords(new MapRecords().putAll(records)));
    }

    @Test
    void findsRecordsAndKeepsMessages() throws IOException {
        PipelineResult run = flood(
                "{\"id\": \"c-1\", \"dateOfLoss\": \"2004-09-16T00:00:00Z\", \"state\": \"FL\", \"countyCode\": \"12033\","
                        + " \"totalBuildingInsuranceCoverage\": 250000, \"totalContentsInsuranceCoverage\": 0}",
                Map.of("county:12033", "{\"density\": 453.4}".getBytes(StandardCharsets.UTF_8)));
        assertEquals(
                List.of("no-basement", "building-cover", "open-county"),
                run.verdict().orElseThrow().reasons().stream()
                        .map(reason -> reason.code())
                        .toList());
        assertEquals(1, run.messages().size());
        assertEquals("flood-scores", run.messages().get(0).topic());
    }
}
