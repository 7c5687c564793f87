package io.riskstream.tools.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.text.SourceFile;
import io.riskstream.tools.check.StockFlux.Verdict;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.QuietFlux;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Checks topologies that use what Storm itself adds to a topology, and topologies with a cycle. Storm accepts both. */
@ExtendWith(QuietFlux.class)
class SystemStreamsTest {
    private static final Checker CHECKER = new Checker();
    private static final String SYSTEM =
            SourceFile.read("check/stock/system-streams.yaml").text();
    private static final String CYCLE =
            SourceFile.read("check/stock/cycle.yaml").text();

    private static List<Finding> check(String text) {
        return CHECKER.check("system.yaml", text, new Properties()).findings();
    }

    /** Returns the only finding after a replacement. */
    private static String finding(String from, String to) {
        assertTrue(SYSTEM.contains(from), from);
        List<Finding> findings = check(SYSTEM.replace(from, to));
        assertEquals(1, findings.size(), findings.toString());
        return findings.get(0).toString();
    }

    @Test
    void acceptsStreamsOfEveryComponentThatStormAdds() {
        assertEquals(Verdict.ACCEPTS, StockFlux.react(SYSTEM, new Properties()).verdict());
        assertEquals(List.of(), check(SYSTEM));
    }

    @Test
    void acceptsABoltThatConsumesTicksOnly() {
        String ticks = SYSTEM.replace(
                "bolts:", "bolts:\n  - id: clock\n    className: org.apache.storm.testing.TestGlobalCount");
        assertEquals(
                List.of(),
                check(ticks + "  - {from: __system, to: clock, grouping: {type: SHUFFLE, streamId: __tick}}\n"));
    }

    @Test
    void namesTheNearestComponentAndStreamOfStorm() {
        assertEquals(
                "system.yaml:24:12: error [stream.from] '__sytem' emits this stream, but there is no such spout or bolt; did you mean '__system'?",
                finding(
                        "from: __system, to: count, grouping: {type: SHUFFLE, streamId: __tick}",
                        "from: __sytem, to: count, grouping: {type: SHUFFLE, streamId: __tick}"));
        assertEquals(
                "system.yaml:24:69: error [stream.unknown] '__system' has no stream '__tock'; did you mean '__tick'?",
                finding("streamId: __tick}", "streamId: __tock}"));
        assertEquals(
                "system.yaml:22:62: error [grouping.field] stream '__eventlog' of 'words' has no field 'component'; did you mean 'component-id'?",
                finding("[component-id]", "[component]"));
    }

    @Test
    void knowsTheComponentsOfTheConfigurationOnly() {
        assertEquals(
                List.of("stream.unknown", "stream.from"),
                check(SYSTEM.replace("eventlogger.executors: 1", "eventlogger.executors: 0")).stream()
                        .map(Finding::code)
                        .toList());
    }

    @Test
    void rejectsAnIdThatStormReserves() {
        String reserved = SYSTEM.replace("id: count", "id: __count").replace("to: count", "to: __count");
        assertEquals(
                Verdict.SUBMISSION_REJECTS,
                StockFlux.react(reserved, new Properties()).verdict());
        assertEquals(
                List.of("id.reserved"),
                check(reserved).stream().map(Finding::code).toList());
    }

    @Test
    void acceptsTicksForABoltOfStagesAndRejectsItsOtherSystemStreams() {
        String flux = "flux/flood-claims.yaml";
        String text = SourceFile.read(flux).text();
        String ticks = text + "\n  - {from: __system, to: parse, grouping: {type: SHUFFLE, streamId: __tick}}\n";
        assertEquals(
                List.of(), CHECKER.check(flux, ticks, ShippedPipelines.local()).findings());
        assertEquals(
                List.of("stream.events"),
                CHECKER.check(flux, ticks.replace("__tick", "__metrics"), ShippedPipelines.local()).findings().stream()
                        .map(Finding::code)
                        .toList());
    }

    @Test
    void warnsOfACycleAndNamesItsEffectOnAcking() {
        assertEquals(Verdict.ACCEPTS, StockFlux.react(CYCLE, new Properties()).verdict());
        List<Finding> findings =
                CHECKER.check("cycle.yaml", CYCLE, new Properties()).findings();
        assertEquals(1, findings.size(), findings.toString());
        String warning = findings.get(0).toString();
        assertTrue(warning.startsWith("cycle.yaml:20:23: warning [flow.circle]"), warning);
        assertTrue(warning.contains("may never complete"), warning);
        assertTrue(warning.contains("topology.max.spout.pending"), warning);
    }

    @Test
    void checksTheFieldsOfABoltInACycle() {
        String flux = "flux/flood-claims.yaml";
        String text = SourceFile.read(flux).text();
        String cycle = text + "\n  - {from: validate, to: parse, grouping: {type: SHUFFLE, streamId: rejected}}\n";
        assertEquals(
                List.of("flow.circle"),
                CHECKER.check(flux, cycle, ShippedPipelines.local()).findings().stream()
                        .map(Finding::code)
                        .toList());
        String without = cycle.replace("- reflist: [validate-schema]", "- reflist: [parse-json]");
        assertTrue(CHECKER.check(flux, without, ShippedPipelines.local()).findings().stream()
                .anyMatch(finding -> finding.code().equals("field.twice")));
    }

    @Test
    void checksTheSharedCasesAsTheirReadmeSays() {
        Path cases = Path.of("../shared/cases/feeds/flux");
        Assumptions.assumeTrue(Files.isDirectory(cases));
        assertEquals(
                0,
                CHECKER.check(cases.resolve("system-tick.flux"), Optional.empty(), false)
                        .findings()
                        .size());
        CheckReport cycle = CHECKER.check(cases.resolve("circle.flux"), Optional.empty(), false);
        assertEquals(0, cycle.errors());
        assertEquals(1, cycle.warnings());
    }
}
