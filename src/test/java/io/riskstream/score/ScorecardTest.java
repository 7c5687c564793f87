package io.riskstream.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.riskstream.SourceFile;
import io.riskstream.yaml.YamlFaults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScorecardTest {
    private static final String RIGHT = """
            scorecard: flood
            version: 1.10
            rules:
              - id: large
                when: amount >= 1000
                points: 12
                reason: A large amount
              - id: deep-water
                when: waterDepth > 3 && state in ["TX", "LA"]
                points: -2.5
                reason: Deep water
            bands:
              - decision: refer
                from: 10
              - decision: review
                from: -1.5
              - decision: accept
            """;

    private static List<String> faults(String text) {
        return assertThrows(YamlFaults.class, () -> Claims.scorecard(text)).faults();
    }

    @Test
    void readsItsFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("scorecard.yaml");
        Files.writeString(file, RIGHT);
        Scorecard scorecard = new Scorecard(Claims.TYPE, file.toString());
        assertEquals("flood", scorecard.name());
        assertEquals("1.10", scorecard.version());
        assertEquals(List.of("large", "deep-water"), scorecard.parts());
        assertEquals(List.of("amount", "waterDepth", "state"), scorecard.reads());
        assertEquals(new SourceFile("any", RIGHT).hash(), scorecard.hash());
        assertEquals(
                List.of(new Band("refer", 10), new Band("review", -1.5), new Band("accept", Double.NEGATIVE_INFINITY)),
                scorecard.bands());
    }

    @Test
    void tellsEveryFaultWithItsPlace() {
        String text = """
                scorecrd: flood
                version: 1
                rules:
                  - id: large
                    when: amout >= 1000
                    points: lots
                    reason: A large amount
                  - id: large
                    wen: amount > 1
                    points: .inf
                    reason:
                  - id: deep water
                    when: "state == 1 || waterDepth > 3"
                    points: 1
                    reason: Deep water
                  - id: tall
                    when: amount >
                      1 +
                    points: 1
                    reason: Tall
                bands:
                  - decision: refer
                    from: 10
                  - decision: review
                    from: 10
                  - decision: hold
                  - decision: refer
                    from: 1
                """;
        assertEquals("""
                scorecard.yaml:1:1: unknown key 'scorecrd'; did you mean 'scorecard'?
                scorecard.yaml:1:1: 'scorecard' is missing
                scorecard.yaml:5:11: no field 'amout' in the event; did you mean 'amount'?
                scorecard.yaml:6:13: expected a number, not 'lots'
                scorecard.yaml:8:5: 'when' is missing
                scorecard.yaml:8:9: 'large' is here twice; the first is on line 4
                scorecard.yaml:9:5: unknown key 'wen'; did you mean 'when'?
                scorecard.yaml:10:13: expected a number, not '.inf'
                scorecard.yaml:11:12: expected a text, not nothing
                scorecard.yaml:12:9: expected letters, digits, '-' and '_', not 'deep water'
                scorecard.yaml:13:18: '==' of a string and an int is always the same; is a quotation mark too many or missing?
                scorecard.yaml:18:10: expected a value, not the end
                scorecard.yaml:25:11: bands go from the highest down; this one is not below the one above it
                scorecard.yaml:26:5: 'from' is missing; only the last band has none
                scorecard.yaml:27:15: 'refer' is here twice; the first is on line 22
                scorecard.yaml:28:11: the last band takes every score that is left; it has no 'from'
                """, String.join("\n", faults(text)) + "\n");
    }

    @Test
    void refusesAScorecardWithoutRulesOrBands() {
        assertEquals(
                List.of(
                        "scorecard.yaml:3:8: a scorecard needs at least one rule",
                        "scorecard.yaml:4:8: a scorecard needs at least one band, the last of them without 'from'"),
                faults("scorecard: a\nversion: 1\nrules: []\nbands: []\n"));
        assertEquals(
                List.of(
                        "scorecard.yaml:3:7: expected a list, not nothing",
                        "scorecard.yaml:4:8: expected a list, not a map"),
                faults("scorecard: a\nversion: 1\nrules: \nbands: {accept: 1}\n"));
    }

    @Test
    void refusesPointsThatNoNumberCanAddUp() {
        String rule = "  - {id: %s, when: amount > 1, points: 1.0e308, reason: x}\n";
        String text = "scorecard: a\nversion: 1\nrules:\n" + rule.formatted("a") + rule.formatted("b")
                + "bands:\n  - decision: accept\n";
        assertEquals(
                List.of("scorecard.yaml:4:3: the points of all rules together are too many for a number"),
                faults(text));
    }

    @Test
    void saysWhenItsEventTypeIsMissing() {
        IllegalArgumentException fault = assertThrows(
                IllegalArgumentException.class, () -> Scorecard.of(null, new SourceFile("scorecard.yaml", RIGHT)));
        assertEquals(
                "scorecard.yaml: its event type is missing; is it declared further down in the Flux file than the scorecard?",
                fault.getMessage());
    }
}
