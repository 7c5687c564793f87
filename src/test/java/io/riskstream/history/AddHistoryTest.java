package io.riskstream.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Batch;
import io.riskstream.event.Degradation;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Origin;
import io.riskstream.event.Patch;
import io.riskstream.stage.Histories;
import io.riskstream.stage.HistoryAddition;
import io.riskstream.stage.HistoryRequest;
import io.riskstream.stage.HistoryStore;
import io.riskstream.stage.HistoryTrim;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.StageContext;
import io.riskstream.testing.MapHistories;
import io.riskstream.testing.StageTestDriver;
import io.riskstream.testing.TestContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AddHistoryTest {
    private record UnconnectedStore() implements HistoryStore {
        private static final long serialVersionUID = 1;

        @Override
        public Histories connectHistories(StageContext context) {
            throw new AssertionError("the test context provides the histories");
        }
    }

    private static final HistoryStore STORE = new UnconnectedStore();
    private static final FieldSource CLAIM = source(
            new Field("policy", FieldType.STRING),
            new Field("date", FieldType.STRING),
            new Field("amount", FieldType.LONG),
            new Field("location.zip", FieldType.STRING),
            new Field("theft", FieldType.BOOLEAN));

    private final TestContext context = new TestContext();
    private final MapHistories histories = context.histories();
    private long offset;

    @AfterEach
    void close() {
        context.close();
    }

    private static FieldSource source(Field... fields) {
        return new FieldSource() {
            @Override
            public String name() {
                return "claim";
            }

            @Override
            public List<Field> fields() {
                return List.of(fields);
            }
        };
    }

    private static History history(Map<String, Object> options) {
        Map<String, Object> all = new HashMap<>(
                Map.of("name", "past", "entity", "policy:{policy}", "time", "date", "windows", List.of("30d", "24h")));
        all.putAll(options);
        return new History(all);
    }

    private static EventType type(History... histories) {
        List<FieldSource> sources = new ArrayList<>(List.of(CLAIM));
        sources.addAll(List.of(histories));
        return new EventType(sources);
    }

    private AddHistory open(History... declared) {
        AddHistory stage = new AddHistory(type(declared), STORE);
        stage.open(context);
        return stage;
    }

    /** Returns an event that arrives after all events that this test made before. */
    private Event claim(String id, String policy, String date, long amount) {
        FieldValues values = new FieldValues(5);
        if (policy != null) {
            values.setString(0, policy);
        }
        if (date != null) {
            values.setString(1, date);
        }
        values.setInteger(2, amount);
        values.setString(3, "zip-" + amount % 3);
        values.setBool(4, amount % 2 == 0);
        Origin origin = new Origin("claims", 0, offset++, 1_000, Optional.empty(), List.of());
        return Event.of(origin, new byte[0])
                .with(Patch.NONE.withFields(0, values).withId(id));
    }

    private static Map<String, Object> features(AddHistory stage, Event event) {
        return features(stage, event, TestContext.settled(stage.apply(event)));
    }

    private static Map<String, Object> features(AddHistory stage, Event event, Outcome outcome) {
        Event after = event.with(assertInstanceOf(Outcome.Pass.class, outcome).patch());
        EventType type = stage.spec().eventType().orElseThrow();
        Map<String, Object> features = new HashMap<>();
        for (String path : stage.spec().writes()) {
            int slot = type.slot(path);
            if (after.isPresent(slot)) {
                features.put(path, after.values().object(slot));
            }
        }
        return features;
    }

    @Test
    void theFirstEventOfAnEntityHasNoEarlierEvents() {
        AddHistory stage = open(history(Map.of("amount", "amount", "distinct", List.of("location.zip", "theft"))));
        assertEquals(
                Map.of(
                        "past.count_24h", 0L,
                        "past.sum_24h", 0.0,
                        "past.distinct_location_zip_24h", 0L,
                        "past.distinct_theft_24h", 0L,
                        "past.count_30d", 0L,
                        "past.sum_30d", 0.0,
                        "past.distinct_location_zip_30d", 0L,
                        "past.distinct_theft_30d", 0L,
                        "past.truncated", false),
                features(stage, claim("a", "p", "2024-03-01", 5)));
        assertEquals(1, context.count("history.past.appended"));
    }

    @Test
    void theWindowBeginsWithItsFirstMomentAndEndsBeforeTheEvent() {
        AddHistory stage = open(history(Map.of("amount", "amount")));
        features(stage, claim("border", "p", "2024-02-29", 4));
        features(stage, claim("outside", "p", "2024-02-28T23:59:59.999Z", 9));
        features(stage, claim("sameTime", "p", "2024-03-01", 100));
        features(stage, claim("later", "p", "2024-03-01T00:00:00.001Z", 100));
        features(stage, claim("other", "q", "2024-02-29", 100));
        Map<String, Object> features = features(stage, claim("event", "p", "2024-03-01", 7));
        assertEquals(1L, features.get("past.count_24h"));
        assertEquals(4.0, features.get("past.sum_24h"));
        assertEquals(2L, features.get("past.count_30d"));
        assertEquals(13.0, features.get("past.sum_30d"));
        assertEquals(6.5, features.get("past.mean_30d"));
        assertEquals(9.0, features.get("past.max_30d"));
        assertEquals(86_400L, features.get("past.since_last"));
        assertEquals("2024-02-28T23:59:59.999Z", features.get("past.first_seen"));
    }

    @Test
    void twoEventsOfOneEntityInOneBatchCountInTheOrderOfTheirTime() {
        AddHistory stage = open(history(Map.of()));
        Event early = claim("early", "p", "2024-03-01", 1);
        Event late = claim("late", "p", "2024-03-02", 1);
        Event sameDay = claim("sameDay", "p", "2024-03-02", 1);
        Outcome[] outcomes = new Outcome[3];
        Batch batch = new Batch(List.of(early, late, sameDay));
        stage.apply(batch, (index, outcome) -> outcomes[index] = outcome);
        assertEquals(
                0L, features(stage, early, TestContext.settled(outcomes[0])).get("past.count_30d"));
        assertEquals(1L, features(stage, late, TestContext.settled(outcomes[1])).get("past.count_30d"));
        assertEquals(
                1L, features(stage, sameDay, TestContext.settled(outcomes[2])).get("past.count_30d"));
    }

    @Test
    void aLateEventCountsForThoseThatArriveAfterItOnly() {
        AddHistory stage = open(history(Map.of()));
        Event before = claim("before", "p", "2024-03-10", 1);
        Event late = claim("late", "p", "2024-03-05", 1);
        Event after = claim("after", "p", "2024-03-10", 1);
        for (int pass = 0; pass < 3; pass++) {
            assertEquals(0L, features(stage, before).get("past.count_30d"));
            assertEquals(0L, features(stage, late).get("past.count_30d"));
            assertEquals(1L, features(stage, after).get("past.count_30d"));
        }
    }

    @Test
    void aCorrectionReplacesTheEventForThoseThatArriveAfterIt() {
        AddHistory stage = open(history(Map.of("amount", "amount")));
        features(stage, claim("a", "p", "2024-03-01", 100));
        Event between = claim("b", "p", "2024-03-02", 1);
        assertEquals(100.0, features(stage, between).get("past.sum_30d"));
        features(stage, claim("a", "p", "2024-03-01", 150));
        Map<String, Object> after = features(stage, claim("c", "p", "2024-03-02", 1));
        assertEquals(150.0, after.get("past.sum_30d"));
        assertEquals(1L, after.get("past.count_30d"));
        assertEquals(100.0, features(stage, between).get("past.sum_30d"), "a replay gives the value of the first time");
    }

    @Test
    void anEventWhoseTimeIsCorrectedDoesNotCountItself() {
        AddHistory stage = open(history(Map.of()));
        features(stage, claim("a", "p", "2024-03-01", 1));
        assertEquals(0L, features(stage, claim("a", "p", "2024-03-02", 1)).get("past.count_30d"));
    }

    @Test
    void aTemplateCanIdentifyTheEvent() {
        AddHistory stage = open(history(Map.of("id", "{policy}:{date}")));
        features(stage, claim("p", "p", "2024-03-01", 1));
        features(stage, claim("p", "p", "2024-03-02", 1));
        assertEquals(2L, features(stage, claim("p", "p", "2024-03-03", 1)).get("past.count_30d"));
    }

    @Test
    void aHistoryWithoutTimeUsesTheTimeOfTheEvent() {
        Map<String, Object> options = new HashMap<>(Map.of("name", "past", "entity", "policy:{policy}"));
        options.put("windows", List.of("1h"));
        AddHistory stage = open(new History(options));
        Event first = claim("a", "p", null, 1).with(Patch.NONE.withTime(10_000));
        Event second = claim("b", "p", null, 1).with(Patch.NONE.withTime(70_500));
        features(stage, first);
        assertEquals(60L, features(stage, second).get("past.since_last"));
    }

    @Test
    void anEntityWithTooManyEventsKeepsTheLatestAndSaysSo() {
        AddHistory stage = open(history(Map.of("most", 8, "amount", "amount")));
        String key = "riskstream-history:past:policy:p";
        Instant first = Instant.parse("2024-03-01T00:00:00Z");
        Map<String, Object> features = Map.of();
        for (int i = 0; i < 100; i++) {
            features =
                    features(stage, claim("id-" + i, "p", first.plusSeconds(i).toString(), 1));
            assertEquals((long) Math.min(i, 8), features.get("past.count_30d"));
            assertEquals(i > 8, features.get("past.truncated"), "event " + i);
            assertTrue(histories.size(key) <= 8 + 1 + 2, "a history has a bounded size, not " + histories.size(key));
        }
        assertEquals(8.0, features.get("past.sum_30d"));
        assertTrue(context.count("history.past.truncated") > 0);
        assertTrue(context.count("history.past.trimmed") > 0);
        Map<String, Object> muchLater = features(stage, claim("id-x", "p", "2025-03-01", 1));
        assertEquals(false, muchLater.get("past.truncated"), "no removed event is in the longest window");
    }

    @Test
    void theEventsOfOneEntityInABatchAreSentReadAndTrimmedTogether() {
        History history = history(Map.of("most", 10));
        List<Integer> additions = new ArrayList<>();
        List<HistoryTrim> trims = new ArrayList<>();
        Histories counting = new Histories() {
            @Override
            public void append(List<? extends HistoryRequest> requests) {
                requests.forEach(request -> additions.add(request.additions().size()));
                histories.append(requests);
            }

            @Override
            public void trim(HistoryTrim trim) {
                trims.add(trim);
                histories.trim(trim);
            }

            @Override
            public void close() {}
        };
        AddHistory stage = new AddHistory(type(history), unused -> counting);
        stage.open(context.connectingToStores());
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            events.add(claim("hot-" + i, "hot", "2024-03-01", i));
        }
        events.add(claim("rare", "rare", "2024-03-01", 1));
        Outcome[] outcomes = new Outcome[events.size()];
        stage.apply(new Batch(events), (index, outcome) -> outcomes[index] = outcome);
        assertTrue(Arrays.stream(outcomes).allMatch(outcome -> TestContext.settled(outcome) instanceof Outcome.Pass));
        assertEquals(List.of(100, 1), additions);
        assertEquals(1, trims.size());
        assertEquals(90, trims.get(0).removed().size());
    }

    @Test
    void correctionsWithoutEndDoNotMakeAHistoryGrow() {
        AddHistory stage = open(history(Map.of("most", 8, "amount", "amount")));
        for (int i = 0; i < 100; i++) {
            features(stage, claim("same", "p", "2024-03-01", i));
        }
        assertTrue(histories.size("riskstream-history:past:policy:p") <= 10);
        Map<String, Object> features = features(stage, claim("other", "p", "2024-03-02", 1));
        assertEquals(99.0, features.get("past.sum_30d"));
        assertEquals(false, features.get("past.truncated"));
    }

    @Test
    void anEventWithoutEntityOrTimePassesMarkedAsDegraded() {
        AddHistory stage = open(history(Map.of()));
        for (Event event :
                List.of(claim("a", null, "2024-03-01", 1), claim("a", "p", null, 1), claim("a", "p", "1 March", 1))) {
            Outcome.Pass pass = assertInstanceOf(Outcome.Pass.class, TestContext.settled(stage.apply(event)));
            assertEquals(
                    List.of(new Degradation("past", Degradation.Cause.UNKEYED)),
                    event.with(pass.patch()).degradations());
        }
        assertEquals(3, context.count("history.past.unkeyed"));
        assertEquals(1, context.reports().size(), "only a value that cannot be used is reported");
        assertFalse(context.reports().get(0).message().contains("1 March"));
        assertTrue(histories.keys().isEmpty());
    }

    @Test
    void onMissDecidesOnAnEventWithoutEntity() {
        AddHistory rejecting = open(history(Map.of("onMiss", "REJECT")));
        Event event = claim("a", null, "2024-03-01", 1);
        Outcome.Reject reject = assertInstanceOf(Outcome.Reject.class, TestContext.settled(rejecting.apply(event)));
        assertEquals("history.key", reject.rejections().get(0).code());
        assertEquals(List.of("history.key"), rejecting.spec().codes());
        AddHistory defaulting = open(history(Map.of("onMiss", "DEFAULT")));
        assertEquals(0L, features(defaulting, event).get("past.count_30d"));
    }

    @Test
    void onErrorDecidesOnAnEventWhoseStoreFails() {
        histories.fail("the store is down");
        Event event = claim("a", "p", "2024-03-01", 1);
        Outcome.Pass pass = assertInstanceOf(
                Outcome.Pass.class, TestContext.settled(open(history(Map.of())).apply(event)));
        assertEquals(
                List.of(new Degradation("past", Degradation.Cause.UNAVAILABLE)),
                event.with(pass.patch()).degradations());
        Outcome.Reject reject = assertInstanceOf(
                Outcome.Reject.class,
                TestContext.settled(open(history(Map.of("onError", "REJECT"))).apply(event)));
        assertEquals("history.error", reject.rejections().get(0).code());
        assertInstanceOf(
                Outcome.Retry.class,
                TestContext.settled(open(history(Map.of("onError", "RETRY"))).apply(event)));
        assertEquals(3, context.count("history.past.errors"));
    }

    @Test
    void aRetryAfterAFailureGivesTheSameFeatures() {
        AddHistory stage = open(history(Map.of("onError", "RETRY")));
        features(stage, claim("a", "p", "2024-03-01", 1));
        Event event = claim("b", "p", "2024-03-02", 1);
        histories.fail("the store is down");
        assertInstanceOf(Outcome.Retry.class, TestContext.settled(stage.apply(event)));
        histories.recover();
        assertEquals(1L, features(stage, event).get("past.count_30d"));
    }

    @Test
    void anEventDoesNotWaitLongerThanItsDeadline() {
        histories.hold();
        History history = history(Map.of());
        TestContext noWait = new TestContext().withHistories(histories).withMaxWait(java.time.Duration.ofMillis(1));
        try (StageTestDriver driver = StageTestDriver.open(new AddHistory(type(history), STORE), noWait)) {
            Event after = driver.run(claim("a", "p", "2024-03-01", 1)).after();
            assertEquals(List.of(new Degradation("past", Degradation.Cause.LATE)), after.degradations());
            assertEquals(1, noWait.count("history.past.late"));
            histories.release(); // the late answer changes nothing
            Event next = driver.run(claim("b", "p", "2024-03-02", 1)).after();
            assertEquals(1, next.integer(type(history).slot("past.count_30d")), "the late event is in the history");
        }
    }

    @Test
    void aForeignValueInTheStoreIsUnusable() {
        context.close();
        TestContext foreign = new TestContext().withHistories(new MapHistories());
        foreign.histories()
                .trim(new HistoryTrim(
                        "riskstream-history:past:policy:p",
                        List.of(new HistoryAddition(new byte[] {1}, new byte[] {1, 2, 3})),
                        List.of(),
                        cause -> {}));
        AddHistory stage = new AddHistory(type(history(Map.of())), STORE);
        stage.open(foreign);
        Event event = claim("a", "p", "2024-03-01", 1);
        Outcome.Pass pass = (Outcome.Pass) TestContext.settled(stage.apply(event));
        assertEquals(
                List.of(new Degradation("past", Degradation.Cause.UNUSABLE)),
                event.with(pass.patch()).degradations());
    }

    @Test
    void wrongOptionsAreNamedWithTheFix() {
        assertProblem(Map.of("name", "policy-claims"), "write 'policy_claims'");
        assertProblem(Map.of("entity", "all"), "has no placeholder");
        assertProblem(Map.of("windows", List.of("1y")), "write a year as 365d");
        assertProblem(Map.of("windows", List.of("24h", "1d")), "two windows have the length");
        assertProblem(Map.of("windows", List.of()), "must contain 1 to 20 windows");
        assertProblem(Map.of("keep", "10d"), "at least as long as the longest window, 30d");
        assertProblem(Map.of("keep", "long"), "'keep' must be a whole number");
        assertProblem(Map.of("distinct", List.of("theft", "theft")), "contains 'theft' twice");
        assertProblem(Map.of("most", 0), "between 1 and 10000");
        assertProblem(Map.of("windos", List.of()), "unknown option 'windos'; did you mean 'windows'?");
    }

    private static void assertProblem(Map<String, Object> options, String expected) {
        String message = assertThrows(IllegalArgumentException.class, () -> history(options))
                .getMessage();
        assertTrue(message.contains(expected), message);
    }

    @Test
    void fieldsThatTheEventTypeDoesNotHaveAreNamed() {
        assertStageProblem(
                history(Map.of("entity", "{polcy}")), "no field 'polcy' in the event; did you mean 'policy'?");
        assertStageProblem(history(Map.of("time", "theft")), "option 'time' takes a string or a long");
        assertStageProblem(history(Map.of("amount", "policy")), "option 'amount' takes a number");
        assertStageProblem(history(Map.of("distinct", List.of("stat"))), "no field 'stat' in the event");
        assertStageProblem(history(Map.of("id", "{past.count_24h}")), "it reads its own field");
        History unlisted = history(Map.of());
        String message = assertThrows(
                        IllegalArgumentException.class, () -> new AddHistory(type(), STORE, List.of(unlisted)))
                .getMessage();
        assertTrue(message.contains("add the history to the event type's sources"), message);
        assertThrows(IllegalArgumentException.class, () -> new AddHistory(type(), STORE));
        assertThrows(IllegalArgumentException.class, () -> new AddHistory(type(unlisted), null));
        assertThrows(
                IllegalArgumentException.class,
                () -> new AddHistory(type(unlisted), STORE, Map.of("deadlineMillis", 0)));
        assertThrows(
                IllegalArgumentException.class,
                () -> new AddHistory(type(unlisted), STORE, List.of(unlisted, unlisted)));
    }

    private static void assertStageProblem(History history, String expected) {
        String message = assertThrows(IllegalArgumentException.class, () -> new AddHistory(type(history), STORE))
                .getMessage();
        assertTrue(message.contains(expected), message);
    }

    @Test
    void theStageReadsTheFieldsOfItsTemplatesAndOptions() {
        AddHistory stage = new AddHistory(
                type(history(Map.of("amount", "amount", "distinct", List.of("theft"), "id", "{policy}/{date}"))),
                STORE);
        assertEquals(List.of("policy", "date", "amount", "theft"), stage.spec().reads());
        assertTrue(stage.spec().writes().contains("past.distinct_theft_24h"));
        assertTrue(stage.spec().asynchronous());
    }
}
