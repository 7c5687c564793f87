package io.riskstream.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.tools.flux.FluxFiles;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCommandTest {
    private static final String FLOOD = "flux/flood-claims.yaml";
    private static final String CASES = "topologies/flood-claims/cases.yaml";
    private static final String FORKED = "src/test/resources/testing/forked.yaml";

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

    private Path cases(String text) throws IOException {
        return Files.writeString(directory.resolve("cases.yaml"), text);
    }

    /** Creates a project: Flux files that use a copy of topologies/flood-claims. */
    private Path project() throws IOException {
        Path topology = Files.createDirectories(directory.resolve("topologies/flood-claims"));
        Path flux = Files.createDirectories(directory.resolve("flux"));
        for (String file : new String[] {"event.schema.json", "scorecard.yaml", "references.yaml"}) {
            Files.copy(Path.of("topologies/flood-claims", file), topology.resolve(file));
        }
        for (String file : new String[] {"flood-claims.yaml", "flood-claims-fused.yaml"}) {
            Files.writeString(
                    flux.resolve(file),
                    FluxFiles.inlined(Path.of("flux", file)).replace("topologies/flood-claims", topology.toString()));
        }
        Files.copy(Path.of("src/test/resources/check/stock/words.yaml"), flux.resolve("words.yaml"));
        Files.writeString(topology.resolve("cases.yaml"), """
                cases:
                  - name: A list is rejected
                    clock: "2004-09-20T12:00:00Z"
                    event: '[]'
                    expect:
                      rejection: {code: parse.json, path: ""}   # wrong
                """);
        return topology;
    }

    @Test
    void countsTheCasesThatHold() {
        assertEquals(0, run("test", FLOOD, "--case", "IS REJECTED"));
        assertTrue(out.toString().matches("(?s)" + FLOOD + ": [0-9]+ cases, all passed; [0-9.]+ s\n"), out.toString());
    }

    @Test
    void showsBothSidesOfAFailingCaseAndExplainsTheScore() throws IOException {
        Path file = cases("""
                cases:
                  - name: a deep one
                    clock: "2004-09-20T12:00:00Z"
                    event: {id: c, dateOfLoss: "2004-09-16T00:00:00Z", state: FL, waterDepth: 7, basementEnclosureCrawlspaceType: 2,
                            totalBuildingInsuranceCoverage: 120000, totalContentsInsuranceCoverage: 0}
                    records: {"disaster:FL:2004-09-15": {declarations: 2}}
                    expect:
                      decision: review
                      score: 28
                      reasons: [building-cover, deep-water]
                      fields: {state: FL, stat: FL}
                """);
        assertEquals(1, run("test", FLOOD, "--cases", file.toString()));
        String expected = file + """
                :2: a deep one
                    not as expected: decision, reasons, stat

                              expected            actual
                    decision  review          <>  accept
                    score     28                  28
                    reasons   building-cover  <>  deep-water
                              deep-water      <>  building-cover
                    state     "FL"                "FL"
                    stat      "FL"            <>  no field 'stat' in the event; did you mean 'state'?

                    requested, but not in the records: disaster:FL:2004-09-16, cpi:2004-09
                    records that no stage requested: disaster:FL:2004-09-15

                    event      c
                    scorecard  flood-claims, version""";
        assertTrue(out.toString().startsWith(expected), out.toString());
        assertTrue(out.toString().contains("\n         +18  deep-water"), out.toString());
        assertTrue(out.toString().contains("\n" + FLOOD + ": 1 case, 1 failed; "), out.toString());
    }

    @Test
    void printsOneLinePerFluxFileAndTheNamesOfFailingCasesInASummary() throws IOException {
        Path directory = project();
        assertEquals(1, run("test", directory.toString(), "--summary"));
        String flux = this.directory.resolve("flux").toString();
        assertEquals(
                "failed: A list is rejected\n" + flux + "/flood-claims-fused.yaml: 1 case, 1 failed; T s\n"
                        + "failed: A list is rejected\n" + flux + "/flood-claims.yaml: 1 case, 1 failed; T s\n",
                out.toString().replaceAll("; [0-9.]+ s", "; T s"));
    }

    @Test
    void describesAnotherOutcome() throws IOException {
        Path file = cases("""
                cases:
                  - {name: rejected, clock: "2004-09-20T12:00:00Z", event: 'second:reject', expect: {topic: a}}
                  - {name: dropped, clock: "2004-09-20T12:00:00Z", event: 'first:drop', expect: {rejection: {code: as.asked}}}
                  - {name: bug, clock: "2004-09-20T12:00:00Z", event: 'first:throw', expect: {dropped: as asked}}
                  - {name: stuck, clock: "2004-09-20T12:00:00Z", event: 'first:retry-forever', expect: {topic: []}}
                  - {name: nothing, clock: "2004-09-20T12:00:00Z", event: 'none'}
                """);
        assertEquals(1, run("test", FORKED, "--cases", file.toString()));
        String text = out.toString();
        assertTrue(text.contains("outcome    rejected  <>  dropped: as asked\n"), text);
        assertTrue(
                text.contains("rejected by first: internal: the stage failed: java.lang.IllegalStateException at "),
                text);
        assertTrue(text.contains("reported first.internal: a bug in stage first: "), text);
        assertTrue(text.contains("completes  <>  never completes: stage first keeps retrying: never\n"), text);
        assertTrue(text.contains("the case expects nothing; --update writes the actual values\n"), text);
        assertTrue(text.contains(FORKED + ": 5 cases, 5 failed; "), text);
    }

    @Test
    void testsEveryFluxFileThatUsesADirectory() throws IOException {
        Path topology = project();
        assertEquals(1, run("test", topology.toString()));
        String flux = directory.resolve("flux").toString();
        assertTrue(
                out.toString().contains("rejection  parse.json, the whole event  <>  parse.object, the whole event\n"),
                out.toString());
        assertTrue(out.toString().contains(flux + "/flood-claims.yaml: 1 case, 1 failed; "), out.toString());
        assertTrue(out.toString().contains(flux + "/flood-claims-fused.yaml: 1 case, 1 failed; "), out.toString());
        assertFalse(out.toString().contains("words.yaml"), out.toString());
        assertTrue(
                out.toString()
                        .contains(":2: A list is rejected\n    same result as with " + flux
                                + "/flood-claims-fused.yaml\n"),
                out.toString());
    }

    @Test
    void writesTheActualValuesIntoTheCases() throws IOException {
        Path topology = project();
        Path file = topology.resolve("cases.yaml");
        String before = Files.readString(file);
        assertEquals(0, run("test", directory.resolve("flux").toString(), "--update"));
        assertEquals(before.replace("parse.json", "parse.object"), Files.readString(file));
        assertTrue(out.toString().startsWith(file + ": 1 of 1 failing cases corrected\n"), out.toString());
        assertTrue(out.toString().contains("flood-claims.yaml: 1 case, all passed; "), out.toString());
    }

    @Test
    void countsTheCasesThatAnUpdateCannotCorrect() throws IOException {
        Path topology = project();
        Path file = topology.resolve("cases.yaml");
        Files.writeString(file, """
                  - name: A field that no look-up adds
                    clock: "2004-09-20T12:00:00Z"
                    event: {id: a, dateOfLoss: "2004-09-16T00:00:00Z", state: FL, totalBuildingInsuranceCoverage: 1, totalContentsInsuranceCoverage: 1}
                    expect:
                      score: 99
                      fields: {county.area: 7}
                """, StandardOpenOption.APPEND);
        assertEquals(1, run("test", directory.resolve("flux").toString(), "--update"));
        assertTrue(
                out.toString().startsWith(file + ": 1 of 2 failing cases corrected; edit the others"), out.toString());
        assertFalse(Files.readString(file).contains("score: 99"));
    }

    @Test
    void reportsABrokenFluxFileInADirectory() throws IOException {
        Path topology = project();
        Path broken = directory.resolve("flux/flood-claims.yaml");
        Files.writeString(
                broken, Files.readString(broken).replace("{from: parse, to: validate", "{from: parse, to: valdate"));
        Path junit = directory.resolve("junit.xml");
        assertEquals(1, run("test", topology.toString(), "--update", "--junit", junit.toString()));
        assertTrue(err.toString().contains("error [stream.to]"), err.toString());
        assertTrue(out.toString().contains("flood-claims-fused.yaml: 1 case, all passed; "), out.toString());
        String xml = Files.readString(junit);
        assertTrue(xml.contains("<testsuites tests=\"2\" failures=\"0\" errors=\"1\""), xml);
    }

    @Test
    void reportsProblemsOfTheCasesInCheckAndInTestWithTheirPositions() throws IOException {
        Path topology = project();
        Path file = topology.resolve("cases.yaml");
        Files.writeString(file, Files.readString(file).replace("rejection:", "rejecton:"));
        String flux = directory.resolve("flux/flood-claims.yaml").toString();
        String finding = file + ":6:7: error [file.invalid] unknown key 'rejecton'\n"
                + "     6 |       rejecton: {code: parse.json, path: \"\"}   # wrong\n"
                + "       |       ^^^^^^^^ did you mean 'rejection'?\n";
        assertEquals(1, run("check", flux, "--filter", "conf/local.properties"));
        assertTrue(out.toString().contains(finding), out.toString());
        assertEquals(1, run("test", flux));
        assertTrue(err.toString().contains(finding), err.toString());
        Path other = cases("cases:\n  - name: a\n    clok: x\n");
        assertEquals(1, run("test", FORKED, "--cases", other.toString()));
        assertTrue(
                err.toString()
                        .contains(other + ":3:5: unknown key 'clok'; did you mean 'clock'?\n      clok: x\n      ^\n"),
                err.toString());
    }

    @Test
    void warnsOfACaseThatExpectsNothing() throws IOException {
        Path topology = project();
        Files.writeString(
                topology.resolve("cases.yaml"), "cases:\n  - name: a\n    clock: 2004-09-20T12:00:00Z\n    event: x\n");
        assertEquals(
                0,
                run(
                        "check",
                        directory.resolve("flux/flood-claims.yaml").toString(),
                        "--filter",
                        "conf/local.properties"));
        assertTrue(
                out.toString().contains("cases.yaml:2:5: warning [case.empty] case 'a' has no expectation"),
                out.toString());
    }

    @Test
    void returns2ForUnusableArguments() throws IOException {
        assertEquals(2, run("test"));
        assertEquals(2, run("test", "flux/no-such.yaml"));
        assertEquals(2, run("test", directory.toString()));
        assertTrue(
                err.toString().contains("no Flux file in it has a cases.yaml beside its event schema"), err.toString());
        assertEquals(2, run("test", FORKED));
        assertTrue(err.toString().contains("declares no EventSchema"), err.toString());
        assertEquals(2, run("test", FLOOD, "--cases", "none.yaml"));
        assertEquals(2, run("test", "flux", "--cases", CASES));
        assertEquals(2, run("test", FLOOD, "--case", "no such case"));
        assertTrue(err.toString().contains("--case: no case name contains 'no such case'"), err.toString());
        assertFalse(out.toString().contains("0 cases"), out.toString());
        assertEquals(2, run("test", FLOOD, "--filter", "none.properties"));
        assertEquals(2, run("test", FLOOD, "--udpate"));
    }
}
