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
