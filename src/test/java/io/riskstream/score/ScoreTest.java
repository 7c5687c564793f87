package io.riskstream.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.riskstream.Event;
import io.riskstream.EventType;
import io.riskstream.Outcome;
import io.riskstream.Patch;
import io.riskstream.Reason;
import io.riskstream.TestContext;
import io.riskstream.Verdict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
    private final Scorecard scorecard = Claims.scorecard(TEXT);

    @AfterEach
    void close() {
        context.close();
    }

    private Verdict verdict(Event event) {
        return verdict(new Score(Claims.TYPE, scorecard), event);
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
    void addsUpThePointsOfTheRulesThatFireAndNamesTheScorecard() {
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
                verdict(Claims.claim(1000, 3, "TX")));
    }

    @Test
    void anEventThatFiresNoRuleScoresNothing() {
        Verdict verdict = verdict(Claims.claim(500, 0, "NY"));
        assertEquals(0.0, verdict.score());
        assertEquals("accept", verdict.decision());
        assertEquals(List.of(), verdict.reasons());
    }

    @Test
    void ranksReasonsByWeightWhateverTheSignAndThenInTheFilesOrder() {
        List<String> codes = verdict(Claims.claim(50, 3, "LA")).reasons().stream()
                .map(Reason::code)
                .toList();
        assertEquals(List.of("deep", "small", "coast"), codes);
    }

    @Test
    void aScoreOnABandsEdgeIsInTheBand() {
        assertEquals("review", verdict(Claims.claim(500, 0, "TX")).decision());
        assertEquals("refer", verdict(Claims.claim(1000, 3, "NY")).decision());
        assertEquals("review", verdict(Claims.claim(1000, 0, "NY")).decision());
    }

    @Test
    void aRuleInErrorCountsForNothingAndIsNamedAndCounted() {
        Score stage = new Score(Claims.TYPE, scorecard);
        Verdict verdict = verdict(stage, Claims.claimWithoutDepth(1000, "TX"));
        assertEquals(45, verdict.score());
        assertEquals("review", verdict.decision());
        assertEquals(List.of("deep"), verdict.unevaluated());
        Event second = Claims.claimWithoutDepth(1, "TX");
        assertEquals(List.of("deep"), verdictOf(stage.apply(second), second).unevaluated());
        assertEquals(2, context.count("score.unevaluated.deep"));
        assertEquals(0, context.count("score.unevaluated.large"));
    }

    @Test
    void oneEventsReasonsDoNotChangeWithTheNextEvent() {
        Score stage = new Score(Claims.TYPE, scorecard);
        Verdict first = verdict(stage, Claims.claim(1000, 3, "TX"));
        List<Reason> before = List.copyOf(first.reasons());
        stage.apply(Claims.claim(50, 0, "NY"));
        assertEquals(before, first.reasons());
    }

    @Test
    void saysWhichLookupsWerePassedOver() {
        Event event = Claims.claim(1, 1, "NY").with(Patch.NONE.withDegraded("county"));
        assertEquals(List.of("county"), verdict(event).degraded());
    }

    @Test
    void scoresTheSameAfterItHasTravelledToAWorker() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new Score(Claims.TYPE, scorecard));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            Event event = Claims.claim(1000, 3, "TX");
            assertEquals(verdict(event), verdict((Score) in.readObject(), event));
        }
    }

    @Test
    void saysWhatItReads() {
        Score stage = new Score(Claims.TYPE, scorecard, Map.of("name", "triage"));
        assertEquals("triage", stage.spec().name());
        assertEquals(List.of("amount", "state", "waterDepth"), stage.spec().reads());
        assertEquals(Optional.of(Claims.TYPE), stage.spec().eventType());
    }

    @Test
    void refusesAnUnknownOptionAMissingPartAndAnotherEventType() {
        assertEquals(
                "score: unknown option 'nmae'; did you mean 'name'?",
                message(() -> new Score(Claims.TYPE, scorecard, Map.of("nmae", "x"))));
        assertEquals(
                "score: its scorecard is missing; is it declared further down in the Flux file than this stage?",
                message(() -> new Score(Claims.TYPE, null)));
        assertEquals(
                "score: its scorecard was made for another event type; refer to one and the same in both",
                message(() -> new Score(new EventType(List.of()), scorecard)));
    }

    private static String message(org.junit.jupiter.api.function.Executable executable) {
        return assertThrows(IllegalArgumentException.class, executable).getMessage();
    }
}
