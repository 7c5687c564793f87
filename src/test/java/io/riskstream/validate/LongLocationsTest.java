package io.riskstream.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Rejection;
import io.riskstream.parse.ParseJson;
import io.riskstream.stage.Outcome;
import io.riskstream.testing.TestEvents;
import io.riskstream.text.SourceFile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A long key around many values: the json-schema library would repeat it for each value, which takes seconds for an event of 139 KB. */
class LongLocationsTest {
    private static final String LONG_KEY = "x".repeat(100_000);

    private static List<Rejection> rejections(String schema, String key, String value) {
        EventSchema events = new EventSchema(new SourceFile("event.schema.json", schema));
        EventType type = new EventType(List.of(events));
        String members = IntStream.range(0, 5_000)
                .mapToObj(i -> "\"k" + i + "\":" + value)
                .collect(Collectors.joining(","));
        String json = "{\"id\":1,\"" + key + "\":{" + members + "}}";
        Event event = TestEvents.event(Instant.EPOCH, json.getBytes(StandardCharsets.UTF_8));
        event = event.with(((Outcome.Pass) new ParseJson(type, Map.of()).apply(event)).patch());
        ValidateSchema stage = new ValidateSchema(type, events);
        List<Rejection> rejections =
                stage.apply(event) instanceof Outcome.Reject reject ? reject.rejections() : List.of();
        rejections.forEach(rejection -> assertTrue(stage.spec().codes().contains(rejection.code()), rejection.code()));
        return rejections;
    }

    private static List<String> codes(List<Rejection> rejections) {
        return rejections.stream().map(Rejection::code).distinct().toList();
    }

    @Test
    void acceptsAValidEventWithCompiledChecks() {
        String schema =
                "{\"properties\": {\"id\": true}, \"additionalProperties\": {\"additionalProperties\": {\"type\": \"integer\"}}}";

        assertEquals(List.of(), rejections(schema, LONG_KEY, "1"));
    }

    @Test
    void rejectsAnInvalidEventWithoutAListOfItsFailures() {
        String schema =
                "{\"properties\": {\"id\": true}, \"additionalProperties\": {\"additionalProperties\": {\"type\": \"integer\"}}}";

        assertEquals(List.of("schema.limit"), codes(rejections(schema, LONG_KEY, "\"a\"")));
        assertEquals(List.of("schema.type"), codes(rejections(schema, "x", "\"a\"")));
    }

    @Test
    void rejectsAnEventOfASchemaThatIsNotCompiled() {
        String schema = "{\"properties\": {\"id\": true}, \"patternProperties\": {\"^a\": true}}";

        assertEquals(List.of("schema.limit"), codes(rejections(schema, LONG_KEY, "1")));
        assertEquals(List.of(), rejections(schema, "x", "1"));
    }
}
