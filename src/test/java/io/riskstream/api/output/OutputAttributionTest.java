package io.riskstream.api.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.publish.OutputHeaders;
import io.riskstream.publish.PublishDeadLetter;
import io.riskstream.tools.topic.OutputRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class OutputAttributionTest {
    private static final String SCORE = "{\"id\":\"c-1\",\"score\":1,\"decision\":\"refer\",\"event\":{\"id\":\"x\"}}";

    private final OutputAttribution attribution = new OutputAttribution(
            List.of(ShippedPipelines.outputs("flood-claims"), ShippedPipelines.outputs("auto-claims")));
    private final List<String> received = new ArrayList<>();
    private final List<RejectedEvent> letters = new ArrayList<>();
    private final OutputListener listener = new OutputListener() {
        @Override
        public void scored(PublishedScore score, long latencyMillis) {
            received.add(score.pipeline() + " " + score.id() + " " + score.origin() + " " + latencyMillis);
        }

        @Override
        public void rejected(RejectedEvent event) {
            received.add(event.pipeline() + " " + event.code() + " " + event.origin());
            letters.add(event);
        }
    };

    private void pass(String topic, String value, Map<String, String> headers) {
        ConsumerRecord<byte[], byte[]> plain = new ConsumerRecord<>(topic, 0, 9, null, bytes(value));
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                topic,
                0,
                9,
                1_007,
                plain.timestampType(),
                0,
                0,
                bytes("key"),
                bytes(value),
                plain.headers(),
                Optional.empty());
        headers.forEach((name, header) -> record.headers().add(name, bytes(header)));
        attribution.pass(new OutputRecord(record), listener);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, String> origin(String outcome, String origin) {
        return Map.of(OutputHeaders.OUTCOME, outcome, OutputHeaders.ORIGIN, origin, OutputHeaders.TIMESTAMP, "1000");
    }

    @Test
    void aScoreBelongsToThePipelineThatReadsItsSource() {
        pass("flood-scores", SCORE, origin("scored", "flood-claims-0@3"));
        pass("flood-scores", SCORE, origin("scored", "another-topic-0@3"));
        pass("auto-scores", SCORE, origin("scored", "flood-claims-0@3"));
        assertEquals(List.of("flood-claims c-1 flood-claims-0@3 7"), received);
    }

    @Test
    void recordsOfOtherWritersAreLeftOut() {
        pass("flood-scores", SCORE, Map.of());
        pass("flood-scores", SCORE, origin("scored", "no position"));
        for (String body : List.of("", "x", "[]", "{\"id\":1,\"decision\":\"refer\"}", SCORE + SCORE, SCORE + "x")) {
            pass("flood-scores", body, origin("scored", "flood-claims-0@3"));
        }
        pass(
                "flood-scores",
                "{\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}",
                origin("scored", "flood-claims-0@3"));
        assertEquals(List.of(), received);
    }

    @Test
    void aDeadLetterHasTheReasonOfItsHeaders() {
        Map<String, String> headers = new HashMap<>(origin("rejected", "flood-claims-0@4"));
        headers.put(PublishDeadLetter.CODE, "schema.required");
        headers.put(PublishDeadLetter.STAGE, "validate");
        headers.put(PublishDeadLetter.MESSAGE, "is missing");
        headers.put(PublishDeadLetter.ATTEMPTS, "2");
        headers.put(PublishDeadLetter.TIME, "2026-03-01T10:00:00.000001Z");
        headers.put(PublishDeadLetter.REJECTIONS, "[{\"code\":\"schema.required\"}]");
        headers.put(PublishDeadLetter.SIZE, "99");
        headers.put(OutputHeaders.REPLAY_COUNT, "1");
        pass("flood-dead-letters", "{\"a\":1}", headers);
        assertEquals(List.of("flood-claims schema.required flood-claims-0@4"), received);
        RejectedEvent letter = letters.get(0);
        assertEquals(Instant.parse("2026-03-01T10:00:00.000001Z"), letter.rejectedAt());
        String json = letter.json().toString();
        for (String part : List.of(
                "\"ref\":\"flood-claims-0@4\"",
                "\"attempts\":2",
                "\"replays\":1",
                "\"cut\":true",
                "\"originalSize\":99",
                "\"position\":\"flood-dead-letters-0@9\"",
                "\"key\":\"key\"",
                "\"original\":\"{\\\"a\\\":1}\"")) {
            assertTrue(json.contains(part), () -> part + " in " + json);
        }
    }

    @Test
    void wrongHeadersOfADeadLetterDoNotStopTheFeed() {
        Map<String, String> headers = new HashMap<>(origin("rejected", "flood-claims-0@4"));
        headers.put(PublishDeadLetter.ATTEMPTS, "many");
        headers.put(PublishDeadLetter.TIME, "yesterday");
        headers.put(PublishDeadLetter.REJECTIONS, "{");
        pass("flood-dead-letters", "\u00ff", headers);
        assertEquals(Instant.ofEpochMilli(1_007), letters.get(0).rejectedAt());
        assertEquals("[]", letters.get(0).json().get("rejections").toString());
    }
}
