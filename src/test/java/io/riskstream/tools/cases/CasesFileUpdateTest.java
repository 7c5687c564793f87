package io.riskstream.tools.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.text.SourceFile;
import io.riskstream.tools.flux.Pipeline;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CasesFileUpdateTest {
    private static CaseRunner flood;

    @BeforeAll
    static void build() throws IOException {
        Properties local = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("conf/local.properties"))) {
            local.load(reader);
        }
        flood = new CaseRunner(Pipeline.read(Path.of("flux/flood-claims-fused.yaml"), local));
    }

    private static String updated(String text) {
        CasesFile file = CasesFile.read(new SourceFile("cases.yaml", text));
        String changed =
                CasesFileUpdate.of(file, file.cases().stream().map(flood::run).toList());
        CasesFile again = CasesFile.read(new SourceFile("cases.yaml", changed));
        for (Case testCase : again.cases()) {
            CaseResult result = flood.run(testCase);
            assertTrue(result.holds(), () -> result + "\n" + changed);
        }
        return changed;
    }

    private static final String CLAIM = """
            {id: c, dateOfLoss: "2004-09-16T00:00:00Z", state: FL, waterDepth: 7, basementEnclosureCrawlspaceType: 0,
                    totalBuildingInsuranceCoverage: 120000, totalContentsInsuranceCoverage: 0}""";

    private static String file(String expect) {
        return "# Cases.\ncases:\n  - name: a   # the first\n    clock: \"2004-09-20T12:00:00Z\"\n    event: " + CLAIM
                + "\n" + expect
                + "\n  # between two\n  - name: b\n    clock: \"2004-09-20T12:00:00Z\"\n    event: '[]'\n"
                + "    expect: {rejection: {code: parse.object}}   # holds\n# the end\n";
    }

    @Test
    void changesOnlyValues() {
        String before = file("""
                    expect:
                      # the sum
                      score:   39.5   # points
                      decision: "refer"

                      reasons:   # by weight
                        - no-basement
                        - old-building    # goes
                        # what stood there
                        - deep-water      # seven feet
                      fields: {waterDepth: 8, state: 'TX'}
                      degraded: []
                      topic: scores""".indent(4).stripTrailing());
        String after = file("""
                    expect:
                      # the sum
                      score:   40   # points
                      decision: "accept"

                      reasons:   # by weight
                        # what stood there
                        - deep-water      # seven feet
                        - no-basement
                        - building-cover
                      fields: {waterDepth: 7, state: 'FL'}
                      degraded: [county, market]
                      topic: flood-scores""".indent(4).stripTrailing());
        assertEquals(after, updated(before));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {decision: refer, score: 1}               | {decision: accept, score: 40}
            {reasons: [a, b]}                         | {reasons: [deep-water, no-basement, building-cover]}
            {score: 40.1}                             | {score: 40}
            {topic: [a, b]}                           | {topic: [flood-scores]}
            {decision: 'refer', unevaluated: [x]}     | {decision: 'accept', unevaluated: []}
            {fields: {state: TX, waterDepth: 1}}      | {fields: {state: FL, waterDepth: 7}}
            """)
    void changesValuesInBrackets(String expect, String written) {
        assertEquals(file("    expect: " + written), updated(file("    expect: " + expect)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            none              | ``
            nothing after it  | `    expect:`
            an empty map      | `    expect: {}`
            a rejection       | `    expect:\\n      rejection:\\n        code: parse.json\\n        path: \"\"`
            brackets          | `    expect: {dropped: why}`
            """)
    void replacesTheExpectationForAnotherKindOfOutcome(String name, String expect) {
        assertEquals(
                file("    expect:\n      decision: accept\n      score: 40\n"
                        + "      reasons: [deep-water, no-basement, building-cover]"),
                updated(file(expect.replace("\\n", "\n")).replace("0}\n\n", "0}\n")));
    }

    @Test
    void keepsTheLayoutOfRejections() {
        String claim = "cases:\n  - name: a\n    clock: \"2004-09-20T12:00:00Z\"\n    event: {id: \"\", state: ZZ,"
                + " dateOfLoss: \"2004-09-16T00:00:00Z\", totalBuildingInsuranceCoverage: 1, totalContentsInsuranceCoverage: 0}\n";
        assertEquals(
                claim
                        + "    expect:\n      rejection: [{code: schema.minLength, path: id}, {code: schema.enum, path: state}]\n",
                updated(claim
                        + "    expect:\n      rejection:\n        code: schema.enum   # state\n        path: state\n"));
        assertEquals(
                claim + "    expect:\n      rejection:\n        - code: schema.minLength\n          path: id\n"
                        + "        - {code: schema.enum, path: 'state'}\n",
                updated(claim + "    expect:\n      rejection:\n        - code: schema.pattern\n          path: id\n"
                        + "        - {code: schema.enum, path: 'stat'}\n"));
    }

    @Test
    void writesIntoACaseInBrackets() {
        String one = "cases: [{name: a, clock: \"2004-09-20T12:00:00Z\", event: '[]'";
        assertEquals(
                one + ", expect: {rejection: {code: parse.object, path: \"\"}}}]\n",
                updated(one + ", expect: {decision: x}}]\n"));
        assertEquals(one + ", expect: {rejection: {code: parse.object, path: \"\"}}}]\n", updated(one + "}]\n"));
    }

    @Test
    void keepsCasesThatHold() {
        String text = file("    expect: {score: 40.0, reasons: [deep-water, no-basement, building-cover]}");
        assertEquals(text, updated(text));
    }

    @Test
    void keepsAnExpectedAbsence() {
        String text = file("    expect: {fields: {countyCode: \"12033\"}, absent: [state]}");
        CasesFile file = CasesFile.read(new SourceFile("cases.yaml", text));
        List<CaseResult> results = file.cases().stream().map(flood::run).toList();
        assertEquals(text, CasesFileUpdate.of(file, results));
        assertEquals(
                List.of(
                        new ComparisonRow("countyCode", List.of("\"12033\""), List.of("absent"), false),
                        new ComparisonRow("state", List.of("absent"), List.of("\"FL\""), false)),
                results.get(0).rows());
    }
}
