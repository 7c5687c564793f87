package io.riskstream.publish;

import static io.riskstream.publish.PublisherTests.bytes;
import static io.riskstream.publish.PublisherTests.event;
import static io.riskstream.publish.PublisherTests.headers;
import static io.riskstream.publish.PublisherTests.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import io.riskstream.event.Event;
import io.riskstream.event.Header;
import io.riskstream.event.Origin;
import io.riskstream.event.Rejection;
import io.riskstream.event.RejectionCode;
import io.riskstream.event.Timeline;
import io.riskstream.publish.PublisherTests.ScriptedPublisher;
import io.riskstream.publish.PublisherTests.UnconnectedSink;
import io.riskstream.stage.Message;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Publisher.Refused;
import io.riskstream.testing.TestContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PublishDeadLetterTest {
    private static final Rejection FIRST =
            new Rejection("validate", "schema.enum", "st\u00e4te", "must be one of FL, TX");
    private static final Rejection SECOND = new Rejection("validate", "schema.required", "zip", "is \"missing\"");

    private final TestContext context = new TestContext();

    private PublishDeadLetter stage(Object... options) {
        Map<String, Object> arguments = new LinkedHashMap<>(Map.of("topic", "dead"));
        for (int i = 0; i < options.length; i += 2) {
            arguments.put((String) options[i], options[i + 1]);
        }
        PublishDeadLetter stage = new PublishDeadLetter(new UnconnectedSink(), arguments);
        stage.open(context);
        return stage;
    }

    private static Outcome outcome(PublishDeadLetter stage, Event event) {
        return TestContext.settled(stage.apply(event));
    }

    private Message published(Event event) {
        int before = context.messages().size();
        assertEquals(Outcome.pass(), outcome(stage(), event));
        assertEquals(before + 1, context.messages().size());
        return context.messages().get(before);
    }

    /** Returns the message of the last attempt. */
    private Message takenBy(ScriptedPublisher sink, int attempts, Event event, Object... options) {
        context.withPublisher(sink);
        assertEquals(Outcome.pass(), outcome(stage(options), event));
        assertEquals(attempts, sink.messages.size());
        return sink.messages.get(attempts - 1);
    }

    @Test
    void keepsTheOriginalRecord() {
        byte[] original = {(byte) 0xFF, 0, '{', (byte) 0xC3};
        byte[] key = {(byte) 0xFE};
        Header own = new Header("trace", new byte[] {1, (byte) 0xFF});
        Message message = published(event(original, Optional.of(key), own).rejected(List.of(FIRST), 1));
        assertEquals("dead", message.topic());
        assertArrayEquals(original, message.value().orElseThrow());
        assertArrayEquals(key, message.key().orElseThrow());
        assertEquals(own, message.headers().get(0));
    }

    @Test
    void addsHeadersWithOriginAndReasons() {
        Message message = published(event("x").rejected(List.of(FIRST, SECOND), 2));
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put(OutputHeaders.OUTCOME, "rejected");
        expected.put(OutputHeaders.ORIGIN, "claims-3@42");
        expected.put(OutputHeaders.TIMESTAMP, Long.toString(PublisherTests.TIMESTAMP));
        expected.put(PublishDeadLetter.PIPELINE, "test");
        expected.put(PublishDeadLetter.TIME, "2024-02-29T12:00:00Z");
        expected.put(PublishDeadLetter.STAGE, "validate");
        expected.put(PublishDeadLetter.CODE, "schema.enum");
        expected.put(PublishDeadLetter.PATH, "st\u00e4te");
        expected.put(PublishDeadLetter.MESSAGE, "must be one of FL, TX");
        expected.put(PublishDeadLetter.ATTEMPTS, "2");
        expected.put(
                PublishDeadLetter.REJECTIONS,
                "[{\"stage\":\"validate\",\"code\":\"schema.enum\",\"path\":\"st\u00e4te\",\"message\":\"must be one of FL, TX\"},"
                        + "{\"stage\":\"validate\",\"code\":\"schema.required\",\"path\":\"zip\",\"message\":\"is \\\"missing\\\"\"}]");
        assertEquals(expected, headers(message));
    }

    @Test
    void marksADroppedEventWithItsReason() {
        Map<String, String> headers = headers(published(event("x").dropped("a test claim")));
        assertEquals("dropped", headers.get(OutputHeaders.OUTCOME));
        assertEquals("a test claim", headers.get(PublishDeadLetter.MESSAGE));
        assertFalse(headers.containsKey(PublishDeadLetter.CODE));
    }

    @Test
    void keepsARecordWithoutValueAndKey() {
        Header header = Header.withoutValue("trace");
        Origin origin = new Origin("claims", 3, 42, 0, Optional.empty(), List.of(header));
        Message message = published(Event.withoutValue(origin).rejected(List.of(FIRST), 1));
        assertEquals(Optional.empty(), message.value());
        assertEquals(header, message.headers().get(0));
        assertEquals(Optional.empty(), message.key());
        assertFalse(headers(message).containsKey(PublishDeadLetter.SIZE));
    }

    @Test
    void keepsAValueAndAKeyOfZeroBytes() {
        Header header = new Header("trace", new byte[0]);
        Message message =
                published(event(new byte[0], Optional.of(new byte[0]), header).rejected(List.of(FIRST), 1));
        assertEquals(0, message.value().orElseThrow().length);
        assertEquals(0, message.key().orElseThrow().length);
        assertEquals(header, message.headers().get(0));
        assertNotEquals(Header.withoutValue("trace"), message.headers().get(0));
    }

    @Test
    void replacesTheHeadersOfAReplayedDeadLetter() {
        Event replayed = event(
                        "x",
                        Header.of(OutputHeaders.ORIGIN, "claims-0@1"),
                        Header.of("riskstream.code", "old"),
                        Header.of("trace", "t"))
                .rejected(List.of(FIRST), 1);
        Map<String, String> headers = headers(published(replayed));
        assertEquals("claims-3@42", headers.get(OutputHeaders.ORIGIN));
        assertEquals("schema.enum", headers.get(PublishDeadLetter.CODE));
        assertEquals("t", headers.get("trace"));
    }

    @Test
    void cutsATooLargeDeadLetterAndAddsItsSize() {
        Event event = event("0123456789".repeat(1_000), Header.of("trace", "t")).rejected(List.of(FIRST), 1);
        Message message = takenBy(ScriptedPublisher.upTo(5_000), 2, event, "cutBytes", 15);
        assertEquals("012345678901234", text(message.value()));
        assertEquals("record-key", text(message.key()));
        assertEquals("t", headers(message).get("trace"));
        assertEquals("10000", headers(message).get(PublishDeadLetter.SIZE));
        assertEquals("schema.enum", headers(message).get(PublishDeadLetter.CODE));
    }

    @Test
    void omitsKeyAndHeadersIfTheCutBodyIsTooLarge() {
        Event event = event("0123456789", Header.of("huge", "h".repeat(9_000))).rejected(List.of(FIRST), 1);
        Message message = takenBy(ScriptedPublisher.upTo(5_000), 3, event);
        assertEquals("0123456789", text(message.value()));
        assertEquals(Optional.empty(), message.key());
        assertFalse(headers(message).containsKey("huge"));
        assertEquals("10", headers(message).get(PublishDeadLetter.SIZE));
        assertEquals("claims-3@42", headers(message).get(OutputHeaders.ORIGIN));
    }

    @Test
    void keepsTheHeadersOfAReplayInEveryCut() {
        Header count = Header.of(OutputHeaders.REPLAY_COUNT, "2");
        Header origin = Header.of(OutputHeaders.REPLAY_ORIGIN, "claims-3@7");
        Header earlier = Header.of(PublishDeadLetter.CODE, "from an earlier dead letter");
        Event event = event("0123456789".repeat(1_000), count, origin, earlier).rejected(List.of(FIRST), 1);
        for (Message message :
                List.of(published(event), takenBy(ScriptedPublisher.upTo(5_000), 4, event, "cutBytes", 9_000))) {
            assertEquals("2", headers(message).get(OutputHeaders.REPLAY_COUNT));
            assertEquals("claims-3@7", headers(message).get(OutputHeaders.REPLAY_ORIGIN));
            assertEquals("schema.enum", headers(message).get(PublishDeadLetter.CODE));
        }
    }

    @Test
    void keepsTheTraceInEveryCutAndAddsTheStepsOfASlowEvent() {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        Event event = event("0123456789", Header.of("traceparent", trace), Header.of("huge", "h".repeat(9_000)))
                .withTimeline(Timeline.begin(0, 3_000_000, 0))
                .rejected(List.of(FIRST), 1);
        for (Message message : List.of(published(event), takenBy(ScriptedPublisher.upTo(5_000), 3, event))) {
            assertEquals(trace, headers(message).get("traceparent"));
            assertEquals("{\"total\":3.0,\"source\":3.0}", headers(message).get(OutputHeaders.BUDGET));
        }
    }

    @Test
    void omitsAReplaysHeaderThatIsNotFromAReplay() {
        Header huge = Header.of(OutputHeaders.REPLAY_ORIGIN, "x".repeat(9_000));
        Message message =
                takenBy(ScriptedPublisher.upTo(5_000), 1, event("x", huge).rejected(List.of(FIRST), 1));
        assertFalse(headers(message).containsKey(OutputHeaders.REPLAY_ORIGIN));
    }

    @Test
    void omitsTheWholeBodyLast() {
        Event event = event("0123456789".repeat(1_000)).rejected(List.of(FIRST), 1);
        Message message = takenBy(ScriptedPublisher.upTo(5_000), 4, event, "cutBytes", 9_000);
        assertEquals(0, message.value().orElseThrow().length, "without a value, the dead letter would delete its key");
        assertEquals("10000", headers(message).get(PublishDeadLetter.SIZE));
    }

    @Test
    void limitsTheSizeOfTheReasons() {
        List<Rejection> many = IntStream.range(0, 10_000)
                .mapToObj(i -> new Rejection("validate", "schema.type", "field" + i, "\u00e4".repeat(50)))
                .toList();
        Message message = published(event("x").rejected(many, 1));
        JsonArray encoded = JsonParser.parseString(headers(message).get(PublishDeadLetter.REJECTIONS))
                .getAsJsonArray();
        assertTrue(encoded.size() > 80 && encoded.size() < 100, "16 KB of rejections expected, not " + encoded.size());
        assertEquals("field1", encoded.get(1).getAsJsonObject().get("path").getAsString());

        Rejection endless = new Rejection("parse", "parse.key", "k".repeat(3_000_000), "m".repeat(3_000_000));
        Message bounded = published(event("x").rejected(List.of(endless, endless), 1));
        assertTrue(PublisherTests.size(bounded) < 30_000, "it has " + PublisherTests.size(bounded) + " bytes");
        assertEquals(
                1,
                JsonParser.parseString(headers(bounded).get(PublishDeadLetter.REJECTIONS))
                        .getAsJsonArray()
                        .get(0)
                        .getAsJsonObject()
                        .get("path")
                        .getAsString()
                        .indexOf("k", 1));
    }

    @Test
    void retriesWithoutLimit() {
        Event event = event("x").rejected(List.of(FIRST), 1);
        Map<Throwable, String> failures = new LinkedHashMap<>();
        failures.put(new IllegalStateException("down"), "IllegalStateException: down");
        failures.put(new CompletionException(new IllegalStateException("down")), "IllegalStateException: down");
        failures.put(new Refused(RejectionCode.PUBLISH_TOPIC, "no"), "Refused: no");
        failures.forEach((failure, cause) -> {
            context.withPublisher(ScriptedPublisher.failing(failure));
            assertEquals(Outcome.retryWithoutLimit(cause), outcome(stage(), event));
        });
        // no cut is small enough: all four are tried, then the stage retries later
        ScriptedPublisher never = ScriptedPublisher.upTo(0);
        context.withPublisher(never);
        assertEquals(Outcome.retryWithoutLimit("Refused: too large"), outcome(stage(), event));
        assertEquals(4, never.messages.size());
        assertTrue(stage().spec().neverRejects());
    }

    @Test
    void recognizesAWrappedRefusal() {
        ScriptedPublisher wrapping = new ScriptedPublisher((message, receipt) -> {
            if (message.key().isPresent()) {
                receipt.failed(new CompletionException(new Refused(RejectionCode.PUBLISH_TOO_LARGE, "too large")));
            } else {
                receipt.acknowledged();
            }
        });
        takenBy(wrapping, 3, event("x").rejected(List.of(FIRST), 1));
    }

    @Test
    void retriesAMessageThatIsNotAcknowledgedInTime() {
        context.withPublisher(new ScriptedPublisher((message, receipt) -> {}));
        Outcome.Later later = assertInstanceOf(
                Outcome.Later.class,
                stage().apply(event(bytes("x"), Optional.empty()).rejected(List.of(FIRST), 1)));
        assertEquals(
                Outcome.retryWithoutLimit("not acknowledged within 7 s"),
                later.late().get());
    }
}
