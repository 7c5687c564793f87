package io.riskstream.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.SourceFile;
import io.riskstream.yaml.YamlException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

    private static List<String> problems(String text) {
        return assertThrows(YamlException.class, () -> TestScorecards.scorecard(text)).problems().stream()
                .map(ConfigurationProblem::toString)
                .toList();
    }

    @Test
    void readsAFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("scorecard.yaml");
        Files.writeString(file, RIGHT);
        Scorecard scorecard = new Scorecard(TestScorecards.TYPE, file.toString());
        assertEquals("flood", scorecard.name());
        assertEquals("1.10", scorecard.version());
        assertEquals(List.of("large", "deep-water"), scorecard.parts());
        assertEquals(List.of("amount", "waterDepth", "state"), scorecard.reads());
        assertEquals(new SourceFile("any", RIGHT).hash(), scorecard.hash());
        assertEquals(
                List.of(
                        new ScoreBand("refer", 10),
                        new ScoreBand("review", -1.5),
                        new ScoreBand("accept", Double.NEGATIVE_INFINITY)),
                scorecard.bands());
    }

    @Test
    void reportsEveryProblemWithItsPosition() {
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
                scorecard.yaml:6:13: no field 'lots' in the event; known are amount, state, waterDepth
                scorecard.yaml:8:5: 'when' is missing
                scorecard.yaml:8:9: 'large' occurs twice; the first is on line 4
                scorecard.yaml:9:5: unknown key 'wen'; did you mean 'when'?
                scorecard.yaml:10:13: expected a value, not '.'
                scorecard.yaml:11:12: expected a text, not nothing
                scorecard.yaml:12:9: expected letters, digits, '-' and '_', not 'deep water'
                scorecard.yaml:13:18: '==' of a string and an int has the same result for every event; is there a quotation mark missing or too many?
                scorecard.yaml:18:10: expected a value, not the end
                scorecard.yaml:25:11: the bands must be in descending order; this one is not below the previous one
                scorecard.yaml:26:5: 'from' is missing; only the last band has none
                scorecard.yaml:27:15: 'refer' occurs twice; the first is on line 22
                scorecard.yaml:28:11: the last band contains all remaining scores; remove its 'from'
                """, String.join("\n", problems(text)) + "\n");
    }

    @Test
    void rejectsAScorecardWithoutRulesOrBands() {
        assertEquals(
                List.of(
                        "scorecard.yaml:3:8: a scorecard needs at least one rule",
                        "scorecard.yaml:4:8: a scorecard needs at least one band, the last of them without 'from'"),
                problems("scorecard: a\nversion: 1\nrules: []\nbands: []\n"));
        assertEquals(
                List.of(
                        "scorecard.yaml:3:7: expected a list, not nothing",
                        "scorecard.yaml:4:8: expected a list, not a map"),
                problems("scorecard: a\nversion: 1\nrules: \nbands: {accept: 1}\n"));
    }

    private static String card(String head, String rules, String bands) {
        return "scorecard: a\nversion: 1\n" + head + "rules:\n" + rules + "bands:\n" + bands;
    }

    private static String rule(String id, String points) {
        return "  - {id: " + id + ", when: amount > 1, points: " + points + ", reason: x}\n";
    }

    @Test
    void rejectsPointsBeyondABillion() {
        assertEquals(
                List.of("scorecard.yaml:4:39: points must be at most a billion, positive or negative"),
                problems(card("", rule("a", "1.0e10"), "  - {decision: refer, from: 1}\n  - {decision: accept}\n")));
    }

    @Test
    void rejectsBandsThatNoScoreCanReach() {
        String rules = rule("a", "10") + rule("b", "-4") + rule("c", "2.5");
        String bands = "  - {decision: d, from: %s}\n  - {decision: e, from: %s}\n  - {decision: f}\n";
        assertEquals(
                List.of("scorecard.yaml:8:25: no event can reach this score: the highest possible score is 12.5"),
                problems(card("", rules, bands.formatted("12.6", "0"))));
        assertEquals(
                List.of("scorecard.yaml:10:5: no event can have a score in this band: the lowest possible score is -4"),
                problems(card("", rules, bands.formatted("12.5", "-4"))));
        assertEquals(
                List.of("scorecard.yaml:9:25: no event can reach this score: the highest possible score is 32.5"),
                problems(card("base: 20\n", rules, bands.formatted("33", "20"))));
        TestScorecards.scorecard(card("base: 20\n", rules, bands.formatted("32.5", "16.1")));
        TestScorecards.scorecard(card("", rules + rule("d", "amount"), bands.formatted("1000", "-1000")));
    }

    @Test
    void requiresProbabilitiesAsBandsOfALogisticScorecard() {
        String bands = "  - {decision: d, from: %s}\n  - {decision: e, from: %s}\n  - {decision: f}\n";
        String head = "link: logistic\nbase: -1\n";
        assertEquals(
                List.of(
                        "scorecard.yaml:8:25: with the logistic link a score is a probability; expected a number above 0 and below 1",
                        "scorecard.yaml:9:25: no event can reach this score: the highest possible score is 0.731059"),
                problems(card(head, rule("a", "2"), bands.formatted("1", "0.75"))));
        assertEquals(
                List.of(
                        "scorecard.yaml:10:5: no event can have a score in this band: the lowest possible score is 0.268941"),
                problems(card(head, rule("a", "2"), bands.formatted("0.5", "0.2"))));
        assertEquals(
                List.of("scorecard.yaml:3:7: no link 'logit'; known are identity, logistic"),
                problems(card("link: logit\n", rule("a", "2"), bands.formatted("5", "3"))));
    }

    @Test
    void appliesGroupCapsToTheRangeOfScores() {
        String groups = "groups:\n  - {id: water, cap: 8}\n";
        String rules = "  - {id: a, when: amount > 1, points: 10, group: water, reason: x}\n"
                + "  - {id: b, when: amount > 1, points: amount, group: water, reason: x}\n";
        assertEquals(
                List.of("scorecard.yaml:9:25: no event can reach this score: the highest possible score is 8"),
                problems(card(groups, rules, "  - {decision: d, from: 9}\n  - {decision: e}\n")));
        assertEquals(
                List.of(
                        "scorecard.yaml:4:22: a cap must be above 0; it limits the points that the group adds and those that it subtracts",
                        "scorecard.yaml:6:49: no group 'watr'; did you mean 'water'?"),
                problems(card(
                        "groups:\n  - {id: water, cap: 0}\n",
                        rules.replaceFirst(
                                "amount > 1, points: 10, group: water", "amount > 1, points: 1, group: watr"),
                        "  - {decision: d, from: 9}\n  - {decision: e}\n")));
        assertEquals(
                List.of("scorecard.yaml:4:10: no rule is in group 'water'"),
                problems(card(groups, rule("a", "5"), "  - {decision: d, from: 3}\n  - {decision: e}\n")));
    }

    @Test
    void rejectsARuleThatReadsNoField() {
        String always =
                "  - {id: a, when: 1 < 2, points: 3, reason: x}\n  - {id: b, when: 'true', points: amount, reason: x}\n";
        assertEquals(
                List.of(
                        "scorecard.yaml:4:19: the rule reads no field, so it has the same result for every event; use the scorecard's"
                                + " 'base' for points that every event gets"),
                problems(card("", always, "  - {decision: d, from: 3}\n  - {decision: e}\n")));
    }

    @Test
    void readsTheShadowScorecard(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("scorecard.yaml"), "shadow: other.yaml\n" + RIGHT);
        Path other = Files.writeString(
                folder.resolve("other.yaml"),
                card("", "  - {id: b, when: state == 'TX', points: 3, reason: x}\n", "  - {decision: e}\n"));
        Scorecard scorecard = new Scorecard(TestScorecards.TYPE, file.toString());
        assertEquals(List.of("b"), scorecard.shadowParts());
        assertEquals(List.of("amount", "waterDepth", "state"), scorecard.reads());
        assertEquals("a", scorecard.shadow().orElseThrow().name());

        Files.writeString(other, "shadow: scorecard.yaml\n" + Files.readString(other));
        assertEquals(List.of(other + ":1:9: a shadow scorecard cannot have a shadow"), faultsOf(file));
        Files.copy(file, other, StandardCopyOption.REPLACE_EXISTING);
        assertEquals(List.of(file + ":1:9: the shadow is the same scorecard"), faultsOf(file));
        Files.delete(other);
        assertEquals(
                List.of(file + ":1:9: no file '" + other + "'; the path is relative to this scorecard"),
                faultsOf(file));
    }

    private static List<String> faultsOf(Path file) {
        return assertThrows(YamlException.class, () -> new Scorecard(TestScorecards.TYPE, file.toString()))
                .problems()
                .stream()
                .map(ConfigurationProblem::toString)
                .toList();
    }

    @Test
    void reportsAMissingEventType() {
        IllegalArgumentException exception = assertThrows(
                IllegalArgumentException.class, () -> Scorecard.of(null, new SourceFile("scorecard.yaml", RIGHT)));
        assertEquals(
                "scorecard.yaml: its event type is missing; declare it before the scorecard in the Flux file",
                exception.getMessage());
    }
}
