package io.riskstream.enrich;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.Batch;
import io.riskstream.Event;
import io.riskstream.EventType;
import io.riskstream.Field;
import io.riskstream.FieldSource;
import io.riskstream.FieldType;
import io.riskstream.FieldValues;
import io.riskstream.MapRecords;
import io.riskstream.Origin;
import io.riskstream.Outcome;
import io.riskstream.Patch;
import io.riskstream.RecordStore;
import io.riskstream.Records;
import io.riskstream.Rejection;
import io.riskstream.StageContext;
import io.riskstream.StageSpec;
import io.riskstream.TestContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class EnrichTest {
    private static final RecordStore NOWHERE = new Nowhere();

    private record Nowhere() implements RecordStore {
        @Override
        public Records connect(StageContext context) {
            throw new AssertionError("the test answers the look-ups");
        }
    }

    private record Claim() implements FieldSource {
        @Override
        public List<Field> fields() {
            return List.of(new Field("countyCode", FieldType.STRING), new Field("state", FieldType.STRING));
        }

        @Override
        public String name() {
            return "claim";
        }
    }

    private final MapRecords records = new MapRecords();
    private final TestContext context = new TestContext().withRecords(records);

    @AfterEach
    void close() {
        context.close();
    }

    private static Lookup county(Object... more) {
        return lookup("county", "county:{countyCode}", "median_income", more);
    }

    private static Lookup market(Object... more) {
        return lookup("market", "market:{state}", "premium", more);
    }

    private static Lookup lookup(String name, String key, String field, Object... more) {
        Map<String, Object> options = new HashMap<>(Map.of("name", name, "key", key, "fields", Map.of(field, "long")));
        for (int i = 0; i < more.length; i += 2) {
            options.put((String) more[i], more[i + 1]);
        }
        return new Lookup(options);
    }

    private static EventType typeOf(List<Lookup> lookups) {
        List<FieldSource> sources = new ArrayList<>(List.of(new Claim()));
        sources.addAll(lookups);
        return new EventType(sources);
    }

    private Enrich open(Lookup... lookups) {
        return open(context, lookups);
    }

    private static Enrich open(StageContext context, Lookup... lookups) {
        Enrich stage = new Enrich(typeOf(List.of(lookups)), NOWHERE, List.of(lookups));
        stage.open(context);
        return stage;
    }

    private static Event claim(String countyCode, String state) {
        FieldValues values = new FieldValues(2);
        values.setString(0, countyCode);
        values.setString(1, state);
        return nothing().with(Patch.NONE.withFields(0, values));
    }

    private static Event nothing() {
        return Event.of(new Origin("claims", 0, 17, 0, Optional.empty(), List.of()), new byte[0]);
    }

    private static List<Outcome> apply(Enrich stage, Event... events) {
        Outcome[] outcomes = new Outcome[events.length];
        stage.apply(new Batch(List.of(events)), (index, outcome) -> {
            assertTrue(outcomes[index] == null, "an outcome is set once");
            outcomes[index] = outcome;
        });
        return Arrays.asList(outcomes);
    }

    private static Event enriched(Event event, Outcome outcome) {
        return event.with(assertInstanceOf(Outcome.Pass.class, TestContext.settled(outcome))
                .patch());
    }

    private static Event enriched(Enrich stage, Event event) {
        return enriched(event, stage.apply(event));
    }

    private static Rejection rejection(Outcome outcome) {
        List<Rejection> rejections = assertInstanceOf(Outcome.Reject.class, TestContext.settled(outcome))
                .rejections();
        assertEquals(1, rejections.size());
        return rejections.get(0);
    }

    @Test
    void anEventGetsTheFieldsOfAllItsRecords() {
        records.put("county:48201", "{\"median_income\":61000}").put("market:TX", "{\"premium\":837}");
        Enrich stage = open(county(), market());
        Event event = enriched(stage, claim("48201", "TX"));
        assertEquals(61000, event.integer(2));
        assertEquals(837, event.integer(3));
        assertEquals("48201", event.string(0));
        assertEquals(List.of(), event.degraded());
    }

    @Test
    void aRecordInMemoryAnswersAtOnceAndTheStoreIsNotAsked() {
        records.put("county:48201", "{\"median_income\":61000}");
        Enrich stage = open(county());
        assertInstanceOf(Outcome.Later.class, stage.apply(claim("48201", "TX")));
        Outcome again = stage.apply(claim("48201", "TX"));
        assertInstanceOf(Outcome.Pass.class, again);
        assertEquals(61000, enriched(claim("48201", "TX"), again).integer(2));
        assertEquals(List.of(List.of("county:48201")), records.fetches());
        assertEquals(1, context.count("enrich.county.misses"));
        assertEquals(1, context.count("enrich.county.hits"));
    }

    @Test
    void aWholeBatchAsksOnceAndForEachRecordOnce() {
        records.put("county:1", "{\"median_income\":1}")
                .put("county:2", "{\"median_income\":2}")
                .put("market:TX", "{\"premium\":837}");
        Enrich stage = open(county(), market());
        List<Outcome> outcomes = apply(stage, claim("1", "TX"), claim("2", "TX"), claim("1", "TX"));
        assertEquals(1, records.fetches().size());
        assertEquals(
                List.of("county:1", "county:2", "market:TX"),
                records.fetches().get(0).stream().sorted().toList());
        assertEquals(2, enriched(claim("2", "TX"), outcomes.get(1)).integer(2));
        assertEquals(1, enriched(claim("1", "TX"), outcomes.get(2)).integer(2));
        assertEquals(1, context.times("enrich.fetch").size());
    }

    @Test
    void eventsThatAreKnownDoNotWaitForTheirNeighbours() {
        records.put("county:1", "{\"median_income\":1}");
        Enrich stage = open(county());
        enriched(stage, claim("1", "TX"));
        records.hold();
        List<Outcome> outcomes = apply(stage, claim("2", "TX"), claim("1", "TX"));
        assertInstanceOf(Outcome.Later.class, outcomes.get(0));
        assertInstanceOf(Outcome.Pass.class, outcomes.get(1));
    }

    @Test
    void allTasksOfAWorkerShareOneMemory() {
        records.put("county:1", "{\"median_income\":1}");
        enriched(open(county()), claim("1", "TX"));
        try (TestContext other = context.anotherTask()) {
            assertInstanceOf(Outcome.Pass.class, open(other, county()).apply(claim("1", "TX")));
        }
        assertEquals(1, records.fetches().size());
    }

    @Test
    void aRecordThatIsTooOldIsFetchedAgain() {
        records.put("county:1", "{\"median_income\":1}");
        Enrich stage = open(county("maxAgeMillis", 1_000));
        enriched(stage, claim("1", "TX"));
        records.put("county:1", "{\"median_income\":2}");
        context.advance(Duration.ofMillis(999));
        assertEquals(1, enriched(stage, claim("1", "TX")).integer(2));
        context.advance(Duration.ofMillis(1));
        assertEquals(2, enriched(stage, claim("1", "TX")).integer(2));
    }

    @Test
    void theAgeOfARecordCountsFromTheAsking() {
        records.put("county:1", "{\"median_income\":1}").hold();
        Enrich stage = open(county("maxAgeMillis", 1_000));
        stage.apply(claim("1", "TX"));
        context.advance(Duration.ofMillis(1_000));
        records.release();
        assertInstanceOf(Outcome.Later.class, stage.apply(claim("1", "TX")));
    }

    @Test
    void withoutAnAgeNothingIsKept() {
        records.put("county:1", "{\"median_income\":1}");
        Enrich stage = open(county("maxAgeMillis", 0));
        enriched(stage, claim("1", "TX"));
        enriched(stage, claim("1", "TX"));
        assertEquals(2, records.fetches().size());
    }

    @Test
    void aMissIsPassedOverAndMarked() {
        Event event = enriched(open(county()), claim("1", "TX"));
        assertFalse(event.isPresent(2));
        assertEquals(List.of("county"), event.degraded());
        assertEquals(1, context.count("enrich.county.absent"));
    }

    @Test
    void thatThereIsNoRecordIsKeptToo() {
        Enrich stage = open(county());
        enriched(stage, claim("1", "TX"));
        assertInstanceOf(Outcome.Pass.class, stage.apply(claim("1", "TX")));
        assertEquals(1, records.fetches().size());
        assertEquals(1, context.count("enrich.county.hits"));
        assertEquals(2, context.count("enrich.county.absent"));
        context.advance(Duration.ofSeconds(60));
        records.put("county:1", "{\"median_income\":1}");
        assertEquals(1, enriched(stage, claim("1", "TX")).integer(2));
    }

    @Test
    void aMissWithDefaultsIsNotDegraded() {
        Lookup two = new Lookup(Map.of(
                "name",
                "county",
                "key",
                "county:{countyCode}",
                "fields",
                Map.of("median_income", "long", "density", "double"),
                "onMiss",
                "DEFAULT",
                "defaults",
                Map.of("median_income", 50_000)));
        Enrich stage = open(two);
        EventType type = typeOf(List.of(two));
        Event event = enriched(stage, claim("1", "TX"));
        assertEquals(50_000, event.integer(type.slot("county.median_income")));
        assertFalse(event.isPresent(type.slot("county.density")));
        assertEquals(List.of(), event.degraded());
    }

    @Test
    void aMissCanRejectTheEventWithoutShowingTheKey() {
        Rejection rejection = rejection(open(county("onMiss", "REJECT")).apply(claim("4711", "TX")));
        assertEquals("enrich.missing", rejection.code());
        assertEquals("county", rejection.path());
        assertEquals("enrich", rejection.stage());
        assertTrue(rejection.message().contains("county:{countyCode}"), rejection.message());
        assertFalse(rejection.message().contains("4711"), rejection.message());
    }

    @Test
    void anEventWithoutAFieldOfTheKeyIsAMissAndTheStoreIsNotAsked() {
        assertEquals(List.of("county"), enriched(open(county()), nothing()).degraded());
        assertEquals(
                "enrich.missing",
                rejection(open(county("onMiss", "REJECT")).apply(nothing())).code());
        assertEquals(List.of(), records.fetches());
    }

    @Test
    void aStoreThatFailsIsPassedOverMarkedAndReportedWithoutKeys() {
        records.fail(new IllegalStateException("no route to county:4711"));
        Event event = enriched(open(county()), claim("4711", "TX"));
        assertEquals(List.of("county"), event.degraded());
        assertEquals(1, context.count("enrich.county.errors"));
        assertEquals(
                List.of(new TestContext.Report(
                        "enrich.error", "look-ups county: the store could not be asked (IllegalStateException)")),
                context.reports());
    }

    @Test
    void aStoreThatFailsCanRejectOrRetry() {
        records.fail(new IllegalStateException("down"));
        Rejection rejection = rejection(open(county("onError", "REJECT")).apply(claim("4711", "TX")));
        assertEquals("enrich.error", rejection.code());
        assertEquals("county", rejection.path());
        assertFalse(rejection.message().contains("4711"), rejection.message());

        Outcome retry = TestContext.settled(open(county("onError", "RETRY")).apply(claim("4711", "TX")));
        assertTrue(assertInstanceOf(Outcome.Retry.class, retry).bounded());
    }

    @Test
    void aFailureIsNotKept() {
        records.fail(new IllegalStateException("down"));
        Enrich stage = open(county());
        enriched(stage, claim("1", "TX"));
        records.recover();
        records.put("county:1", "{\"median_income\":1}");
        assertEquals(1, enriched(stage, claim("1", "TX")).integer(2));
    }

    @Test
    void aStoreThatThrowsInsteadOfAnsweringIsAFailureLikeAnother() {
        context.withRecords(new Records() {
            @Override
            public CompletionStage<List<Optional<byte[]>>> fetch(List<String> keys) {
                throw new IllegalStateException("a bug");
            }

            @Override
            public void close() {}
        });
        assertEquals(
                List.of("county"), enriched(open(county()), claim("1", "TX")).degraded());
    }

    @Test
    void aStoreThatLosesRecordsLeavesNoEventWaiting() {
        context.withRecords(new Records() {
            @Override
            public CompletionStage<List<Optional<byte[]>>> fetch(List<String> keys) {
                return CompletableFuture.completedStage(List.of());
            }

            @Override
            public void close() {}
        });
        assertEquals(
                List.of("county"), enriched(open(county()), claim("1", "TX")).degraded());
    }

    @Test
    void aRecordThatIsNotAsDeclaredIsAnErrorOfItsOwnAndShowsNoValue() {
        records.put("county:4711", "{\"median_income\":\"lots\"}").put("market:TX", "{\"premium\":837}");
        Enrich stage = open(county("onError", "REJECT"), market());
        Rejection rejection = rejection(stage.apply(claim("4711", "TX")));
        assertEquals("enrich.record", rejection.code());
        assertEquals("county", rejection.path());
        assertTrue(rejection.message().contains("county.median_income"), rejection.message());
        TestContext.Report report = context.reports().get(0);
        assertEquals("enrich.record", report.code());
        for (String text : List.of(rejection.message(), report.message())) {
            assertFalse(text.contains("lots") || text.contains("4711"), text);
        }
        assertEquals(0, context.count("enrich.market.errors"));
    }

    @Test
    void aRecordThatIsNotAsDeclaredLeavesTheOthersAlone() {
        records.put("county:1", "[]").put("market:TX", "{\"premium\":837}");
        Event event = enriched(open(county(), market()), claim("1", "TX"));
        assertEquals(837, event.integer(3));
        assertEquals(List.of("county"), event.degraded());
    }

    @Test
    void aRejectionOutweighsAnotherAttempt() {
        records.put("county:1", "[]").put("market:TX", "[]");
        Enrich stage = open(county("onError", "RETRY"), market("onError", "REJECT"));
        assertEquals("market", rejection(stage.apply(claim("1", "TX"))).path());
    }

    @Test
    void anEventWaitsAsLongAsTheMostPatientOfItsMissingLookups() {
        records.put("market:TX", "{\"premium\":837}");
        Enrich stage = open(county("deadlineMillis", 30), market("deadlineMillis", 200));
        assertEquals(
                Duration.ofMillis(200),
                assertInstanceOf(Outcome.Later.class, stage.apply(claim("1", "TX")))
                        .deadline());
        // the market is in memory now
        assertEquals(
                Duration.ofMillis(30),
                assertInstanceOf(Outcome.Later.class, stage.apply(claim("2", "TX")))
                        .deadline());
    }

    @Test
    void afterTheDeadlineWhatIsKnownIsKeptAndTheRestIsAnError() {
        records.put("market:TX", "{\"premium\":837}");
        Enrich stage = open(county(), market());
        enriched(stage, claim("1", "TX"));
        records.hold();
        Outcome.Later later = assertInstanceOf(Outcome.Later.class, stage.apply(claim("2", "TX")));
        Event event = enriched(claim("2", "TX"), later.late().get());
        assertEquals(837, event.integer(3));
        assertEquals(List.of("county"), event.degraded());
        assertEquals(1, context.count("enrich.county.late"));
        assertEquals(0, context.count("enrich.market.late"));
        assertEquals("enrich.late", context.reports().get(0).code());
    }

    @Test
    void aRecordThatComesTooLateIsKeptForTheNextEvent() {
        records.put("county:1", "{\"median_income\":1}").hold();
        Enrich stage = open(county("onError", "REJECT"));
        Outcome.Later later = assertInstanceOf(Outcome.Later.class, stage.apply(claim("1", "TX")));
        assertEquals("enrich.error", rejection(later.late().get()).code());
        records.release();
        assertInstanceOf(Outcome.Pass.class, stage.apply(claim("1", "TX")));
    }

    @Test
    void itSaysWhatItReadsAddsAndAnswers() {
        List<Lookup> lookups = List.of(county("deadlineMillis", 30), market("onMiss", "REJECT"));
        StageSpec spec = new Enrich(typeOf(lookups), NOWHERE, lookups, Map.of("name", "reference")).spec();
        assertEquals("reference", spec.name());
        assertEquals(List.of("countyCode", "state"), spec.reads());
        assertEquals(List.of("county.median_income", "market.premium"), spec.writes());
        assertEquals(List.of("enrich.missing"), spec.codes());
        assertEquals(Optional.of(Duration.ofMillis(50)), spec.deadline());
    }

    @Test
    void itTravelsToTheWorkers() throws IOException, ClassNotFoundException {
        List<Lookup> lookups = List.of(county("onMiss", "DEFAULT", "defaults", Map.of("median_income", 5)));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new Enrich(typeOf(lookups), NOWHERE, lookups));
        }
        Enrich stage;
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            stage = (Enrich) in.readObject();
        }
        stage.open(context);
        assertEquals(5, enriched(stage, claim("1", "TX")).integer(2));
    }

    private static String faultOf(EventType type, RecordStore store, List<Lookup> lookups) {
        return assertThrows(IllegalArgumentException.class, () -> new Enrich(type, store, lookups))
                .getMessage();
    }

    @Test
    void whatIsDeclaredFurtherDownIsAnErrorThatSaysSo() {
        List<Lookup> lookups = List.of(county());
        List<Lookup> withNull = new ArrayList<>(lookups);
        withNull.add(null);
        EventType type = typeOf(lookups);
        for (String fault : List.of(
                faultOf(null, NOWHERE, lookups),
                faultOf(type, null, lookups),
                faultOf(type, NOWHERE, null),
                faultOf(type, NOWHERE, withNull))) {
            assertTrue(fault.contains("declared further down"), fault);
        }
    }

    @Test
    void aLookupThatIsNotInTheEventTypeIsAnErrorThatSaysHowToMendIt() {
        String fault = faultOf(typeOf(List.of(county())), NOWHERE, List.of(county(), market()));
        assertTrue(fault.contains("'market'") && fault.contains("add the look-up to the event type's sources"), fault);
    }

    @Test
    void aKeyOfAnUnknownFieldIsAnErrorWithTheNearest() {
        List<Lookup> lookups = List.of(lookup("county", "county:{countycode}", "x"));
        String fault = faultOf(typeOf(lookups), NOWHERE, lookups);
        assertTrue(fault.contains("'county'") && fault.contains("did you mean 'countyCode'?"), fault);
    }

    @Test
    void twoLookupsOfOneNameAndNoLookupsAreErrors() {
        List<Lookup> twice = List.of(county(), county());
        assertTrue(faultOf(typeOf(List.of(county())), NOWHERE, twice).contains("two look-ups are called 'county'"));
        assertTrue(faultOf(typeOf(List.of()), NOWHERE, List.of()).contains("no look-ups"));
    }
}
