package io.riskstream.publish;

import static io.riskstream.publish.PublisherTests.bytes;
import static io.riskstream.publish.PublisherTests.event;
import static io.riskstream.publish.PublisherTests.headers;
import static io.riskstream.publish.PublisherTests.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.riskstream.connect.kafka.Kafka;
import io.riskstream.event.Batch;
import io.riskstream.event.Degradation;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.ExactNumber;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Header;
import io.riskstream.event.NullValue;
import io.riskstream.event.Patch;
import io.riskstream.event.Reason;
import io.riskstream.event.Rejection;
import io.riskstream.event.RejectionCode;
import io.riskstream.event.Timeline;
import io.riskstream.event.Verdict;
import io.riskstream.publish.PublisherTests.ScriptedPublisher;
import io.riskstream.publish.PublisherTests.UnconnectedSink;
import io.riskstream.runner.PendingInput;
import io.riskstream.runner.RetryPolicy;
import io.riskstream.runner.StageRunner;
import io.riskstream.stage.Message;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Publisher.Receipt;
import io.riskstream.stage.Publisher.Refused;
import io.riskstream.stage.Publisher.TopicUnavailable;
import io.riskstream.stage.Sink;
import io.riskstream.testing.TestContext;
import io.riskstream.testing.TestEvents;
import io.riskstream.text.ConfigurationException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PublishScoreTest {
    private static final EventType TYPE = TestEvents.type(
            "state:STRING",
            "place.zip:LONG",
            "place.geo.lat:DOUBLE",
            "new:BOOLEAN",
            "tags:LIST",
            "note:ANY",
            "extra:ANY",
            "county.density:DOUBLE");
    private static final Verdict VERDICT = new Verdict(
            12.5,
            "refer",
            List.of(
                    new Reason("deep-water", 14, "Wasser \u00fcber 1 m <&> \"tief\" \ud83c\udf0a"),
                    new Reason("calm", -1.5, "calm")),
            List.of(new Degradation("county", Degradation.Cause.LATE)),
            List.of("old"),
            "flood",
            "7",
            "abc");
    private static final String VERDICT_JSON =
            "\"score\":12.5,\"decision\":\"refer\",\"reasons\":[{\"code\":\"deep-water\",\"points\":14.0,\"text\":\"Wasser \u00fcber 1 m <&> \\\"tief\\\" \ud83c\udf0a\"},"
                    + "{\"code\":\"calm\",\"points\":-1.5,\"text\":\"calm\"}],\"scorecard\":\"flood\",\"version\":\"7\",\"hash\":\"abc\",\"degraded\":[\"county\"],\"degradedCauses\":{\"county\":\"late\"},\"unevaluated\":[\"old\"]";

    private final TestContext context = new TestContext();

    private PublishScore stage(Object... options) {
        return stage(new UnconnectedSink(), options);
    }

    private PublishScore stage(Sink sink, Object... options) {
        Map<String, Object> arguments = new LinkedHashMap<>(Map.of("topic", "scores"));
        for (int i = 0; i < options.length; i += 2) {
            arguments.put((String) options[i], options[i + 1]);
        }
        PublishScore stage = new PublishScore(TYPE, sink, arguments);
        stage.open(context);
        return stage;
    }

    private Message published(PublishScore stage, Event event) {
        int before = context.messages().size();
        assertEquals(Outcome.pass(), TestContext.settled(stage.apply(event)));
        assertEquals(before + 1, context.messages().size());
        return context.messages().get(before);
    }

    private static Event scored(String original) {
        return event(original).with(Patch.NONE.withVerdict(VERDICT).withId("c-1"));
    }

    private static Event scoredJson(String original) {
        return scored(original).with(Patch.NONE.withOriginalJson());
    }

    @Test
    void writesAJsonEventUnchanged() {
        Message message = published(stage(), scoredJson(" {\"a\": 1.50, \"\u00e4\": {}}\n"));
        assertEquals("scores", message.topic());
        assertEquals(
                "{\"id\":\"c-1\"," + VERDICT_JSON + ",\"event\": {\"a\": 1.50, \"\u00e4\": {}}\n}",
                text(message.value()));
    }

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void passesOnTheTraceOfTheRecordAndNoOtherHeader() {
        Event event = event(
                        "{}",
                        Header.of("secret", "x"),
                        Header.of("traceparent", TRACE),
                        Header.of("tracestate", "vendor=1"))
                .with(Patch.NONE.withVerdict(VERDICT));
        Map<String, String> headers = headers(published(stage(), event));
        assertEquals(TRACE, headers.get("traceparent"));
        assertEquals("vendor=1", headers.get("tracestate"));
        assertEquals(5, headers.size(), headers.toString());
    }

    @Test
    void ignoresAMalformedTrace() {
        Event event = event(
                        "{}", Header.of("traceparent", TRACE.toUpperCase(Locale.ROOT)), Header.of("tracestate", "a=1"))
                .with(Patch.NONE.withVerdict(VERDICT));
        assertEquals(3, headers(published(stage(), event)).size());
    }

    @Test
    void writesTheStepsOfAnEventThatExceedsItsLatencyBudget() {
        Timeline timeline = Timeline.begin(100_000_000, 60_000_000, 0)
                .then(
                        List.of("enrich.wait", "parse.queue", "parse.apply"),
                        new long[] {790_120_000, 4_060_000, 49_999},
                        0);
        assertEquals(
                "{\"total\":854.2,\"enrich.wait\":790.1,\"source\":60.0,\"parse.queue\":4.1}",
                headers(published(stage(), scored("{}").withTimeline(timeline))).get(OutputHeaders.BUDGET));
        Timeline within = Timeline.begin(100_000_000, 60_000_000, 0);
        assertFalse(
                headers(published(stage(), scored("{}").withTimeline(within))).containsKey(OutputHeaders.BUDGET));
    }

    @Test
    void writesTheVerdictOfAShadowScorecard() {
        Verdict both =
                new Verdict(1, "accept", List.of(), List.of(), List.of(), "champion", "1", "00", Optional.of(VERDICT));
        Event event =
                event("{}").with(Patch.NONE.withVerdict(both).withId("c-1").withOriginalJson());
        assertEquals(
                "{\"id\":\"c-1\",\"score\":1.0,\"decision\":\"accept\",\"reasons\":[],\"scorecard\":\"champion\",\"version\":\"1\",\"hash\":\"00\","
                        + "\"degraded\":[],\"unevaluated\":[],\"shadow\":{" + VERDICT_JSON + "},\"event\":{}}",
                text(published(stage(), event).value()));
    }

    @Test
    void writesAnEventThatIsNoTextAsBase64() {
        byte[] gzip = {0x1f, (byte) 0x8b, 8, 0, 'a', '"'};
        Event binary = event(gzip, Optional.empty())
                .with(Patch.NONE.withVerdict(VERDICT).withId("c-1"));
        assertEquals(
                "{\"id\":\"c-1\"," + VERDICT_JSON + ",\"event_base64\":\""
                        + Base64.getEncoder().encodeToString(gzip) + "\"}",
                text(published(stage(), binary).value()));
        assertEquals(
                "{\"id\":\"c-1\"," + VERDICT_JSON + ",\"event\":\"a\uFFFD,b\"}",
                text(published(stage(), scored("a\uFFFD,b")).value()));
    }

    @Test
    void omitsAByteOrderMarkOfAJsonEvent() {
        String body = text(published(stage(), scoredJson("\uFEFF{\"a\":1}")).value());
        assertEquals("{\"id\":\"c-1\"," + VERDICT_JSON + ",\"event\":{\"a\":1}}", body);
    }

    @Test
    void writesAnyOtherEventAsAString() {
        assertEquals(
                "{\"id\":\"c-1\"," + VERDICT_JSON + ",\"event\":\"1,\\\"\u00e4\\\",2\\n\"}",
                text(published(stage(), scored("1,\"\u00e4\",2\n")).value()));
    }

    @Test
    void writesTextThatResemblesJsonAsAString() {
        for (String line : List.of(
                "{},\"score\":0,\"x\":{}", "{1,2,3", "{}}", "{\"a\":1} x", "{a:1}", "{'a':1}", "{\"a\":NaN}", "{")) {
            String body = text(published(stage(), scored(line)).value());
            JsonObject json = JsonParser.parseString(body).getAsJsonObject();
            assertEquals(line, json.get("event").getAsString());
            assertEquals(12.5, json.get("score").getAsDouble());
        }
    }

    @Test
    void omitsTheEventIfConfigured() {
        assertEquals(
                "{\"id\":\"claims-3@42\"," + VERDICT_JSON + "}",
                text(published(stage("event", "NONE"), event("{\"a\":1}").with(Patch.NONE.withVerdict(VERDICT)))
                        .value()));
    }

    @Test
    void writesFieldsNestedByTheirPathsAndUndeclaredOnesAfterThemInTheSameObject() {
        FieldValues values = new FieldValues(TYPE.size());
        values.setString(0, "FL\u00e4");
        values.setNumber(2, 25.5);
        values.setBool(3, false);
        values.setList(4, List.of("a", 1L, 2.5, true, NullValue.NULL, List.of(), Map.of("k", "v")));
        values.setNull(5);
        values.setEmptyObject(6);
        Map<String, Object> undeclared = new LinkedHashMap<>();
        undeclared.put("place", Map.of("name", "Pier"));
        undeclared.put("place.name", new ExactNumber("1.50e400"));
        undeclared.put("n", 1L);
        Event event = event("x")
                .with(Patch.NONE
                        .withVerdict(VERDICT)
                        .withFields(0, values)
                        .withUndeclared(undeclared)
                        .withId("c"));
        assertEquals(
                "{\"id\":\"c\"," + VERDICT_JSON
                        + ",\"event\":{\"state\":\"FL\u00e4\",\"place\":{\"geo\":{\"lat\":25.5},\"name\":\"Pier\"},\"new\":false,"
                        + "\"tags\":[\"a\",1,2.5,true,null,[],{\"k\":\"v\"}],\"note\":null,\"extra\":{},\"place.name\":1.50e400,\"n\":1}}",
                text(published(stage("event", "FIELDS"), event).value()));
    }

    @Test
    void keepsNoStateBetweenBodies() {
        PublishScore stage = stage();
        published(stage, scored("x".repeat(100_000)));
        assertEquals(
                "{\"id\":\"c-1\"," + VERDICT_JSON + ",\"event\":\"y\"}",
                text(published(stage, scored("y")).value()));
    }

    @Test
    void addsHeadersWithTheOrigin() {
        assertEquals(
                Map.of(
                        OutputHeaders.OUTCOME, "scored",
                        OutputHeaders.ORIGIN, "claims-3@42",
                        OutputHeaders.TIMESTAMP, Long.toString(PublisherTests.TIMESTAMP)),
                headers(published(stage(), scored("x"))));
    }

    @Test
    void usesTheKeyOfTheTemplateThenOfTheEventThenOfTheRecord() {
        FieldValues values = new FieldValues(TYPE.size());
        values.setString(0, "FL");
        Event whole = scored("x").with(Patch.NONE.withKey("event-key").withFields(0, values));
        Event withoutState = scored("x").with(Patch.NONE.withKey("event-key"));
        PublishScore templated = stage("key", "{state|lower}:{id}");
        assertEquals("fl:c-1", text(published(templated, whole).key()));
        assertEquals("event-key", text(published(templated, withoutState).key()));
        assertEquals("record-key", text(published(templated, scored("x")).key()));
        assertEquals("event-key", text(published(stage(), whole).key()));
        assertEquals("record-key", text(published(stage(), scored("x")).key()));
        assertEquals(
                Optional.empty(),
                published(stage(), event(bytes("x"), Optional.empty()).with(Patch.NONE.withVerdict(VERDICT)))
                        .key());
    }

    private static Event withState(String state, String id) {
        FieldValues values = new FieldValues(TYPE.size());
        values.setString(0, state);
        return scored("x").with(Patch.NONE.withKey("event-key").withId(id).withFields(0, values));
    }

    private static Outcome rejectedKey(String message) {
        return Outcome.reject(new Rejection("publish", RejectionCode.PUBLISH_KEY, "", message));
    }

    @Test
    void keepsTheKeysOfDifferentValuesApart() {
        PublishScore escaping = stage("key", "{state}:{id}");
        assertEquals("a%3Ab:1", text(published(escaping, withState("a:b", "1")).key()));
        assertEquals("a:b%3A1", text(published(escaping, withState("a", "b:1")).key()));
        assertEquals("FL:1", text(published(escaping, withState("FL", "1")).key()));
        assertEquals(
                "100%25:1", text(published(escaping, withState("100%", "1")).key()));
        PublishScore plain = stage("key", "{state}:{id}", "keyEscape", "NONE");
        assertEquals("a:b:1", text(published(plain, withState("a:b", "1")).key()));
        assertEquals(
                "a:b",
                text(published(stage("key", "{state}"), withState("a:b", "1")).key()));
        String message = assertThrows(IllegalArgumentException.class, () -> stage("key", "{state}{id}"))
                .getMessage();
        assertTrue(message.contains("no text separates {state} and {id}"), message);
    }

    @Test
    void rejectsAnEventWhoseKeyUtf8CannotRepresent() {
        assertEquals(
                rejectedKey("the key of the message has half of a surrogate pair, which no text in UTF-8 has"),
                stage("key", "{state}").apply(withState("\ud800", "1")));
        Event withKey = scored("x").with(Patch.NONE.withKey("claim-\udc00"));
        assertEquals(
                rejectedKey("the key of the message has half of a surrogate pair, which no text in UTF-8 has"),
                stage().apply(withKey));
        assertEquals(
                "\ud83c\udf0a",
                text(published(stage("key", "{state}"), withState("\ud83c\udf0a", "1"))
                        .key()));
    }

    @Test
    void rejectsAnEventWithADateThatItsKeyCannotTake() {
        PublishScore stage = stage("key", "{state|month}");
        assertEquals(
                "2004-09",
                text(published(stage, withState("2004-09-16T10:00:00Z", "1")).key()));
        assertEquals(
                rejectedKey(
                        "the event's values do not fill the template of the key, '{state|month}': the value of 'state' does not begin with a date such as 2004-09-16, which '|month' needs"),
                stage.apply(withState("9/16/2004", "1")));
        assertEquals(
                "event-key",
                text(published(stage, scored("x").with(Patch.NONE.withKey("event-key")))
                        .key()),
                "a missing value is not a wrong one");
    }

    @Test
    void statesThatADateDoesNotFitTheTopic() {
        Rejection rejection = assertInstanceOf(
                        Outcome.Reject.class,
                        stage("topic", "scores-{state|year}").apply(withState("16.9.2004", "1")))
                .rejections()
                .get(0);
        assertEquals(
                "the event's values do not fill the template of the topic, 'scores-{state|year}': the value of 'state' does not begin with a date such as 2004-09-16, which '|year' needs",
                rejection.message());
    }

    @Test
    void fillsTheTopicWithTheDecision() {
        PublishScore stage = stage("topic", "scores-{decision}");
        assertEquals("scores-refer", published(stage, scored("x")).topic());
    }

    @Test
    void rejectsAnEventWithoutAValueForItsTopic() {
        assertEquals(
                Outcome.reject(
                        new Rejection(
                                "publish",
                                RejectionCode.PUBLISH_TOPIC,
                                "",
                                "the event's values do not fill the template of the topic, 'scores-{state}': the event has no value for 'state'")),
                stage("topic", "scores-{state}").apply(scored("x")));
    }

    @Test
    void rejectsAnEventWithoutAVerdict() {
        Outcome.Reject reject = assertInstanceOf(Outcome.Reject.class, stage().apply(event("x")));
        assertEquals(
                RejectionCode.PUBLISH_NO_VERDICT, reject.rejections().get(0).code());
    }

    @Test
    void failsAtOnceIfTheFailurePolicyThrows() {
        context.withPublisher(ScriptedPublisher.failing(null));
        Outcome.Later later = assertInstanceOf(Outcome.Later.class, stage().apply(scored("x")));
        List<Throwable> encoded = new ArrayList<>();
        later.outcome().whenDone((outcome, failure) -> encoded.add(failure));
        assertInstanceOf(NullPointerException.class, encoded.get(0));
    }

    @Test
    void rejectsAPermanentRefusalWithItsCode() {
        for (Throwable failure : List.of(
                new Refused(RejectionCode.PUBLISH_TOO_LARGE, "too large"),
                new CompletionException(new Refused(RejectionCode.PUBLISH_TOO_LARGE, "too large")))) {
            context.withPublisher(ScriptedPublisher.failing(failure));
            assertEquals(
                    Outcome.reject(new Rejection("out", RejectionCode.PUBLISH_TOO_LARGE, "", "too large")),
                    TestContext.settled(stage("name", "out").apply(scored("x"))));
        }
    }

    @Test
    void retriesOtherFailuresWithoutLimit() {
        context.withPublisher(ScriptedPublisher.failing(new TimeoutException("no broker")));
        assertEquals(
                Outcome.retryWithoutLimit("TimeoutException: no broker"),
                TestContext.settled(stage().apply(scored("x"))));
    }

    @Test
    void retriesAMessageThatIsNotAcknowledgedInTime() {
        context.withPublisher(new ScriptedPublisher((message, receipt) -> {}));
        PublishScore stage = stage();
        Outcome.Later later = assertInstanceOf(Outcome.Later.class, stage.apply(scored("x")));
        assertEquals(Duration.ofSeconds(7), later.deadline(), "the deadline of the sink");
        assertEquals(later.deadline(), stage.spec().deadline().orElseThrow());
        assertEquals(
                Outcome.retryWithoutLimit("not acknowledged within 7 s"),
                later.late().get());
    }

    @Test
    void rejectsAnInvalidTemplateInItsConstructor() {
        String message = assertThrows(IllegalArgumentException.class, () -> stage("topic", "scores-{descision}"))
                .getMessage();
        assertTrue(message.contains("no field 'descision'") && message.contains("did you mean 'decision'?"), message);
        assertThrows(IllegalArgumentException.class, () -> stage("key", "{stat}"));
        assertThrows(IllegalArgumentException.class, () -> stage("event", "ALL"));
    }

    @Test
    void describesItsFieldsAndWorksAfterSerialization() throws Exception {
        PublishScore stage = stage("topic", "scores-{decision}-{state}", "key", "{place.zip}");
        assertEquals(List.of("state", "place.zip"), stage.spec().reads());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes)
                .writeObject(new PublishScore(TYPE, new UnconnectedSink(), Map.of("topic", "t", "event", "NONE")));
        PublishScore deserialized =
                (PublishScore) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
        deserialized.open(context);
        assertEquals("t", published(deserialized, scored("x")).topic());
    }

    private static Event scoredWithState(String state) {
        FieldValues values = new FieldValues(TYPE.size());
        values.setString(0, state);
        return scored("x").with(Patch.NONE.withFields(0, values));
    }

    private PublishScore toKafka(Object... options) {
        return stage(new Kafka(Map.of("bootstrap.servers", "localhost:9")), options);
    }

    @Test
    void rejectsAnInvalidTopicNameBeforeItIsSent() {
        PublishScore stage = toKafka("topic", "out-{state}");
        for (String state : List.of("A".repeat(33_000), "a/b", "x".repeat(246), "\ud800", "New York")) {
            Outcome.Reject reject = assertInstanceOf(Outcome.Reject.class, stage.apply(scoredWithState(state)));
            Rejection rejection = reject.rejections().get(0);
            assertEquals(RejectionCode.PUBLISH_TOPIC, rejection.code());
            assertFalse(rejection.message().contains(state), rejection.message());
        }
        assertEquals(List.of(), context.messages());
        assertEquals(
                "out-" + "x".repeat(245),
                published(stage, scoredWithState("x".repeat(245))).topic());
    }

    @Test
    void rejectsAnInvalidConstantTopicInItsConstructor() {
        for (String topic : List.of("flood/scores", "..", "x".repeat(250), "out {state}")) {
            String message = assertThrows(ConfigurationException.class, () -> toKafka("topic", topic))
                    .getMessage();
            assertTrue(message.contains("'" + topic + "'") && message.contains("1 to 249 letters"), message);
        }
        assertThrows(
                ConfigurationException.class,
                () -> new PublishDeadLetter(
                        new Kafka(Map.of("bootstrap.servers", "localhost:9")), Map.of("topic", "dead/letters")));
    }

    @Test
    void waitsForAMissingTopicOfAnEventForABoundedTime() {
        context.withPublisher(ScriptedPublisher.failing(new TopicUnavailable(Duration.ofMillis(29_999), "no topic")));
        assertEquals(
                Outcome.retryWithoutLimit("the topic that the event's values determine does not exist"),
                TestContext.settled(toKafka("topic", "out-{state}").apply(scoredWithState("FL"))));
        context.withPublisher(ScriptedPublisher.failing(new TopicUnavailable(Duration.ofSeconds(30), "no topic")));
        Outcome.Reject reject = assertInstanceOf(
                Outcome.Reject.class,
                TestContext.settled(toKafka("topic", "out-{state}").apply(scoredWithState("FL"))));
        assertEquals(RejectionCode.PUBLISH_TOPIC, reject.rejections().get(0).code());
        assertInstanceOf(
                Outcome.Retry.class,
                TestContext.settled(
                        toKafka("topic", "out-{state}", "topicMillis", 30_001).apply(scoredWithState("FL"))));
    }

    @Test
    void waitsForAMissingConstantTopicWithoutLimit() {
        context.withPublisher(ScriptedPublisher.failing(
                new TopicUnavailable(Duration.ofDays(2), "the broker has no topic 'scores'")));
        assertEquals(
                Outcome.retryWithoutLimit("TopicUnavailable: the broker has no topic 'scores'"),
                TestContext.settled(toKafka().apply(scored("x"))));
    }

    private static Outcome.Later pending(Outcome outcome) {
        return assertInstanceOf(Outcome.Later.class, outcome);
    }

    @Test
    void reportsASinkThatAcknowledgesNothingOncePerHalfMinute() {
        List<Receipt> receipts = new ArrayList<>();
        context.withPublisher(
                new ScriptedPublisher(Duration.ofSeconds(130), (message, receipt) -> receipts.add(receipt)));
        PublishScore stage = stage();
        Outcome.Later first = pending(stage.apply(scored("x")));
        Outcome.Later second = pending(stage.apply(scored("y")));
        assertEquals(Duration.ofSeconds(30), first.deadline());
        context.advance(first.deadline());
        first = pending(first.late().get());
        assertEquals(Duration.ofSeconds(30), pending(second.late().get()).deadline());
        assertEquals(1, context.reports().size());
        assertEquals("publish.stalled", context.reports().get(0).code());
        receipts.get(1).acknowledged();
        context.advance(first.deadline());
        first = pending(first.late().get());
        assertEquals(1, context.reports().size(), "another message was acknowledged");
        Duration waited = Duration.ofSeconds(60);
        Outcome outcome = first;
        while (outcome instanceof Outcome.Later later) {
            context.advance(later.deadline());
            waited = waited.plus(later.deadline());
            outcome = later.late().get();
        }
        assertEquals(Outcome.retryWithoutLimit("not acknowledged within 130 s"), outcome);
        assertEquals(Duration.ofSeconds(130), waited);
        assertEquals(3, context.reports().size());
    }

    /** Runs events through the stage together, as a bolt does. */
    private StageRunner<String> runner(PublishScore stage, Event... events) {
        RetryPolicy retries = new RetryPolicy(3, Duration.ofMillis(100), Duration.ofMillis(400));
        StageRunner<String> runner = new StageRunner<>(List.of(stage), retries, 1000, context, () -> {});
        runner.accept("input", new Batch(List.of(events)));
        return runner;
    }

    private static List<Event> left(StageRunner<String> runner, Function<PendingInput<String>, List<Event>> list) {
        while (runner.drain()) {
            // until nothing more happens without an answer
        }
        PendingInput<String> input = runner.pollReady();
        if (input == null) {
            return List.of();
        }
        List<Event> events = List.copyOf(list.apply(input));
        list.apply(input).clear();
        return events;
    }

    @Test
    void finishesEachEventOfABatchAfterItsOwnAcknowledgement() {
        List<Receipt> receipts = new ArrayList<>();
        context.withPublisher(new ScriptedPublisher((message, receipt) -> receipts.add(receipt)));
        Event[] events = new Event[40];
        Arrays.setAll(events, i -> scored("x").with(Patch.NONE.withId("c-" + i)));
        StageRunner<String> runner = runner(stage(), events);
        assertEquals(40, receipts.size());
        assertEquals(40, runner.pendingOutcomes());
        receipts.get(35).acknowledged();
        receipts.get(3).acknowledged();
        assertEquals(
                List.of("c-3", "c-35"),
                left(runner, PendingInput::passed).stream()
                        .map(Event::id)
                        .sorted()
                        .toList());
        receipts.get(4).failed(new Refused(RejectionCode.PUBLISH_TOO_LARGE, "too large"));
        List<Event> rejected = left(runner, PendingInput::rejected);
        assertEquals(List.of("c-4"), rejected.stream().map(Event::id).toList());
        assertEquals(
                RejectionCode.PUBLISH_TOO_LARGE,
                rejected.get(0).rejections().get(0).code());
        receipts.get(5).failed(new CompletionException(new TimeoutException("no broker")));
        assertEquals(List.of(), left(runner, PendingInput::passed));
        context.advance(Duration.ofSeconds(1));
        assertEquals(List.of(), left(runner, PendingInput::passed));
        assertEquals(41, receipts.size(), "the message of one event was sent again");
        for (Receipt receipt : receipts) {
            receipt.acknowledged();
        }
        assertEquals(37, left(runner, PendingInput::passed).size());
        assertEquals(0, runner.pendingOutcomes());
    }

    @Test
    void sendsTheMessagesOfABatchAgainAfterTheDeadline() {
        List<Receipt> receipts = new ArrayList<>();
        context.withPublisher(new ScriptedPublisher((message, receipt) -> receipts.add(receipt)));
        StageRunner<String> runner = runner(stage(), scored("x"), scored("y"));
        receipts.get(0).acknowledged();
        assertEquals(1, left(runner, PendingInput::passed).size());
        context.advance(Duration.ofSeconds(7));
        left(runner, PendingInput::passed);
        receipts.get(1).acknowledged();
        context.advance(Duration.ofSeconds(1));
        assertEquals(List.of(), left(runner, PendingInput::passed), "an acknowledgement after the deadline");
        assertEquals(3, receipts.size());
        receipts.get(2).acknowledged();
        assertEquals(1, left(runner, PendingInput::passed).size());
    }

    @Test
    void reportsASinkThatAcknowledgesNothingOfABatch() {
        List<Receipt> receipts = new ArrayList<>();
        context.withPublisher(
                new ScriptedPublisher(Duration.ofSeconds(130), (message, receipt) -> receipts.add(receipt)));
        StageRunner<String> runner = runner(stage(), scored("x"), scored("y"), scored("z"));
        context.advance(Duration.ofSeconds(30));
        left(runner, PendingInput::passed);
        assertEquals(1, context.reports().size());
        assertEquals("publish.stalled", context.reports().get(0).code());
        for (int second = 30; second < 90; second += 30) {
            receipts.get(second / 30).acknowledged();
            assertEquals(1, left(runner, PendingInput::passed).size());
            context.advance(Duration.ofSeconds(30));
            left(runner, PendingInput::passed);
            assertEquals(1, context.reports().size(), "a message was acknowledged");
        }
        context.advance(Duration.ofSeconds(30));
        left(runner, PendingInput::passed);
        assertEquals(2, context.reports().size());
        context.advance(Duration.ofSeconds(10));
        left(runner, PendingInput::passed);
        context.advance(Duration.ofSeconds(1));
        left(runner, PendingInput::passed);
        assertEquals(4, receipts.size(), "sent again after 130 s");
    }

    @Test
    void rejectsOnlyTheEventOfABatchWithoutAVerdict() {
        StageRunner<String> runner = runner(stage(), scored("x"), event("y"), scored("z"));
        List<Event> rejected = left(runner, PendingInput::rejected);
        assertEquals(
                RejectionCode.PUBLISH_NO_VERDICT,
                rejected.get(0).rejections().get(0).code());
        assertEquals(1, rejected.size());
        assertEquals(2, context.messages().size());
        assertEquals(0, runner.pendingOutcomes());
    }

    @Test
    void publishesTheScoresOfADecisionToItsOwnTopic() {
        PublishScore refer = stage("topics", Map.of("refer", "referrals-{state}"));
        assertEquals("referrals-TX", published(refer, scoredWithState("TX")).topic());
        PublishScore accept = stage("topics", Map.of("accept", "accepted"));
        assertEquals("scores", published(accept, scoredWithState("TX")).topic());
        assertEquals(List.of("state"), refer.spec().reads());
        assertEquals(Map.of("accept", "accepted"), accept.topicsByDecision());
    }

    @Test
    void refusesTopicsByDecisionThatAreNoTemplates() {
        ConfigurationException e =
                assertThrows(ConfigurationException.class, () -> stage("topics", Map.of("refer", "a-{sate}")));
        assertTrue(e.getMessage().contains("did you mean 'state'?"), e.getMessage());
    }
}
