package io.riskstream.tools.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.text.SourceFile;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.QuietFlux;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stages in a spout are checked as those of a bolt. */
@ExtendWith(QuietFlux.class)
class SpoutStagesCheckTest {
    private static final Checker CHECKER = new Checker();
    private static final String FLUX = "flux/flood-claims-spout.yaml";
    private static final String FLOOD = SourceFile.read(FLUX).text();
    private static final String REJECTED =
            "  - {from: claims, to: dead-letters, grouping: {type: LOCAL_OR_SHUFFLE, streamId: rejected}}\n";

    private static List<Finding> findings(String text) {
        return CHECKER.check(FLUX, text, ShippedPipelines.local()).findings();
    }

    private static List<Finding> findings(String from, String to) {
        assertTrue(FLOOD.contains(from), from);
        return findings(FLOOD.replace(from, to));
    }

    private static List<String> codes(List<Finding> findings) {
        return findings.stream().map(Finding::code).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "'enrich-claim, add-history, score-claim', 'score-claim, enrich-claim, add-history', field.unprovided",
        "'parse-json, validate-schema', 'parse-json, parse-json, validate-schema', value.refused",
        "'score-claim, publish-score', publish-score, field.verdict",
        "'add-history, ', '', field.unprovided",
        "'acker.executors: 1', 'acker.executors: 0', delivery.ackers",
        "'topology.acker.executors: 1', 'topology.acker.executors: 1\n  topology.max.spout.pending: 20000', delivery.pending",
        "'LOCAL_OR_SHUFFLE, streamId', 'FIELDS, args: [events], streamId', grouping.partition",
        "'streamId: rejected', 'streamId: rejecte', stream.unknown",
    })
    void reportsAMistake(String from, String to, String code) {
        List<Finding> findings = findings(from, to);
        assertTrue(codes(findings).contains(code), findings.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "[parse-json, validate-schema, enrich-claim, add-history, score-claim, publish-score] | [] | a stage spout needs at least one stage",
                "validate-schema, enrich | validate-schema, validate-schema, enrich | stage 'validate' is in the list twice; remove one of them",
                "add-history, score-claim | score-claim, add-history | stage 'history' adds it; put it before this one",
                "[parse-json, validate | [validate | 'parse-json' adds it, and no bolt or spout runs it; write it into a reflist before this stage",
                "reflist: [parse-json, validate-schema, enrich-claim, add-history, score-claim, publish-score] | ref: parse-json | write 'reflist: [parse-json]'; there is StageSpout(Kafka, List<Stage>, Map)",
                "[parse-json, validate | [parse, validate | the stage 'parse' is the component 'parse-json'",
                "group: | firstPoll: LATEST/group: | known are attempts, backoffMillis",
                "group: | max.poll.records: 5/group: | it is a property of Kafka's clients: write it at the component of class Kafka",
                "group: | numTasks: 5/group: | write it beside 'className', not under 'constructorArgs'",
                "storm.spout.StageSpout | storm.StageSpout | did you mean 'io.riskstream.storm.spout.StageSpout'?",
                "type: LOCAL_OR_SHUFFLE | type: DIRECT | group by LOCAL_OR_SHUFFLE",
                "type: LOCAL_OR_SHUFFLE | type: ALL | group by LOCAL_OR_SHUFFLE",
                ", streamId: rejected}} | }} | for the rejected events of 'claims', add streamId: rejected to the grouping",
                "publish-score] | publish-score, publish-dead-letter] | spout 'claims' runs it before; remove it from one of them",
            })
    void saysHowToCorrectAMistake(String from, String to, String correction) {
        String found = findings(from, to.replace("/group:", "\n        group:")).toString();
        assertTrue(found.contains(correction), found);
    }

    @Test
    void namesTheSpoutsThatHaveAnOption() {
        String events = SourceFile.read("flux/flood-claims.yaml").text();
        String found = findings(events.replace(
                        "group: riskstream-flood-claims\n", "group: riskstream-flood-claims\n        batchEvents: 5\n"))
                .toString();
        assertTrue(found.contains("unknown option 'batchEvents'; it is an option of BatchSpout, StageSpout"), found);
    }

    /** The components that it includes have a stage with an option of the same name. */
    @Test
    void reportsAMissingTopicAtTheSpout() {
        Finding finding =
                findings("- topic: flood-claims\n        group", "- group").get(0);
        assertEquals(FLUX, finding.position().file());
        assertTrue(finding.message().contains("option 'topic' is missing"), finding.message());
    }

    @Test
    void reportsRejectedEventsThatNoBoltConsumes() {
        List<Finding> findings = findings("streams:\n" + REJECTED, "");
        assertEquals(
                List.of("flow.lost", "flow.unreached"),
                codes(findings).stream().sorted().toList());
        assertTrue(
                findings.toString()
                        .contains(
                                "no bolt consumes its stream 'rejected', so rejected events would be lost; add a stream {from: claims"),
                findings.toString());
    }

    @Test
    void acceptsTheFirstStagesInTheSpoutAndTheOthersInABolt() {
        String divided = FLOOD.replace(", publish-score]", "]")
                .replace(
                        "  # Publishes rejected claims",
                        "  - id: publish\n    className: io.riskstream.storm.StageBolt\n    parallelism: 1\n"
                                + "    constructorArgs:\n      - reflist: [publish-score]\n\n  # Publishes rejected claims")
                .replace(
                        REJECTED,
                        REJECTED
                                + "  - {from: claims, to: publish, grouping: {type: LOCAL_OR_SHUFFLE}}\n"
                                + REJECTED.replace("claims", "publish"));
        assertEquals(List.of(), findings(divided));
        List<Finding> lost = findings(FLOOD.replace(", publish-score]", "]"));
        assertTrue(codes(lost).contains("flow.lost"), lost.toString());
    }
}
