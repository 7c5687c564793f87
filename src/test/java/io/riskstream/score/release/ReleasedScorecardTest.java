package io.riskstream.score.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Origin;
import io.riskstream.event.Patch;
import io.riskstream.event.Verdict;
import io.riskstream.score.Score;
import io.riskstream.score.Scorecard;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.ReleaseLog;
import io.riskstream.stage.ReleaseStore;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.VerdictFields;
import io.riskstream.testing.TestContext;
import io.riskstream.text.SourceFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReleasedScorecardTest {
    private static final EventType TYPE = new EventType(List.of(new FieldSource() {
        @Override
        public String name() {
            return "claim";
        }

        @Override
        public List<Field> fields() {
            return List.of(new Field("amount", FieldType.LONG));
        }
    }));

    private static final EventType OTHER = new EventType(List.of(new FieldSource() {
        @Override
        public String name() {
            return "other";
        }

        @Override
        public List<Field> fields() {
            return List.of(new Field("amount", FieldType.LONG), new Field("holder", FieldType.STRING));
        }
    }));

    private record UnusedStore() implements ReleaseStore {
        private static final long serialVersionUID = 1;

        @Override
        public ReleaseLog connect(StageContext context) {
            throw new AssertionError("the test context has the log");
        }
    }

    private final TestContext context = new TestContext();
    private final String initialText = text("1", 1);
    private final Score stage = new Score(TYPE, new ReleasedScorecard(card(initialText), new UnusedStore()));

    @AfterEach
    void close() {
        context.close();
    }

    private static String text(String version, int points) {
        return """
                scorecard: flood
                version: "%s"
                rules:
                  - {id: always, when: amount >= 0 || amount < 0, points: %d, reason: Every claim}
                  - {id: ratio-%s, when: 10 / amount > 5, points: 100, reason: Small}
                bands:
                  - {decision: accept}
                """.formatted(version, points, version);
    }

    private static Scorecard card(String text) {
        return Scorecard.of(TYPE, new SourceFile("scorecard.yaml", text));
    }

    private String publish(long at, String text) {
        String hash = new SourceFile("scorecard.yaml", text).hash();
        add(at, new ScorecardVersion("flood", "1", hash, "scorecard.yaml", Map.of("scorecard.yaml", text)));
        return hash;
    }

    private void add(long at, ReleaseMessage message) {
        context.withRelease(at, message.key(), message.toBytes());
    }

    private void release(long from, String active, Optional<String> shadow, Optional<Canary> canary) {
        add(from, new Release("flood", from, active, shadow, canary, "release", "test", ""));
    }

    private void release(long from, String active) {
        release(from, active, Optional.empty(), Optional.empty());
    }

    private static Event claim(long timestamp, String key, long amount) {
        FieldValues values = new FieldValues(1);
        values.setInteger(0, amount);
        return Event.of(new Origin("claims", 0, 7, timestamp, Optional.empty(), List.of()), new byte[0])
                .with(Patch.NONE.withFields(0, values).withKey(key));
    }

    private Verdict score(Event event) {
        Patch patch = assertInstanceOf(Outcome.Pass.class, stage.apply(event)).patch();
        return event.with(patch).verdict().orElseThrow();
    }

    private double scoreAt(long timestamp) {
        return score(claim(timestamp, "policy", 100)).score();
    }

    private JsonObject report() {
        Map<String, byte[]> reports = context.releaseReports();
        assertEquals(1, reports.size());
        return JsonParser.parseString(new String(reports.values().iterator().next(), StandardCharsets.UTF_8))
                .getAsJsonObject();
    }

    @Test
    void withoutAReleaseTheScorecardOfTheFluxFileScores() {
        stage.open(context);
        assertEquals(1, scoreAt(0));
        assertEquals(1, scoreAt(Long.MAX_VALUE));
    }

    @Test
    void theFieldsOfAVerdictAreThoseOfItsVersion() {
        ReleasedScorecard scorer = new ReleasedScorecard(card(initialText), new UnusedStore());
        VerdictFields.Reader fields = scorer.openFields(context);
        stage.open(context);
        Verdict initial = score(claim(0, "policy", 100));
        String constant = """
                scorecard: flood
                version: "2"
                rules:
                  - {id: named, when: size(holder) > 3, points: 1, reason: Named}
                bands:
                  - {decision: accept}
                """;
        Verdict unknown = Scorecard.of(OTHER, new SourceFile("scorecard.yaml", constant))
                .open()
                .score(claim(0, "policy", 100));

        assertEquals(Optional.of(List.of("amount")), fields.of(initial));
        assertEquals(Optional.empty(), fields.of(unknown));

        String second = publish(50, text("2", 2));
        release(100, initial.hash(), Optional.of(second), Optional.empty());
        Verdict withShadow = score(claim(150, "policy", 100));
        assertTrue(withShadow.shadow().isPresent());
        assertEquals(Optional.of(List.of("amount")), fields.of(withShadow));
    }

    @Test
    void theTimestampOfTheEventDecidesInAnyOrder() {
        release(100, publish(50, text("2", 2)));
        stage.open(context);
        release(200, publish(150, text("3", 3)));
        assertEquals(3, scoreAt(200));
        assertEquals(1, scoreAt(99));
        assertEquals(2, scoreAt(199));
        assertEquals(3, scoreAt(5_000));
        assertEquals(2, scoreAt(100));
    }

    @Test
    void aRollbackAppliesToEventsFromItsOwnTimeOn() {
        stage.open(context);
        String initial = publish(10, initialText);
        release(100, publish(50, text("2", 2)));
        release(200, initial);
        assertEquals(2, scoreAt(150));
        assertEquals(1, scoreAt(200));
    }

    @Test
    void aVersionThatDoesNotCompileIsRefusedAndTheOneBeforeStays() {
        stage.open(context);
        release(100, publish(50, text("2", 2)));
        String wrong = publish(150, text("3", 3).replace("amount >= 0", "amonut >= 0"));
        release(200, wrong);
        assertEquals(2, scoreAt(300));
        assertEquals(2, context.count("releases.refused"));
        String causes = report().getAsJsonObject("refused").toString();
        assertTrue(causes.contains("amonut") && causes.contains("amount"), causes);
        assertTrue(
                context.reports().stream().anyMatch(report -> report.code().equals("score.release")),
                () -> "reports: " + context.reports());

        release(400, publish(350, text("4", 4)));
        assertEquals(4, scoreAt(400));
        assertEquals(2, scoreAt(399));
    }

    @Test
    void entriesThatCannotBeReadAndReleasesOfUnknownVersionsChangeNothing() {
        stage.open(context);
        context.withRelease(1, "x", "no JSON".getBytes(StandardCharsets.UTF_8));
        release(2, "0123");
        add(3, new Release("other", 3, "0123", Optional.empty(), Optional.empty(), "release", "", ""));
        assertEquals(1, scoreAt(10));
        assertEquals(2, context.count("releases.refused"), "another scorecard is no concern of this one");
        assertEquals(2, context.gauge("releases.offset"));
    }

    @Test
    void aTextUnderTheHashOfAnotherIsRefused() {
        stage.open(context);
        add(1, new ScorecardVersion("flood", "2", "0123", "scorecard.yaml", Map.of("scorecard.yaml", text("2", 2))));
        release(2, "0123");
        assertEquals(1, scoreAt(10));
    }

    @Test
    void aCanaryScoresAboutItsShareOfTheKeysAndAlwaysTheSame() {
        stage.open(context);
        String active = publish(1, text("2", 2));
        String canary = publish(2, text("3", 3));
        release(100, active, Optional.empty(), Optional.of(new Canary(canary, 20)));
        release(200, active, Optional.empty(), Optional.of(new Canary(canary, 50)));
        int small = 0;
        int large = 0;
        for (int i = 0; i < 10_000; i++) {
            String key = "policy-" + i;
            boolean atFirst = score(claim(100, key, 100)).score() == 3;
            boolean later = score(claim(200, key, 100)).score() == 3;
            assertEquals(atFirst, score(claim(199, key, 7_000)).score() == 3, "the key alone decides");
            assertTrue(!atFirst || later, "a larger share contains the smaller one");
            small += atFirst ? 1 : 0;
            large += later ? 1 : 0;
        }
        assertEquals(2_000, small, 160); // four standard deviations
        assertEquals(5_000, large, 200);
    }

    @Test
    void aShadowIsEvaluatedBesideTheActiveVersion() {
        stage.open(context);
        String shadow = publish(2, text("3", 3));
        release(100, publish(1, text("2", 2)), Optional.of(shadow), Optional.empty());
        Verdict verdict = score(claim(100, "policy", 100));
        assertEquals(2, verdict.score());
        assertEquals(shadow, verdict.shadow().orElseThrow().hash());
        assertEquals(1, context.count("score.shadow.agreed"));
    }

    @Test
    void rulesOfAReleasedVersionThatCannotBeEvaluatedAreCounted() {
        stage.open(context);
        release(100, publish(1, text("2", 2)));
        assertEquals(List.of("ratio-2"), score(claim(100, "policy", 0)).unevaluated());
        assertEquals(1, context.count("score.unevaluated.ratio-2"));
    }

    @Test
    void theFilesOfTablesAreReleasedWithTheScorecard() {
        stage.open(context);
        String text = text("2", 2).replace("bands:", """
                tables:
                  - {id: by-amount, file: tables/amount.csv, reason: Points by amount}
                bands:""");
        Map<String, String> files =
                Map.of("cards/scorecard.yaml", text, "cards/tables/amount.csv", "amount <,points\n50,7\n150,30\n");
        Scorecard card = Scorecard.of(
                TYPE, new SourceFile("cards/scorecard.yaml", text), name -> new SourceFile(name, files.get(name)));
        ScorecardVersion version = ScorecardVersion.of(card);
        assertEquals(files, version.files());
        add(1, version);
        release(100, card.hash());
        assertEquals(32, scoreAt(100));

        add(101, new ScorecardVersion("flood", "2", card.hash() + "0", version.file(), Map.of(version.file(), text)));
        assertEquals(1, context.count("releases.refused"), "the file of the table is missing");
    }

    @Test
    void allTasksOfAWorkerFollowTheSameReleases() {
        release(100, publish(1, text("2", 2)));
        stage.open(context);
        try (TestContext other = context.anotherTask()) {
            Score second = new Score(TYPE, new ReleasedScorecard(card(initialText), new UnusedStore()));
            second.open(other);
            Event event = claim(100, "policy", 100);
            Patch patch =
                    assertInstanceOf(Outcome.Pass.class, second.apply(event)).patch();
            assertEquals(2, event.with(patch).verdict().orElseThrow().score());
            assertEquals(1, context.releaseReports().size());
        }
    }

    @Test
    void ofTwoReleasesThatFollowTheSameOneTheFirstApplies() {
        stage.open(context);
        String second = publish(1, text("2", 2));
        String third = publish(2, text("3", 3));
        add(100, releaseOf(100, second).after(AcceptedReleases.NO_RELEASE));
        add(101, releaseOf(101, third).after(AcceptedReleases.NO_RELEASE));
        assertEquals(2, scoreAt(200));
        assertEquals(1, context.count("releases.refused"));

        add(300, releaseOf(300, third).after(2)); // the refused one does not count
        assertEquals(3, scoreAt(300));
        release(400, second);
        assertEquals(2, scoreAt(400), "a release that states none follows any other");
    }

    @Test
    void aRefusedVersionDoesNotChangeWhichReleaseIsTheLatest() {
        stage.open(context);
        String second = publish(1, text("2", 2));
        add(
                100,
                releaseOf(100, "0123")
                        .after(AcceptedReleases.NO_RELEASE)); // a worker with another event type accepts it
        add(200, releaseOf(200, second).after(1));
        assertEquals(2, scoreAt(200));
    }

    @Test
    void aLogThatWasCreatedAnewHasNoLatestRelease() {
        AcceptedReleases accepted = new AcceptedReleases(card(initialText));
        Release release = releaseOf(1, card(initialText).hash());
        assertEquals(Optional.empty(), accepted.apply(new ReleaseLog.Entry(5, 1, "", release.toBytes())));
        assertEquals(
                Optional.empty(),
                accepted.apply(new ReleaseLog.Entry(
                        0, 2, "", release.after(AcceptedReleases.NO_RELEASE).toBytes())));
    }

    private static Release releaseOf(long from, String active) {
        return new Release("flood", from, active, Optional.empty(), Optional.empty(), "release", "test", "");
    }

    @Test
    void theScorecardOfTheFluxFileAsCanaryHasNoShadow() {
        Scorecard withShadow = card(initialText).withShadow(card(text("9", 9)));
        Score shadowed = new Score(TYPE, new ReleasedScorecard(withShadow, new UnusedStore()));
        shadowed.open(context);
        String second = publish(1, text("2", 2));
        release(100, second, Optional.empty(), Optional.of(new Canary(withShadow.hash(), 99.999)));
        Event event = claim(100, "policy", 100);
        Verdict verdict = event.with(assertInstanceOf(Outcome.Pass.class, shadowed.apply(event))
                        .patch())
                .verdict()
                .orElseThrow();
        assertEquals(withShadow.hash(), verdict.hash());
        assertEquals(Optional.empty(), verdict.shadow());
    }

    @Test
    void manyWrongEntriesMakeNoReportThatIsTooLarge() {
        for (int i = 0; i < 10_000; i++) {
            context.withRelease(i, "x", ("{\"type\": \"" + "x".repeat(1_000) + "\"}").getBytes(StandardCharsets.UTF_8));
        }
        release(20_000, publish(20_000, text("2", 2)));
        stage.open(context);
        assertEquals(2, scoreAt(20_000));
        assertEquals(10_000, context.count("releases.refused"));
        String wrong = publish(30_000, text("3", 3).replace("amount >= 0", "amonut >= 0"));
        JsonObject refused = report().getAsJsonObject("refused");
        assertEquals(50, refused.size());
        assertTrue(refused.has(AcceptedReleases.nameOf(wrong)), "the latest is reported");
        assertTrue(refused.toString().length() < 250_000);
    }

    @Test
    void theReportNamesWhatTheWorkerRuns() {
        stage.open(context);
        String active = publish(1, text("2", 2));
        release(100, active);
        JsonObject report = report();
        assertEquals("flood", report.get("scorecard").getAsString());
        assertEquals(1, report.get("offset").getAsLong());
        assertEquals(active, report.getAsJsonObject("release").get("active").getAsString());
    }
}
