package io.riskstream.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.riskstream.event.Degradation;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Patch;
import io.riskstream.event.Reason;
import io.riskstream.event.Verdict;
import io.riskstream.stage.Outcome;
import io.riskstream.testing.TestContext;
import io.riskstream.testing.TestEvents;
import io.riskstream.text.SourceFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreTest {
    private static final String TEXT = """
            scorecard: flood
            version: "3"
            rules:
              - {id: small, when: amount < 100, points: -5, reason: Small}
              - {id: large, when: amount >= 1000, points: 40, reason: Large}
              - {id: coast, when: 'state in ["TX", "LA"]', points: 5, reason: At the coast}
              - {id: deep, when: waterDepth >= 3, points: 20.5, reason: Deep water}
            bands:
              - {decision: refer, from: 60}
              - {decision: review, from: 5}
              - {decision: accept}
            """;

    private final TestContext context = new TestContext();
    private final Scorecard scorecard = TestScorecards.scorecard(TEXT);

    @AfterEach
    void close() {
        context.close();
    }

    private Verdict verdict(Event event) {
        return verdict(new Score(TestScorecards.TYPE, scorecard), event);
    }

    private Verdict verdict(Score stage, Event event) {
        stage.open(context);
        return verdictOf(stage.apply(event), event);
    }

    private static Verdict verdictOf(Outcome outcome, Event event) {
        Patch patch = assertInstanceOf(Outcome.Pass.class, outcome).patch();
        return event.with(patch).verdict().orElseThrow();
    }

    @Test
    void addsThePointsOfTheRulesThatFireAndNamesTheScorecard() {
        assertEquals(
                new Verdict(
                        65.5,
                        "refer",
                        List.of(
                                new Reason("large", 40, "Large"),
                                new Reason("deep", 20.5, "Deep water"),
                                new Reason("coast", 5, "At the coast")),
                        List.of(),
                        List.of(),
                        "flood",
                        "3",
                        scorecard.hash()),
                verdict(TestScorecards.claim(1000, 3, "TX")));
    }

    @Test
    void scoresAnEventWithoutRulesThatFireAsZero() {
        Verdict verdict = verdict(TestScorecards.claim(500, 0, "NY"));
        assertEquals(0.0, verdict.score());
        assertEquals("accept", verdict.decision());
        assertEquals(List.of(), verdict.reasons());
    }

    @Test
    void sortsReasonsByAbsolutePointsThenByTheOrderOfTheFile() {
        List<String> codes = verdict(TestScorecards.claim(50, 3, "LA")).reasons().stream()
                .map(Reason::code)
                .toList();
        assertEquals(List.of("deep", "small", "coast"), codes);
    }

    @Test
    void includesTheLowerBoundInABand() {
        assertEquals("review", verdict(TestScorecards.claim(500, 0, "TX")).decision());
        assertEquals("refer", verdict(TestScorecards.claim(1000, 3, "NY")).decision());
        assertEquals("review", verdict(TestScorecards.claim(1000, 0, "NY")).decision());
    }

    @Test
    void addsNoPointsForARuleInErrorAndNamesAndCountsIt() {
        Score stage = new Score(TestScorecards.TYPE, scorecard);
        Verdict verdict = verdict(stage, TestScorecards.claimWithoutDepth(1000, "TX"));
        assertEquals(45, verdict.score());
        assertEquals("review", verdict.decision());
        assertEquals(List.of("deep"), verdict.unevaluated());
        Event second = TestScorecards.claimWithoutDepth(1, "TX");
        assertEquals(List.of("deep"), verdictOf(stage.apply(second), second).unevaluated());
        assertEquals(2, context.count("score.unevaluated.deep"));
        assertEquals(0, context.count("score.unevaluated.large"));
    }

    private static Scorecard card(String head, String... rules) {
        return TestScorecards.scorecard("scorecard: flood\nversion: 3\n" + head + "rules:\n  - {"
                + String.join("}\n  - {", rules) + "}\nbands:\n  - {decision: accept}\n");
    }

    private Verdict verdict(Scorecard card, Event event) {
        return verdict(new Score(TestScorecards.TYPE, card), event);
    }

    private static String summary(Verdict verdict) {
        return verdict.score() + " "
                + verdict.reasons().stream()
                        .map(reason -> reason.code() + ":" + reason.points())
                        .toList()
                + " " + verdict.unevaluated();
    }

    @Test
    void computesPointsFromTheEventAndSortsByThem() {
        Scorecard card = card(
                "base: 100\n",
                "id: fixed, when: amount > 1, points: 5, reason: x",
                "id: half, when: amount > 1, points: 0.5 * waterDepth, reason: x",
                "id: same, when: amount > 1, points: -5, reason: x",
                "id: third, when: amount > 1, points: waterDepth / 3, reason: x");
        assertEquals(
                "102.5 [fixed:5.0, same:-5.0, half:1.5, third:1.0] []",
                summary(verdict(card, TestScorecards.claim(10, 3, "TX"))));
        assertEquals(
                "125.0 [half:15.0, third:10.0, fixed:5.0, same:-5.0] []",
                summary(verdict(card, TestScorecards.claim(10, 30, "TX"))));
    }

    @Test
    void ignoresPointsThatCannotBeComputedOrExceedABillion() {
        Scorecard card = card(
                "",
                "id: divided, when: amount > 1, points: 10 / waterDepth, reason: x",
                "id: huge, when: amount > 1, points: 1.0e9 * amount, reason: x",
                "id: fixed, when: amount > 1, points: 5, reason: x");
        Score stage = new Score(TestScorecards.TYPE, card);
        assertEquals("5.0 [fixed:5.0] [divided, huge]", summary(verdict(stage, TestScorecards.claim(10, 0, "TX"))));
        assertEquals(1, context.count("score.unevaluated.divided"));
        assertEquals(
                "5.0 [fixed:5.0] [divided, huge]", summary(verdict(stage, TestScorecards.claimWithoutDepth(10, "TX"))));
    }

    @Test
    void limitsAGroupToItsCapAndKeepsTheSumOfReasons() {
        Scorecard card = card(
                "groups:\n  - {id: g, cap: 10}\n",
                "id: a, when: amount > 1, points: 4, group: g, reason: x",
                "id: b, when: amount > 2, points: 8, group: g, reason: x",
                "id: c, when: amount > 3, points: 3, group: g, reason: x",
                "id: d, when: amount > 4, points: -2, group: g, reason: x",
                "id: e, when: amount > 5, points: -40, group: g, reason: x",
                "id: f, when: amount > 1, points: 1, reason: x");
        assertEquals("5.0 [a:4.0, f:1.0] []", summary(verdict(card, TestScorecards.claim(2, 0, "TX"))));
        assertEquals("11.0 [b:8.0, a:2.0, f:1.0] []", summary(verdict(card, TestScorecards.claim(3, 0, "TX"))));
        assertEquals("11.0 [b:8.0, a:2.0, f:1.0, c:0.0] []", summary(verdict(card, TestScorecards.claim(4, 0, "TX"))));
        // 4 + 8 + 3 - 2 is 13: the cap subtracts 3
        assertEquals(
                "11.0 [b:8.0, a:4.0, d:-2.0, f:1.0, c:0.0] []",
                summary(verdict(card, TestScorecards.claim(5, 0, "TX"))));
        // 13 - 40 is -27: the cap reduces the negative points by 17
        assertEquals(
                "-9.0 [e:-25.0, b:8.0, a:4.0, c:3.0, f:1.0, d:0.0] []",
                summary(verdict(card, TestScorecards.claim(6, 0, "TX"))));
    }

    @Test
    void returnsAProbabilityForALogisticScorecard() {
        Scorecard card = TestScorecards.scorecard("""
                scorecard: glm
                version: 1
                link: logistic
                base: -1.5
                rules:
                  - {id: large, when: amount >= 1000, points: 1.5, reason: Large}
                  - {id: deep, when: waterDepth > 0, points: 0.25 * waterDepth, reason: Deep}
                bands:
                  - {decision: refer, from: 0.5}
                  - {decision: accept}
                """);
        assertEquals("0.5 [large:1.5] []", summary(verdict(card, TestScorecards.claim(1000, 0, "TX"))));
        assertEquals("refer", verdict(card, TestScorecards.claim(1000, 0, "TX")).decision());
        assertEquals(
                1 / (1 + Math.exp(0.5)),
                verdict(card, TestScorecards.claim(1, 4, "TX")).score());
        assertEquals("accept", verdict(card, TestScorecards.claim(1, 4, "TX")).decision());
        assertEquals(1, verdict(card, TestScorecards.claim(1, 1_000_000, "TX")).score());
    }

    @Test
    void reportsAndCountsTheShadowWithoutEffectOnTheDecision(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("challenger.yaml"), """
                scorecard: challenger
                version: 4
                rules:
                  - {id: deep, when: waterDepth > 2, points: 9, reason: Deep}
                bands:
                  - {decision: refer, from: 9}
                  - {decision: accept}
                """);
        Path file = Files.writeString(folder.resolve("scorecard.yaml"), TEXT + "shadow: challenger.yaml\n");
        Scorecard champion = new Scorecard(TestScorecards.TYPE, file.toString());
        Score stage = new Score(TestScorecards.TYPE, champion);
        Verdict verdict = verdict(stage, TestScorecards.claim(500, 3, "NY"));
        assertEquals("20.5 [deep:20.5] []", summary(verdict));
        assertEquals("review", verdict.decision());
        Verdict shadow = verdict.shadow().orElseThrow();
        assertEquals("9.0 [deep:9.0] []", summary(shadow));
        assertEquals("refer", shadow.decision());
        assertEquals(
                "challenger 4 " + champion.shadow().orElseThrow().hash(),
                shadow.scorecard() + " " + shadow.version() + " " + shadow.hash());
        stage.apply(TestScorecards.claim(500, 0, "NY"));
        stage.apply(TestScorecards.claimWithoutDepth(500, "NY"));
        assertEquals(1, context.count("score.shadow.differed"));
        assertEquals(2, context.count("score.shadow.agreed"));
        assertEquals(1, context.count("score.shadow.unevaluated.deep"));
        assertEquals(1, context.count("score.unevaluated.deep"));
    }

    @Test
    void explainsEveryRuleWithItsInputs() {
        Scorecard card = card(
                "groups:\n  - {id: g, cap: 10}\n",
                "id: a, when: amount > 1, points: 8, group: g, reason: Amount",
                "id: b, when: amount > 1, points: waterDepth * 2, group: g, reason: Depth",
                "id: c, when: 'state == \"NY\"', points: waterDepth, reason: State",
                "id: d, when: waterDepth > 1, points: 1, reason: Deep");
        Explanation explanation = card.explain(TestScorecards.claim(2, 1, "TX"));
        assertEquals("10.0 [a:8.0, b:2.0] []", summary(explanation.verdict()));
        assertEquals(
                List.of(
                        new Explanation.RuleExplanation(
                                "a",
                                "amount > 1",
                                "8.0",
                                "g",
                                "Amount",
                                Explanation.Result.FIRED,
                                8,
                                inputs("amount", 2.0)),
                        new Explanation.RuleExplanation(
                                "b",
                                "amount > 1",
                                "waterDepth * 2",
                                "g",
                                "Depth",
                                Explanation.Result.FIRED,
                                2,
                                inputs("amount", 2.0, "waterDepth", 1L)),
                        new Explanation.RuleExplanation(
                                "c",
                                "state == \"NY\"",
                                "waterDepth",
                                "",
                                "State",
                                Explanation.Result.NOT_FIRED,
                                0,
                                inputs("state", "TX")),
                        new Explanation.RuleExplanation(
                                "d",
                                "waterDepth > 1",
                                "1.0",
                                "",
                                "Deep",
                                Explanation.Result.NOT_FIRED,
                                0,
                                inputs("waterDepth", 1L))),
                explanation.rules());
        Explanation.RuleExplanation missing =
                card.explain(TestScorecards.claimWithoutDepth(0, "TX")).rules().get(3);
        assertEquals(Explanation.Result.ERROR, missing.result());
        assertEquals(Map.of("waterDepth", Optional.empty()), missing.inputs());
    }

    @Test
    void explainsWhichElementsOfListsDecided() {
        EventType type = TestEvents.type("lines[].amount:DOUBLE", "lines[].kind:STRING", "limit:DOUBLE");
        Scorecard card = Scorecard.of(type, new SourceFile("scorecard.yaml", """
                scorecard: lines
                version: 1
                rules:
                  - {id: large, when: "lines.exists(x, x.amount > limit)", points: "max(lines.map(x, has(x.amount), x.amount))", reason: Large}
                  - {id: car, when: "lines.exists_one(x, x.kind == 'car')", points: 1, reason: Car}
                bands:
                  - {decision: accept}
                """));
        List<Map<String, Object>> lines =
                List.of(Map.of("kind", "car"), Map.of("amount", 9000.0, "kind", "car"), Map.of("amount", 10.0));
        Event event = TestEvents.event(type, Map.of("lines", lines, "limit", 100));
        Object list = event.values().object(type.slot("lines"));

        List<Explanation.RuleExplanation> rules = card.explain(event).rules();

        assertEquals(
                inputs("lines", list, "limit", 100L, "lines.1.amount", 9000.0),
                rules.get(0).inputs());
        assertEquals(Explanation.Result.ERROR, rules.get(1).result());
        Map<String, Optional<Object>> failed =
                new LinkedHashMap<>(inputs("lines", list, "lines.0.kind", "car", "lines.1.kind", "car"));
        failed.put("lines.2.kind", Optional.empty());
        assertEquals(failed, rules.get(1).inputs());
    }

    private static Map<String, Optional<Object>> inputs(Object... pairs) {
        Map<String, Optional<Object>> inputs = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            inputs.put((String) pairs[i], Optional.of(pairs[i + 1]));
        }
        return inputs;
    }

    @Test
    void keepsTheReasonsOfAnEventWhenTheNextIsScored() {
        Score stage = new Score(TestScorecards.TYPE, scorecard);
        Verdict first = verdict(stage, TestScorecards.claim(1000, 3, "TX"));
        List<Reason> before = List.copyOf(first.reasons());
        stage.apply(TestScorecards.claim(50, 0, "NY"));
        assertEquals(before, first.reasons());
    }

    @Test
    void namesSkippedLookUpsInTheVerdict() {
        Event event = TestScorecards.claim(1, 1, "NY").with(Patch.NONE.withDegraded("county", Degradation.Cause.LATE));
        assertEquals(List.of("county"), verdict(event).degraded());
    }

    @Test
    void scoresTheSameAfterSerialization() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new Score(TestScorecards.TYPE, scorecard));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            Event event = TestScorecards.claim(1000, 3, "TX");
            assertEquals(verdict(event), verdict((Score) in.readObject(), event));
        }
    }

    @Test
    void declaresTheFieldsThatItReads() {
        Score stage = new Score(TestScorecards.TYPE, scorecard, Map.of("name", "triage"));
        assertEquals("triage", stage.spec().name());
        assertEquals(List.of("amount", "state", "waterDepth"), stage.spec().reads());
        assertEquals(Optional.of(TestScorecards.TYPE), stage.spec().eventType());
    }

    @Test
    void rejectsAnUnknownOptionAMissingArgumentAndAnotherEventType() {
        assertEquals(
                "score: unknown option 'nmae'; did you mean 'name'?",
                message(() -> new Score(TestScorecards.TYPE, scorecard, Map.of("nmae", "x"))));
        assertEquals(
                "score: its scorecard is missing; declare it before this stage in the Flux file",
                message(() -> new Score(TestScorecards.TYPE, null)));
        assertEquals(
                "score: its scorecard was created for another event type; refer to the same event type in both",
                message(() -> new Score(new EventType(List.of()), scorecard)));
    }

    private static String message(org.junit.jupiter.api.function.Executable executable) {
        return assertThrows(IllegalArgumentException.class, executable).getMessage();
    }
}
