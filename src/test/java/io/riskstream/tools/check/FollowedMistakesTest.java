package io.riskstream.tools.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Event;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.stage.StageSpec;
import io.riskstream.text.SourceFile;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxFiles;
import io.riskstream.tools.flux.QuietFlux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes in the flow of events and in settings: each has one finding, and none that only follows from it. */
@ExtendWith(QuietFlux.class)
class FollowedMistakesTest {
    private static final Checker CHECKER = new Checker();
    private static final String FLUX = "flux/flood-claims.yaml";
    private static final String FLOOD = SourceFile.read(FLUX).text();

    @TempDir
    private Path directory;

    private static List<Finding> findings(String text) {
        return CHECKER.check(FLUX, text, ShippedPipelines.local()).findings();
    }

    private static List<String> codes(String from, String to) {
        assertTrue(FLOOD.contains(from), from);
        return findings(FLOOD.replace(from, to)).stream().map(Finding::code).toList();
    }

    @ParameterizedTest
    @CsvSource({"claims, parse", "parse, validate", "validate, enrich", "enrich, score", "score, publish"})
    void reportsADeletedStreamWithoutTheFieldsThatItCarried(String from, String to) {
        String stream = "  - {from: " + from + ", to: " + to + ", grouping: {type: LOCAL_OR_SHUFFLE}}\n";
        List<String> codes = codes(stream, "");
        assertEquals(List.of("flow.lost", "flow.unreached"), codes);
    }

    @Test
    void reportsAStageThatAnEventPassesTwiceAlthoughItAddsNoField() {
        String twice = FLOOD.replace("- reflist: [publish-score]", "- reflist: [score-claim, publish-score]");
        List<Finding> findings = findings(twice);
        assertEquals(1, findings.size(), findings.toString());
        assertTrue(
                findings.get(0)
                        .toString()
                        .contains(
                                "error [stage.twice] an event passes stage 'score' twice: bolt 'score' runs it before; remove it from one of them"),
                findings.toString());
    }

    @Test
    void acceptsAStageInTwoBoltsThatNoEventPassesBoth() {
        String forked = FLOOD.replace("streams:\n", """
                  - id: also-score
                    className: io.riskstream.storm.StageBolt
                    constructorArgs:
                      - reflist: [score-claim, publish-score]

                streams:
                  - {from: enrich, to: also-score, grouping: {type: LOCAL_OR_SHUFFLE}}
                  - {from: also-score, to: dead-letters, grouping: {type: LOCAL_OR_SHUFFLE, streamId: rejected}}
                """);
        assertEquals(List.of(), findings(forked));
    }

    @ParameterizedTest
    @CsvSource({
        "topology.max.spout.pending, topology.max.spout.pendng",
        "topology.max.spout.pending, toplogy.max.spout.pending",
        "topology.bolt.wait.strategy, topology.bolt.wait.stratgy",
        "topology.kryo.register, topology.kryo.registr",
        "topology.message.timeout.secs, topology.mesage.timeout.secs",
    })
    void reportsAMisspeltSettingWithoutTheWarningThatItIsAbsent(String setting, String misspelt) {
        assertEquals(List.of("config.unknown"), codes(setting + ":", misspelt + ":"));
    }

    @Test
    void reportsAReferenceThatNoLookupReads() throws IOException {
        Path topology = Files.createDirectories(directory.resolve("topology"));
        for (String file : List.of("event.schema.json", "scorecard.yaml", "references.yaml")) {
            Files.copy(Path.of("topologies/flood-claims", file), topology.resolve(file));
        }
        String flux = FluxFiles.inlined(Path.of(FLUX)).replace("topologies/flood-claims/", topology + "/");
        assertEquals(List.of(), findings(flux));
        Path references = topology.resolve("references.yaml");
        String entry = """

                  - name: county-notes
                    file: county_notes.csv
                    optional: true
                    key: "counties:{fips}"
                    fields:
                      note: {column: note, type: string}
                """;
        String before = Files.readString(references);
        int end = before.indexOf("\n# Past claims"); // the list of references ends there
        assertTrue(end > 0, before);
        Files.writeString(references, before.substring(0, end) + entry + before.substring(end));
        List<Finding> findings = findings(flux);
        assertEquals(1, findings.size(), findings.toString());
        Finding unused = findings.get(0);
        assertEquals("reference.unused", unused.code());
        assertEquals(
                "no look-up reads the records of reference 'county-notes', which have the key 'counties:{}'",
                unused.message());
        assertEquals(
                "  - name: county-notes",
                Files.readAllLines(references).get(unused.position().line() - 1));
        assertTrue(!unused.isError());
    }

    @Test
    void reportsMistakesInThePastEventsOfAHistory() throws IOException {
        Path topology = Files.createDirectories(directory.resolve("topology"));
        for (String file : List.of("event.schema.json", "scorecard.yaml", "references.yaml")) {
            Files.copy(Path.of("topologies/flood-claims", file), topology.resolve(file));
        }
        String flux = FluxFiles.inlined(Path.of(FLUX)).replace("topologies/flood-claims/", topology + "/");
        Path references = topology.resolve("references.yaml");
        String correct = Files.readString(references);
        assertPastEvents(
                flux,
                references,
                correct.replace("history: community_claims", "history: comunity_claims"),
                "comunity_claims",
                "the pipeline has no history 'comunity_claims'; did you mean 'community_claims'?");
        assertPastEvents(
                flux,
                references,
                correct.replace("dateOfLoss: loss_date}", "dateOfLoss: loss_date, dateOfLos: day}"),
                "dateOfLos: day",
                "the event type has no field 'dateOfLos'; did you mean 'dateOfLoss'?");
        assertPastEvents(
                flux,
                references,
                correct.replace(", dateOfLoss: loss_date", ""),
                "fields: {nfip",
                "history 'community_claims' needs the field 'dateOfLoss' of each event; add its column");
        assertPastEvents(
                flux,
                references,
                correct.replace("    id: claim\n", ""),
                "community_claims",
                "history 'community_claims' has no template of an id, so its past events need one; add 'id: COLUMN', so that an event that is loaded twice counts once");
        assertPastEvents(
                flux,
                references,
                correct.replace("dateOfLoss: loss_date}", "dateOfLoss: loss_date, state: st}"),
                "state: st",
                "history 'community_claims' does not read the field 'state'");
    }

    private static void assertPastEvents(String flux, Path references, String text, String place, String message)
            throws IOException {
        Files.writeString(references, text);
        List<Finding> findings = findings(flux);
        assertEquals(1, findings.size(), findings.toString());
        Finding finding = findings.get(0);
        assertEquals("history.past", finding.code());
        assertEquals(
                message,
                finding.message() + finding.hint().map(hint -> "; " + hint).orElse(""));
        String line = text.lines().toList().get(finding.position().line() - 1);
        assertTrue(line.substring(finding.position().column() - 1).startsWith(place), line + " " + finding);
    }

    private static String quotes() throws IOException {
        return Files.readString(Path.of("src/test/resources/rules/motor-quotes.yaml"));
    }

    @Test
    void warnsOfDroppedEventsThatNoBoltConsumes() throws IOException {
        String flux = quotes();
        assertEquals(List.of(), findings(flux));
        int stream = flux.indexOf(
                "  - {from: parse-to-publish, to: dead-letters, grouping: {type: LOCAL_OR_SHUFFLE, streamId: dropped}}");
        List<Finding> findings = findings(flux.substring(0, stream));
        assertEquals(
                List.of("flow.dropped"), findings.stream().map(Finding::code).toList());
        assertTrue(!findings.get(0).isError());
    }

    @Test
    void warnsOfSpansWithoutALatencyBudgetOrBeforeTheStageThatPublishes() {
        String group = "        group: riskstream-flood-claims\n";
        String measured = FLOOD.replace(group, group + "        budgetMillis: 0\n")
                .replace(
                        "spouts:\n",
                        "components:\n  - id: export-spans\n    className: io.riskstream.trace.ExportSpans\n\nspouts:\n")
                .replace("[publish-score]", "[publish-score, export-spans]");
        assertEquals(List.of(), findings(measured));
        String early = measured.replace("[publish-score, export-spans]", "[export-spans, publish-score]");
        assertEquals(
                List.of("timeline.early"),
                findings(early).stream().map(Finding::code).toList());
        String unmeasured = measured.replace("        budgetMillis: 0\n", "");
        List<Finding> findings = findings(unmeasured);
        assertEquals(
                List.of("timeline.absent"), findings.stream().map(Finding::code).toList());
        assertTrue(!findings.get(0).isError());
        String line = unmeasured.lines().toList().get(findings.get(0).position().line() - 1);
        assertTrue(
                line.substring(findings.get(0).position().column() - 1).startsWith("export-spans]"), line + findings);
    }

    @Test
    void reportsDerivedFieldsThatNoStageAdds() throws IOException {
        String flux = quotes().replace("derive-fields, score-quote", "score-quote");
        assertEquals(
                Set.of("field.unprovided"),
                findings(flux).stream().map(Finding::code).collect(Collectors.toSet()));
    }

    @Test
    void reportsAStreamOfDroppedEventsOfStagesThatDropNone() {
        String dropped =
                FLOOD + "  - {from: score, to: dead-letters, grouping: {type: LOCAL_OR_SHUFFLE, streamId: dropped}}\n";
        List<Finding> findings = findings(dropped);
        assertEquals(List.of("flow.empty"), findings.stream().map(Finding::code).toList());
        String dropping = """
                name: dropping
                config: {topology.workers: 1, topology.kryo.register: [{io.riskstream.event.Batch: io.riskstream.storm.BatchSerializer}]}
                components: [{id: drop, className: %s}]
                spouts: [{id: words, className: org.apache.storm.testing.TestWordSpout}]
                bolts:
                  - {id: drops, className: io.riskstream.storm.StageBolt, constructorArgs: [{reflist: [drop]}]}
                  - {id: count, className: org.apache.storm.testing.TestGlobalCount}
                streams:
                  - {from: words, to: drops, grouping: {type: SHUFFLE}}
                  - {from: drops, to: count, grouping: {type: SHUFFLE, streamId: dropped}}
                """.formatted(DropAll.class.getName());
        assertEquals(
                List.of(),
                CHECKER.check("dropping.yaml", dropping, new Properties()).findings());
    }

    /** Drops every event, and declares it. */
    public static final class DropAll implements Stage {
        private static final long serialVersionUID = 1;

        @Override
        public StageSpec spec() {
            return StageSpec.named("drop-all").publishing().neverRejecting().dropping();
        }

        @Override
        public Outcome apply(Event event) {
            return Outcome.drop("all");
        }
    }
}
