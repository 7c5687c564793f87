package io.riskstream.tools.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.text.SourceFile;
import io.riskstream.tools.flux.Pipeline;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaseRunnerTest {
    private static final Path FORKED = Path.of("src/test/resources/testing/forked.yaml");
    private static final String CLAIM = "{id: c, dateOfLoss: \"2004-09-16T00:00:00Z\", state: FL, waterDepth: 7,"
            + " basementEnclosureCrawlspaceType: 0, totalBuildingInsuranceCoverage: 120000,"
            + " totalContentsInsuranceCoverage: 0, colour: red}";

    private static CaseRunner flood;

    @BeforeAll
    static void build() throws IOException {
        Properties local = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("conf/local.properties"))) {
            local.load(reader);
        }
        flood = new CaseRunner(Pipeline.read(Path.of("flux/flood-claims.yaml"), local));
    }

    private static CaseResult run(CaseRunner runner, String event, String expect) {
        String text = "cases:\n  - {name: a, clock: \"2004-09-20T12:00:00Z\", event: " + event + ", expect: " + expect
                + "}\n";
        return runner.run(
                CasesFile.read(new SourceFile("cases.yaml", text)).cases().get(0));
    }

    private static Pipeline forked() {
        return Pipeline.read(FORKED, new Properties());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {decision: accept, score: 40}                         | ``
            {score: 40.00}                                        | ``
            {score: 39.99}                                        | score
            {decision: refer, score: 4e1}                         | decision
            {reasons: [deep-water, no-basement, building-cover]}  | ``
            {reasons: [no-basement, deep-water, building-cover]}  | reasons
            {degraded: [county, market], unevaluated: []}         | ``
            {degraded: [county], unevaluated: [old-building]}     | degraded, unevaluated
            {fields: {waterDepth: 7.0, state: FL, colour: red}}   | ``
            {fields: {waterDepth: "7", state: TX, colour: blue}}  | waterDepth, state, colour
            {fields: {countyCode: "12033"}, absent: [market.cpi]} | countyCode
            {absent: [state, wind]}                               | state, wind
            {topic: flood-scores}                                 | ``
            {topic: [flood-scores, flood-scores], reports: [x]}   | topic, reports
            {rejection: {code: schema.enum}}                      | outcome, rejection
            {dropped: why}                                        | outcome, dropped
            """)
    void comparesAnEventWithTheExpectation(String expect, String unmet) {
        CaseResult result = run(flood, CLAIM, expect);
        assertEquals(
                unmet,
                result.rows().stream()
                        .filter(row -> !row.met())
                        .map(ComparisonRow::name)
                        .collect(Collectors.joining(", ")));
        assertEquals(unmet.isEmpty(), result.holds());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {rejection: {code: schema.enum}}                                            | false
            {rejection: [{code: schema.enum}, {code: schema.type}]}                     | true
            {rejection: [{code: schema.type}, {code: schema.enum}]}                     | false
            {rejection: [{code: schema.enum, path: state}, {code: schema.type}]}        | true
            {rejection: [{code: schema.enum, path: countyCode}, {code: schema.type}]}   | false
            {rejection: [{code: schema.enum, path: ""}, {code: schema.type}]}           | false
            {decision: accept}                                                          | false
            {topic: flood-dead-letters}                                                 | true
            """)
    void comparesARejectionWithTheExpectation(String expect, boolean holds) {
        CaseResult result = run(flood, CLAIM.replace("FL", "ZZ").replace("7,", "deep,"), expect);
        assertEquals(holds, result.holds(), () -> result.rows().toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            first:drop                | {dropped: as asked}                                        | true
            first:drop                | {dropped: as wanted}                                         | false
            right:reject              | {rejection: {code: as.asked}}                              | true
            first:retry-twice         | {topic: []}                                                | true
            first:later               | {dropped: later}                                           | true
            first:throw               | {rejection: {code: internal}}                              | false
            """)
    void runsEveryKindOfOutcome(String event, String expect, boolean holds) {
        // these stages report each call, and a case must list the reports
        boolean throwing = event.endsWith("throw");
        String named = expect.substring(0, expect.length() - 1) + ", reports: [call]}";
        CaseResult result = run(new CaseRunner(forked()), "'" + event + "'", named);
        assertEquals(holds, result.holds(), () -> result.rows().toString());
        assertEquals(
                throwing, result.rows().stream().anyMatch(row -> row.actual().contains("first.internal")));
    }

    @Test
    void failsACaseWithAnOutcomeThatNeverCompletesAndNamesTheStage() {
        CaseResult result = run(
                new CaseRunner(forked(), Duration.ofMillis(20)),
                "'second:never'",
                "{dropped: too late, reports: [call]}");
        assertFalse(result.holds());
        assertTrue(
                result.rows()
                        .contains(new ComparisonRow("reports", List.of("call"), List.of("call", "second.late"), false)),
                result.rows().toString());
    }

    @Test
    void failsACaseWithAStageThatCannotBeOpened(@TempDir Path directory) throws IOException {
        Path flux = Files.writeString(
                directory.resolve("unopenable.yaml"),
                Files.readString(FORKED).replace("constructorArgs: [left]", "constructorArgs: [unopenable]"));
        CaseResult result = run(new CaseRunner(Pipeline.read(flux, new Properties())), "x", "{topic: []}");
        assertEquals(
                Optional.of("the case cannot be run: java.lang.IllegalStateException: no key to open it"),
                result.failure());
        assertFalse(result.holds());
    }
}
