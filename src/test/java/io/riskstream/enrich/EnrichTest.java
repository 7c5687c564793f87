package io.riskstream.enrich;

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
import io.riskstream.event.Rejection;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.RecordChangeListener;
import io.riskstream.stage.RecordRequest;
import io.riskstream.stage.RecordStore;
import io.riskstream.stage.Records;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StageSpec;
import io.riskstream.stage.ValidityToken;
import io.riskstream.testing.MapRecords;
import io.riskstream.testing.StageReport;
import io.riskstream.testing.TestContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class EnrichTest {
    private static final RecordStore STORE = new UnconnectedStore();

    private record UnconnectedStore() implements RecordStore {
        @Override
        public Records connect(StageContext context) {
            throw new AssertionError("the test context provides the records");
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
        Enrich stage = new Enrich(typeOf(List.of(lookups)), STORE, List.of(lookups));
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
    void aRecordStatesWhenItWasRequestedAlsoFromTheCache() {
        records.put("county:48201", "{\"median_income\":61000}");
        Lookup county = county("fetched", true);
        assertEquals(
                List.of("county.median_income", "county.fetched"),
                county.fields().stream().map(Field::path).toList());
        Enrich stage = open(county, market());
        Instant requested = Instant.parse("2026-03-01T12:00:00Z");
        context.setTime(requested);
        enriched(stage, claim("48201", "TX"));
        context.setTime(requested.plusSeconds(60));
        Event later = enriched(stage, claim("48201", "TX"));
        assertEquals(1, context.count("enrich.county.hits"));
        assertEquals(61000, later.integer(2));
        assertEquals(requested.toEpochMilli(), later.integer(3));
        Event absent = enriched(stage, claim("1", "TX"));
        assertFalse(absent.isPresent(3), "there is no record");
        assertThrows(
                IllegalArgumentException.class,
                () -> lookup("county", "county:{countyCode}", "fetched", "fetched", true));
    }

    @Test
    void passesAnEventWithACachedRecordWithoutAskingTheStore() {
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
    void fetchesEachRecordOfABatchOnceInOneRequest() {
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
        assertEquals(3, context.count("enrich.county.misses") + context.count("enrich.market.misses"));
        assertEquals(1, context.count("enrich.county.joined"));
        assertEquals(2, context.count("enrich.market.joined"));
    }

    @Test
    void passesEventsWithCachedRecordsBeforeOthersOfTheirBatch() {
        records.put("county:1", "{\"median_income\":1}");
        Enrich stage = open(county());
        enriched(stage, claim("1", "TX"));
        records.hold();
        List<Outcome> outcomes = apply(stage, claim("2", "TX"), claim("1", "TX"));
        assertInstanceOf(Outcome.Later.class, outcomes.get(0));
        assertInstanceOf(Outcome.Pass.class, outcomes.get(1));
    }

    @Test
    void sharesOneCacheAmongAllTasksOfAWorker() {
        records.put("county:1", "{\"median_income\":1}");
        enriched(open(county()), claim("1", "TX"));
        try (TestContext other = context.anotherTask()) {
            assertInstanceOf(Outcome.Pass.class, open(other, county()).apply(claim("1", "TX")));
        }
        assertEquals(1, records.fetches().size());
    }

    @Test
    void fetchesARecordAgainAfterItsMaximumAge() {
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
    void countsTheAgeOfARecordFromTheRequest() {
        records.put("county:1", "{\"median_income\":1}").hold();
        Enrich stage = open(county("maxAgeMillis", 1_000));
        stage.apply(claim("1", "TX"));
        context.advance(Duration.ofMillis(1_000));
        records.release();
        assertInstanceOf(Outcome.Later.class, stage.apply(claim("1", "TX")));
    }

    @Test
    void cachesNothingWithMaximumAgeZero() {
        records.put("county:1", "{\"median_income\":1}");
        Enrich stage = open(county("maxAgeMillis", 0));
        enriched(stage, claim("1", "TX"));
        enriched(stage, claim("1", "TX"));
        assertEquals(2, records.fetches().size());
    }

    @Test
    void passesAndMarksAnEventWithoutARecord() {
        Event event = enriched(open(county()), claim("1", "TX"));
        assertFalse(event.isPresent(2));
        assertEquals(List.of("county"), event.degraded());
        assertEquals(1, context.count("enrich.county.absent"));
    }

    @Test
    void cachesTheAbsenceOfARecord() {
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
    void doesNotMarkAMissWithDefaultsAsDegraded() {
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
    void rejectsAMissIfDeclaredWithoutShowingTheKey() {
        Rejection rejection = rejection(open(county("onMiss", "REJECT")).apply(claim("4711", "TX")));
        assertEquals("enrich.missing", rejection.code());
        assertEquals("county", rejection.path());
        assertEquals("enrich", rejection.stage());
        assertTrue(rejection.message().contains("county:{countyCode}"), rejection.message());
        assertFalse(rejection.message().contains("4711"), rejection.message());
    }

    @Test
    void treatsAnEventWithoutAFieldOfTheKeyAsAMissWithoutAskingTheStore() {
        assertEquals(List.of("county"), enriched(open(county()), nothing()).degraded());
        assertEquals(
                "enrich.key",
                rejection(open(county("onMiss", "REJECT")).apply(nothing())).code());
        assertEquals(List.of(), records.fetches());
        assertEquals(2, context.count("enrich.county.unkeyed"));
        assertEquals(0, context.count("enrich.county.absent"));
        assertEquals(List.of(), context.reports(), "a missing field is not a fault");
    }

    @Test
    void passesMarksAndReportsAFailureOfTheStoreWithoutKeys() {
        records.fail("Redis does not answer");
        Event event = enriched(open(county()), claim("4711", "TX"));
        assertEquals(List.of("county"), event.degraded());
        assertEquals(1, context.count("enrich.county.errors"));
        assertEquals(
                List.of(new StageReport(
                        "enrich.error", "look-up 'county' (county:{countyCode}): Redis does not answer")),
                context.reports());
    }

    @Test
    void rejectsOrRetriesAFailureOfTheStoreIfDeclared() {
        records.fail("down");
        Rejection rejection = rejection(open(county("onError", "REJECT")).apply(claim("4711", "TX")));
        assertEquals("enrich.error", rejection.code());
        assertEquals("county", rejection.path());
        assertFalse(rejection.message().contains("4711"), rejection.message());

        Outcome retry = TestContext.settled(open(county("onError", "RETRY")).apply(claim("4711", "TX")));
        assertTrue(assertInstanceOf(Outcome.Retry.class, retry).bounded());
    }

    @Test
    void doesNotCacheAFailure() {
        records.fail("down");
        Enrich stage = open(county());
        enriched(stage, claim("1", "TX"));
        records.recover();
        records.put("county:1", "{\"median_income\":1}");
        assertEquals(1, enriched(stage, claim("1", "TX")).integer(2));
    }

    /** Does with each request what a test needs. */
    private record ScriptedRecords(Consumer<RecordRequest> script) implements Records {
        @Override
        public void fetch(List<? extends RecordRequest> requests) {
            requests.forEach(script);
        }

        @Override
        public void watch(Set<String> prefixes, RecordChangeListener changes) {}

        @Override
        public void close() {}
    }

    @Test
    void treatsAnExceptionOrAnErrorOfTheStoreAsAFailureWithoutShowingTheKeyAndAsksAgain() {
        for (String kind : List.of("exception", "assertion", "linkage", "stack", "memory")) {
            AtomicInteger requests = new AtomicInteger();
            try (TestContext failing = new TestContext()) {
                failing.connectingTo(new ScriptedRecords(request -> {
                    requests.incrementAndGet();
                    String message = "a bug at " + request.key();
                    switch (kind) {
                        case "exception" -> throw new IllegalStateException(message);
                        case "assertion" -> throw new AssertionError(message);
                        case "linkage" -> throw new NoClassDefFoundError(message);
                        case "stack" -> throw new StackOverflowError(message);
                        default -> throw new OutOfMemoryError(message);
                    }
                }));
                Enrich stage = open(failing, county());
                for (int i = 0; i < 2; i++) {
                    assertEquals(
                            because("county", Degradation.Cause.UNAVAILABLE),
                            enriched(stage, claim("4711", "TX")).degradations());
                }
                assertEquals(2, requests.get(), kind);
                assertEquals(2, failing.count("enrich.county.errors"), kind);
                assertFalse(failing.reports().toString().contains("4711"));
            }
        }
    }

    @Test
    void ignoresASecondResultOfARequest() {
        try (TestContext twice = new TestContext()) {
            twice.connectingTo(new ScriptedRecords(request -> {
                request.found("{\"median_income\": 5}".getBytes(StandardCharsets.UTF_8), ValidityToken.byAge());
                request.failed("again");
                throw new IllegalStateException("and again");
            }));
            Enrich stage = open(twice, county());
            Event event = enriched(stage, claim("1", "TX"));
            assertEquals(5, event.integer(2));
            assertEquals(0, twice.count("enrich.county.errors"));
            assertInstanceOf(Outcome.Pass.class, stage.apply(claim("1", "TX")));
        }
    }

    @Test
    void completesTheOtherEventsOfAFetchIfAMapperEndsWithAnError() {
        Lookup lookup = new Lookup(
                new RecordMapper() {
                    private static final long serialVersionUID = 1;

                    @Override
                    public Optional<String> key(Event event) {
                        return Optional.of("mapped:1");
                    }

                    @Override
                    public Optional<FieldValues> map(Event event, Optional<String> record) {
                        if (event.string(1).equals("bad")) {
                            throw new NoClassDefFoundError("a class of the user");
                        }
                        FieldValues values = new FieldValues(1);
                        values.setString(0, record.orElseThrow());
                        return Optional.of(values);
                    }
                },
                Map.of("name", "mapped", "prefix", "mapped:", "fields", Map.of("text", "string")));
        records.put("mapped:1", "x");
        List<Outcome> outcomes = apply(open(lookup), claim("1", "bad"), claim("1", "good"));
        assertEquals(
                because("mapped", Degradation.Cause.UNUSABLE),
                enriched(claim("1", "bad"), outcomes.get(0)).degradations());
        assertEquals("x", enriched(claim("1", "good"), outcomes.get(1)).string(2));
    }

    @Test
    void rejectsARecordThatDoesNotMatchItsDeclarationWithoutShowingAValue() {
        records.put("county:4711", "{\"median_income\":\"lots\"}").put("market:TX", "{\"premium\":837}");
        Enrich stage = open(county("onError", "REJECT"), market());
        Rejection rejection = rejection(stage.apply(claim("4711", "TX")));
        assertEquals("enrich.record", rejection.code());
        assertEquals("county", rejection.path());
        assertTrue(rejection.message().contains("county.median_income"), rejection.message());
        StageReport report = context.reports().get(0);
        assertEquals("enrich.record", report.code());
        for (String text : List.of(rejection.message(), report.message())) {
            assertFalse(text.contains("lots") || text.contains("4711"), text);
        }
        assertEquals(0, context.count("enrich.market.errors"));
    }

    private static List<Degradation> because(String lookup, Degradation.Cause cause) {
        return List.of(new Degradation(lookup, cause));
    }

    @Test
    void rejectsARecordWithoutAnyDeclaredMemberAndNamesTheNearest() {
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put(
                "{\"Median_Income\": 5}",
                "it has a member 'Median_Income', and the look-up declares 'median_income': the case differs");
        expected.put(
                "{\"medianincome\": 5, \"x\": 1}",
                "it has none of the declared members median_income; its nearest member is 'medianincome'");
        expected.put(
                "{\"x\": 5}", "it has none of the declared members median_income; no member of it has a similar name");
        expected.put("{}", "it has none of the declared members median_income; it is empty");
        expected.put("[]", "it is not a JSON object");
        expected.put("12.5", "it is not a JSON object");
        expected.put(
                "{\"median_income\": \"5\"}",
                "field 'county.median_income' is declared as long, and its value is a string");
        records.startTracking();
        Enrich stage = open(county("onError", "REJECT"));
        int errors = 0;
        for (Map.Entry<String, String> record : expected.entrySet()) {
            records.put("county:1", record.getKey());
            Rejection rejection = rejection(stage.apply(claim("1", "TX")));
            assertEquals("enrich.record", rejection.code());
            assertEquals(
                    "look-up 'county' (county:{countyCode}): the record does not match its declaration: "
                            + record.getValue(),
                    rejection.message());
            errors++;
            assertEquals(errors, context.count("enrich.county.unusable"));
        }
        assertEquals(0, context.count("enrich.county.errors"));
        assertEquals("enrich.record", context.reports().get(0).code());
    }

    @Test
    void rejectsARecordThatHasOneOfTwoMembersInAnotherCase() {
        Lookup two = new Lookup(Map.of(
                "name",
                "county",
                "key",
                "county:{countyCode}",
                "fields",
                Map.of("density", "double", "income", "long")));
        Enrich stage = open(two);
        EventType type = typeOf(List.of(two));
        records.put("county:1", "{\"Density\": 12.5, \"income\": 5}")
                .put("county:2", "{\"Density\": 12.5, \"density\": 1.5, \"income\": 5}")
                .put("county:3", "{\"income\": 5, \"other\": 1}")
                .put("county:4", "{\"density\": null}");
        Event wrong = enriched(stage, claim("1", "TX"));
        assertEquals(because("county", Degradation.Cause.UNUSABLE), wrong.degradations());
        assertFalse(wrong.isPresent(type.slot("county.income")));
        assertEquals(1.5, enriched(stage, claim("2", "TX")).number(type.slot("county.density")));
        Event part = enriched(stage, claim("3", "TX"));
        assertEquals(5, part.integer(type.slot("county.income")), "a member may be missing");
        assertEquals(List.of(), part.degradations());
        assertEquals(List.of(), enriched(stage, claim("4", "TX")).degradations(), "null is a value");
    }

    @Test
    void fetchesAnUnusableRecordOnceUntilItChangesOrExpires() {
        records.startTracking().put("county:1", "{}");
        Enrich stage = open(county());
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    because("county", Degradation.Cause.UNUSABLE),
                    enriched(stage, claim("1", "TX")).degradations());
        }
        assertEquals(1, records.fetches().size());
        assertEquals(3, context.count("enrich.county.unusable"));
        assertEquals(2, context.count("enrich.county.hits"));
        assertEquals(1, context.count("enrich.county.misses"));
        records.put("county:1", "{\"median_income\": 5}");
        assertEquals(5, enriched(stage, claim("1", "TX")).integer(2));
        records.put("county:1", "[]");
        assertFalse(enriched(stage, claim("1", "TX")).isPresent(2));
        records.stopTracking(context.ticker().getAsLong());
        records.put("county:1", "{\"median_income\": 6}");
        assertEquals(
                6, enriched(stage, claim("1", "TX")).integer(2), "nothing is known while changes are not reported");

        Enrich byAge = open(county("maxAgeMillis", 1_000));
        records.startTracking().put("county:2", "{}");
        enriched(byAge, claim("2", "TX"));
        int before = records.fetches().size();
        context.advance(Duration.ofMillis(999));
        enriched(byAge, claim("2", "TX"));
        assertEquals(before, records.fetches().size());
        context.advance(Duration.ofMillis(1));
        enriched(byAge, claim("2", "TX"));
        assertEquals(before + 1, records.fetches().size());
    }

    @Test
    void doesNotRememberAnUnusableRecordThatChangesWhileItIsRead() {
        records.startTracking().put("county:1", "{}").hold();
        Enrich stage = open(county());
        Outcome before = stage.apply(claim("1", "TX"));
        records.put("county:1", "{\"median_income\": 5}");
        records.release();
        assertFalse(enriched(claim("1", "TX"), before).isPresent(2));
        assertEquals(5, enriched(stage, claim("1", "TX")).integer(2));
    }

    @Test
    void usesDefaultsForAMissingRecordButNotForAnUnusableOne() {
        Enrich stage = open(county("onMiss", "DEFAULT", "defaults", Map.of("median_income", 7)));
        records.put("county:1", "{\"Median_Income\": 5}");
        Event event = enriched(stage, claim("1", "TX"));
        assertFalse(event.isPresent(2));
        assertEquals(because("county", Degradation.Cause.UNUSABLE), event.degradations());
        assertEquals(7, enriched(stage, claim("2", "TX")).integer(2));
    }

    @Test
    void statesWhyALookupIsDegraded() {
        records.startTracking().put("county:bad", "[]");
        Enrich stage = open(county("staleMillis", 5_000));
        assertEquals(
                because("county", Degradation.Cause.ABSENT),
                enriched(stage, claim("1", "TX")).degradations());
        assertEquals(
                because("county", Degradation.Cause.UNKEYED),
                enriched(stage, nothing()).degradations());
        assertEquals(
                because("county", Degradation.Cause.UNUSABLE),
                enriched(stage, claim("bad", "TX")).degradations());
        records.hold();
        Event late = claim("late", "TX");
        Outcome.Later later = assertInstanceOf(Outcome.Later.class, stage.apply(late));
        assertEquals(
                because("county", Degradation.Cause.LATE),
                enriched(late, later.late().get()).degradations());
        records.release();
        records.stopTracking(context.ticker().getAsLong());
        records.fail("Redis does not answer");
        assertEquals(
                because("county", Degradation.Cause.STALE),
                enriched(stage, claim("1", "TX")).degradations());
        assertEquals(
                because("county", Degradation.Cause.UNAVAILABLE),
                enriched(stage, claim("2", "TX")).degradations());
        for (String counter : List.of("absent", "unkeyed", "unusable", "late", "stale", "errors")) {
            assertEquals(1, context.count("enrich.county." + counter), counter);
        }
    }

    @Test
    void neverAsksForTheRecordOfOtherValues() {
        Lookup claims = lookup("claims", "{countyCode}:{state}", "premium");
        Enrich stage = open(claims);
        records.put("acme:b:1", "{\"premium\": 666}")
                .put("acme:1", "{\"premium\": 1}")
                .put("acme%3Ab:1", "{\"premium\": 2}");
        assertFalse(enriched(stage, claim("acme", "b:1")).isPresent(2));
        assertEquals(1, enriched(stage, claim("acme", "1")).integer(2));
        assertEquals(2, enriched(stage, claim("acme:b", "1")).integer(2));
        assertEquals(List.of(List.of("acme:b%3A1"), List.of("acme:1"), List.of("acme%3Ab:1")), records.fetches());
        assertFalse(enriched(stage, claim("acme", "b:1")).isPresent(2), "the cached entry is its own");
        assertEquals(3, records.fetches().size());
    }

    @Test
    void usesAReportedChangeOfARecordWithAnEscapedKey() {
        records.startTracking().put("acme%3Ab:1", "{\"premium\": 2}");
        Enrich stage = open(lookup("claims", "{countyCode}:{state}", "premium"));
        assertEquals(2, enriched(stage, claim("acme:b", "1")).integer(2));
        records.put("acme:b:1", "{\"premium\": 666}");
        assertInstanceOf(Outcome.Pass.class, stage.apply(claim("acme:b", "1")));
        records.put("acme%3Ab:1", "{\"premium\": 3}");
        assertEquals(3, enriched(stage, claim("acme:b", "1")).integer(2));
    }

    @Test
    void neverAsksForTheRecordOfAnotherTextInPlaceOfHalfASurrogatePair() {
        records.put("county:?", "{\"median_income\": 666}");
        Enrich stage = open(county());
        for (String half : List.of("\uD800", "\uDFFF")) {
            Event event = enriched(stage, claim(half, "TX"));
            assertFalse(event.isPresent(2));
            assertEquals(because("county", Degradation.Cause.UNKEYED), event.degradations());
        }
        assertEquals(List.of(), records.fetches());
        assertEquals(2, context.count("enrich.county.unkeyed"));
        assertEquals(0, context.count("enrich.county.absent"));
        assertEquals(
                new StageReport(
                        "enrich.key",
                        "look-up 'county' (county:{countyCode}): the value of 'countyCode' has half of a surrogate pair, which no text in UTF-8 has"),
                context.reports().get(0));
        assertEquals(
                "enrich.key",
                rejection(open(county("onMiss", "REJECT")).apply(claim("\uD800", "TX")))
                        .code());
    }

    @Test
    void reportsADateThatCannotBePartOfAKey() {
        records.put("cpi:2004-09", "{\"cpi\": 189}");
        Enrich stage = open(lookup("market", "cpi:{state|month}", "cpi"));
        assertEquals(189, enriched(stage, claim("1", "2004-09-16")).integer(2));
        for (String date : List.of("9/16/2004", "2004-9-16", "2004-XX-16")) {
            assertEquals(
                    because("market", Degradation.Cause.UNKEYED),
                    enriched(stage, claim("1", date)).degradations());
            assertEquals(
                    new StageReport(
                            "enrich.key",
                            "look-up 'market' (cpi:{state|month}): the value of 'state' does not begin with a date such as 2004-09-16, which '|month' needs"),
                    context.reports().get(context.reports().size() - 1));
        }
        assertEquals(3, context.reports().size());
        assertEquals(1, records.fetches().size());
    }

    @Test
    void keepsTheOtherRecordsOfAnEventWithAnInvalidRecord() {
        records.put("county:1", "[]").put("market:TX", "{\"premium\":837}");
        Event event = enriched(open(county(), market()), claim("1", "TX"));
        assertEquals(837, event.integer(3));
        assertEquals(List.of("county"), event.degraded());
    }

    @Test
    void prefersARejectionToARetry() {
        records.put("county:1", "[]").put("market:TX", "[]");
        Enrich stage = open(county("onError", "RETRY"), market("onError", "REJECT"));
        assertEquals("market", rejection(stage.apply(claim("1", "TX"))).path());
    }

    @Test
    void appliesTheDeadlineOfEachLookupIndependently() {
        records.put("county:1", "{\"median_income\":1}")
                .put("market:TX", "{\"premium\":837}")
                .hold();
        Enrich stage = open(county("deadlineMillis", 30), market("deadlineMillis", 200));
        Outcome.Later first = assertInstanceOf(Outcome.Later.class, stage.apply(claim("1", "TX")));
        assertEquals(Duration.ofMillis(30), first.deadline());
        Outcome.Later second =
                assertInstanceOf(Outcome.Later.class, first.late().get());
        assertEquals(Duration.ofMillis(170), second.deadline());
        records.release();
        Event event = enriched(claim("1", "TX"), second);
        assertEquals(837, event.integer(3));
        assertFalse(event.isPresent(2), "the county record missed its deadline");
        assertEquals(List.of("county"), event.degraded());
        assertEquals(1, context.count("enrich.county.late"));
        assertEquals(0, context.count("enrich.county.errors"));
    }

    @Test
    void fetchesARecordOnceForEventsOfAllTasks() {
        records.put("county:1", "{\"median_income\":1}").hold();
        Enrich stage = open(county());
        Outcome first = stage.apply(claim("1", "TX"));
        Outcome second = stage.apply(claim("1", "TX"));
        try (TestContext other = context.anotherTask()) {
            Outcome third = open(other, county()).apply(claim("1", "TX"));
            records.release();
            for (Outcome outcome : List.of(first, second, third)) {
                assertEquals(1, enriched(claim("1", "TX"), outcome).integer(2));
            }
            assertEquals(1, other.count("enrich.county.joined"));
        }
        assertEquals(List.of(List.of("county:1")), records.fetches());
        assertEquals(1, context.count("enrich.county.misses"));
        assertEquals(1, context.count("enrich.county.joined"));
    }

    @Test
    void usesAReportedChangeForTheNextEvent() {
        records.startTracking().put("county:1", "{\"median_income\":1}");
        Enrich stage = open(county());
        enriched(stage, claim("1", "TX"));
        context.advance(Duration.ofDays(1));
        assertInstanceOf(
                Outcome.Pass.class, stage.apply(claim("1", "TX")), "no maximum age while the store reports changes");
        records.put("county:1", "{\"median_income\":2}");
        assertEquals(2, enriched(stage, claim("1", "TX")).integer(2));
        records.remove("county:1");
        assertEquals(List.of("county"), enriched(stage, claim("1", "TX")).degraded());
        records.put("county:1", "{\"median_income\":3}");
        assertEquals(3, enriched(stage, claim("1", "TX")).integer(2));
        assertEquals(Set.of("county:"), records.prefixes());
        assertEquals(3, context.gauge("enrich.cache.invalidations"));
    }

    @Test
    void appliesADeclaredMaximumAgeAlsoWhileChangesAreReported() {
        records.startTracking().put("county:1", "{\"median_income\":1}");
        Enrich stage = open(county("maxAgeMillis", 1_000));
        enriched(stage, claim("1", "TX"));
        context.advance(Duration.ofMillis(1_000));
        assertInstanceOf(Outcome.Later.class, stage.apply(claim("1", "TX")));
    }

    @Test
    void doesNotCacheARecordThatChangesWhileItIsRead() {
        records.startTracking().put("county:1", "{\"median_income\":1}").hold();
        Enrich stage = open(county());
        Outcome before = stage.apply(claim("1", "TX"));
        records.put("county:1", "{\"median_income\":2}");
        Outcome after = stage.apply(claim("1", "TX"));
        assertEquals(2, records.fetches().size(), "a request after the change does not join the fetch from before");
        records.release();
        assertEquals(1, enriched(claim("1", "TX"), before).integer(2));
        assertEquals(2, enriched(claim("1", "TX"), after).integer(2));
        assertEquals(2, enriched(stage, claim("1", "TX")).integer(2));
    }

    @Test
    void usesAndCachesNothingWhileTheStoreCannotReportChanges() {
        records.startTracking().put("county:1", "{\"median_income\":1}");
        Enrich stage = open(county());
        enriched(stage, claim("1", "TX"));
        records.stopTracking(context.ticker().getAsLong());
        records.put("county:1", "{\"median_income\":2}");
        assertEquals(2, enriched(stage, claim("1", "TX")).integer(2));
        records.put("county:1", "{\"median_income\":3}");
        assertEquals(3, enriched(stage, claim("1", "TX")).integer(2));
        records.startTracking();
        enriched(stage, claim("1", "TX"));
        assertInstanceOf(Outcome.Pass.class, stage.apply(claim("1", "TX")));
    }

    @Test
    void doesNotCacheARecordIfTrackingWasLostWhileItWasRead() {
        records.startTracking().put("county:1", "{\"median_income\":1}").hold();
        Enrich stage = open(county());
        stage.apply(claim("1", "TX"));
        records.stopTracking(context.ticker().getAsLong());
        records.startTracking();
        records.release();
        assertInstanceOf(Outcome.Later.class, stage.apply(claim("1", "TX")));
    }

    @Test
    void usesAStaleRecordUpToItsLimitWhileTheStoreIsDownAndMarksTheEvent() {
        records.startTracking().put("county:1", "{\"median_income\":1}");
        Enrich stage = open(county("staleMillis", 5_000, "onError", "REJECT"));
        enriched(stage, claim("1", "TX"));
        context.advance(Duration.ofHours(1));
        records.stopTracking(context.ticker().getAsLong());
        records.fail("down");
        context.advance(Duration.ofMillis(5_000));
        Event event = enriched(stage, claim("1", "TX"));
        assertEquals(1, event.integer(2));
        assertEquals(List.of("county"), event.degraded());
        assertEquals(1, context.count("enrich.county.stale"));
        assertEquals(0, context.count("enrich.county.errors"));
        context.advance(Duration.ofMillis(1));
        assertEquals("enrich.error", rejection(stage.apply(claim("1", "TX"))).code());
    }

    @Test
    void usesAStaleNegativeEntryAndMarksTheEventOnce() {
        Enrich stage = open(county("staleMillis", 5_000, "maxAgeMillis", 1_000));
        enriched(stage, claim("1", "TX"));
        context.advance(Duration.ofMillis(1_000));
        records.fail("down");
        assertEquals(List.of("county"), enriched(stage, claim("1", "TX")).degraded());
        assertEquals(1, context.count("enrich.county.stale"));
    }

    @Test
    void usesAStaleRecordInPlaceOfOneThatMissesTheDeadline() {
        records.put("county:1", "{\"median_income\":1}");
        Enrich stage = open(county("maxAgeMillis", 1_000, "staleMillis", 500));
        enriched(stage, claim("1", "TX"));
        context.advance(Duration.ofMillis(1_200));
        records.hold();
        Outcome.Later later = assertInstanceOf(Outcome.Later.class, stage.apply(claim("1", "TX")));
        Event event = enriched(claim("1", "TX"), later.late().get());
        assertEquals(1, event.integer(2));
        assertEquals(List.of("county"), event.degraded());
        assertEquals(0, context.count("enrich.county.late"));
    }

    @Test
    void doesNotUseAStaleRecordThatIsKnownToHaveChanged() {
        records.startTracking().put("county:1", "{\"median_income\":1}");
        Enrich stage = open(county("staleMillis", 5_000));
        enriched(stage, claim("1", "TX"));
        records.put("county:1", "{\"median_income\":2}");
        records.fail("down");
        assertFalse(enriched(stage, claim("1", "TX")).isPresent(2));
    }

    @Test
    void readsTheMembersOfAHash() {
        records.putHash("county:1", Map.of("median_income", "61000", "other", "x"));
        Enrich stage = open(county("format", "HASH"));
        assertEquals(61_000, enriched(stage, claim("1", "TX")).integer(2));
        assertEquals(List.of("county"), enriched(stage, claim("2", "TX")).degraded());
        records.putHash("county:3", Map.of("median_income", "lots"));
        assertEquals(List.of("county"), enriched(stage, claim("3", "TX")).degraded());
        assertEquals("enrich.record", context.reports().get(0).code());
        assertFalse(context.reports().get(0).message().contains("lots"));
        records.putHash("county:4", Map.of("Median_Income", "61000"));
        assertEquals(
                because("county", Degradation.Cause.UNUSABLE),
                enriched(stage, claim("4", "TX")).degradations());
        assertTrue(context.reports().get(1).message().endsWith("the hash has none of the declared members"));
    }

    @Test
    void usesSeparateCachesForDifferentStores() {
        records.put("county:1", "{\"median_income\":1}");
        enriched(open(county()), claim("1", "TX"));
        RecordStore elsewhere = new RecordStore() {
            @Override
            public Records connect(StageContext ignored) {
                throw new AssertionError("the test context provides the records");
            }

            @Override
            public String toString() {
                return "elsewhere";
            }
        };
        Enrich other = new Enrich(typeOf(List.of(county())), elsewhere, List.of(county()));
        other.open(context);
        assertInstanceOf(Outcome.Later.class, other.apply(claim("1", "TX")));
    }

    /** Appends the event's state to the record. */
    private static final class StateMapper implements RecordMapper {
        private static final long serialVersionUID = 1;

        @Override
        public Optional<String> key(Event event) {
            return event.isPresent(0) ? Optional.of("mapped:" + event.string(0)) : Optional.empty();
        }

        @Override
        public Optional<FieldValues> map(Event event, Optional<String> record) {
            if (record.isEmpty()) {
                return Optional.empty();
            }
            if (record.get().equals("broken")) {
                throw new IllegalStateException("cannot read " + record.get());
            }
            FieldValues values = new FieldValues(1);
            values.setString(0, record.get() + event.string(1));
            return Optional.of(values);
        }
    }

    private static Lookup mapped(Object... more) {
        Map<String, Object> options =
                new HashMap<>(Map.of("name", "mapped", "prefix", "mapped:", "fields", Map.of("text", "string")));
        for (int i = 0; i < more.length; i += 2) {
            options.put((String) more[i], more[i + 1]);
        }
        return new Lookup(new StateMapper(), options);
    }

    @Test
    void callsTheMapperWithTheCachedRecordForEachEvent() {
        records.startTracking().put("mapped:1", "x");
        Enrich stage = open(mapped());
        assertEquals("xTX", enriched(stage, claim("1", "TX")).string(2));
        assertEquals("xCA", enriched(stage, claim("1", "CA")).string(2));
        assertEquals(1, records.fetches().size());
        assertEquals(Set.of("mapped:"), records.prefixes());
        records.put("mapped:1", "y");
        assertEquals("yTX", enriched(stage, claim("1", "TX")).string(2));
        assertEquals(List.of("mapped"), enriched(stage, claim("2", "TX")).degraded());
        assertEquals(List.of("mapped"), enriched(stage, nothing()).degraded());
    }

    @Test
    void treatsAFailingMapperAsAnInvalidRecordWithoutShowingAValue() {
        records.put("mapped:1", "broken");
        Enrich stage = open(mapped("onError", "REJECT"));
        Rejection rejection = rejection(stage.apply(claim("1", "TX")));
        assertEquals("enrich.record", rejection.code());
        assertFalse(rejection.message().contains("broken"), rejection.message());
    }

    @Test
    void keepsTheAvailableRecordsAtTheDeadlineAndFailsTheOthers() {
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
    void cachesARecordThatMissesTheDeadlineForTheNextEvent() {
        records.put("county:1", "{\"median_income\":1}").hold();
        Enrich stage = open(county("onError", "REJECT"));
        Outcome.Later later = assertInstanceOf(Outcome.Later.class, stage.apply(claim("1", "TX")));
        assertEquals("enrich.error", rejection(later.late().get()).code());
        records.release();
        assertInstanceOf(Outcome.Pass.class, stage.apply(claim("1", "TX")));
    }

    @Test
    void describesItsFieldsCodesAndDeadline() {
        List<Lookup> lookups = List.of(county("deadlineMillis", 30), market("onMiss", "REJECT"));
        StageSpec spec = new Enrich(typeOf(lookups), STORE, lookups, Map.of("name", "reference")).spec();
        assertEquals("reference", spec.name());
        assertEquals(List.of("countyCode", "state"), spec.reads());
        assertEquals(List.of("county.median_income", "market.premium"), spec.writes());
        assertEquals(List.of("enrich.missing", "enrich.key"), spec.codes());
        assertEquals(Optional.of(Duration.ofMillis(50)), spec.deadline());
    }

    @Test
    void canBeSerialized() throws IOException, ClassNotFoundException {
        List<Lookup> lookups = List.of(county("onMiss", "DEFAULT", "defaults", Map.of("median_income", 5)));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new Enrich(typeOf(lookups), STORE, lookups));
        }
        Enrich stage;
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            stage = (Enrich) in.readObject();
        }
        stage.open(context);
        assertEquals(5, enriched(stage, claim("1", "TX")).integer(2));
    }

    private static String messageFor(EventType type, RecordStore store, List<Lookup> lookups) {
        return assertThrows(IllegalArgumentException.class, () -> new Enrich(type, store, lookups))
                .getMessage();
    }

    @Test
    void rejectsMissingArgumentsAndShowsTheirOrder() {
        List<Lookup> lookups = List.of(county());
        List<Lookup> withNull = new ArrayList<>(lookups);
        withNull.add(null);
        EventType type = typeOf(lookups);
        for (String message : List.of(
                messageFor(null, STORE, lookups),
                messageFor(type, null, lookups),
                messageFor(type, STORE, null),
                messageFor(type, STORE, withNull))) {
            assertTrue(message.contains("declare it before this stage"), message);
        }
    }

    @Test
    void rejectsALookupThatIsNotInTheEventTypeAndShowsTheFix() {
        String message = messageFor(typeOf(List.of(county())), STORE, List.of(county(), market()));
        assertTrue(
                message.contains("'market'") && message.contains("add the look-up to the event type's sources"),
                message);
    }

    @Test
    void rejectsAKeyWithAnUnknownFieldAndShowsTheNearest() {
        List<Lookup> lookups = List.of(lookup("county", "county:{countycode}", "x"));
        String message = messageFor(typeOf(lookups), STORE, lookups);
        assertTrue(message.contains("'county'") && message.contains("did you mean 'countyCode'?"), message);
    }

    @Test
    void usesAllLookupsOfTheEventTypeWithoutAList() {
        records.put("county:48201", "{\"median_income\":61000}").put("market:TX", "{\"premium\":837}");
        EventType type = typeOf(List.of(county(), market()));
        Enrich stage = new Enrich(type, STORE, Map.of("name", "reference"));
        assertEquals(
                List.of("county.median_income", "market.premium"), stage.spec().writes());
        assertEquals("reference", stage.spec().name());
        stage.open(context);
        Event event = enriched(stage, claim("48201", "TX"));
        assertEquals(61000, event.integer(2));
        assertEquals(837, event.integer(3));
        assertEquals(
                List.of("county.median_income", "market.premium"),
                new Enrich(type, STORE).spec().writes());
    }

    @Test
    void rejectsAnEventTypeWithoutLookupsAndAMissingEventTypeWithoutAList() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new Enrich(typeOf(List.of()), STORE))
                .getMessage()
                .contains("add some to the event type's sources"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new Enrich(null, STORE))
                .getMessage()
                .contains("event type is missing"));
    }

    @Test
    void rejectsDuplicateNamesAndAnEmptyList() {
        List<Lookup> twice = List.of(county(), county());
        assertTrue(messageFor(typeOf(List.of(county())), STORE, twice).contains("two look-ups have the name 'county'"));
        assertTrue(messageFor(typeOf(List.of()), STORE, List.of()).contains("has no look-ups"));
    }
}
