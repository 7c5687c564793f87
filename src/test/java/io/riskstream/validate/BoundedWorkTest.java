package io.riskstream.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Origin;
import io.riskstream.parse.ParseJson;
import io.riskstream.stage.Outcome;
import io.riskstream.text.SourceFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that take exponential or quadratic time without a limit: minutes to years. Each schema is tested compiled, and with the library alone. */
class BoundedWorkTest {
    /** Makes a schema one that is not compiled. */
    private static final String UNCOMPILED = ", \"unevaluatedItems\": true";

    private static List<String> codes(String schemaText, boolean compiled, String json) {
        EventSchema schema = new EventSchema(
                new SourceFile("event.schema.json", "{" + schemaText + (compiled ? "" : UNCOMPILED) + "}"));
        EventType type = new EventType(List.of(schema));
        ValidateSchema stage = new ValidateSchema(type, schema);
        assertEquals(compiled, stage.uncompiled().isEmpty());
        Event raw = Event.of(
                new Origin("claims", 0, 1, 0, Optional.empty(), List.of()), json.getBytes(StandardCharsets.UTF_8));
        Event event = raw.with(((Outcome.Pass) new ParseJson(type, Map.of()).apply(raw)).patch());
        // far more than the seconds that a busy machine takes, far less than the time without a limit
        return assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            List<String> found = stage.apply(event) instanceof Outcome.Reject reject
                    ? reject.rejections().stream()
                            .map(rejection -> rejection.code())
                            .distinct()
                            .toList()
                    : List.of();
            assertTrue(stage.spec().codes().containsAll(found), () -> found.toString());
            return found;
        });
    }

    private static String nested(int depth, String innermost) {
        return "{\"v\": " + "[".repeat(depth) + innermost + "]".repeat(depth) + "}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'anyOf': [{'type': 'array', 'items': {'$ref': '#/$defs/t'}}, {'items': {'$ref': '#/$defs/t'}, 'maxItems': 5, 'type': 'array'}, {'type': 'string'}]",
                "'type': ['array', 'string'], 'oneOf': [{'items': {'$ref': '#/$defs/t'}, 'maxItems': 1}, {'items': {'$ref': '#/$defs/t'}, 'minItems': 5}]",
                "'type': ['array', 'string'], 'allOf': [{'items': {'$ref': '#/$defs/t'}}, {'items': {'$ref': '#/$defs/t'}}]",
                "'type': ['array', 'string'], 'not': {'not': {'items': {'$ref': '#/$defs/t'}}}, 'items': {'$ref': '#/$defs/t'}",
                "'type': ['array', 'string'], 'if': {'items': {'$ref': '#/$defs/t'}}, 'then': {'items': {'$ref': '#/$defs/t'}}, 'else': {'items': {'$ref': '#/$defs/t'}}",
                "'type': ['array', 'string'], 'contains': {'$ref': '#/$defs/t'}, 'items': {'$ref': '#/$defs/t'}"
            })
    void rejectsAnEventWhoseCheckTakesExponentialTime(String tree) {
        String schema =
                ("'properties': {'v': {'$ref': '#/$defs/t'}}, '$defs': {'t': {" + tree + "}}").replace('\'', '"');
        String event = nested(28, tree.startsWith("'anyOf'") ? "5" : "\"a\"");
        String last = nested(2, "\"a\"");

        assertEquals(List.of("schema.limit"), codes(schema, true, event));
        assertEquals(List.of("schema.limit"), codes(schema, false, event));
        assertEquals(codes(schema, true, last), codes(schema, false, last));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void comparesTextsWithEqualHashesInOrder(boolean compiled) {
        // each pair "Aa" or "BB" has the same hash
        String texts = IntStream.range(0, 1 << 14)
                .mapToObj(i -> "\""
                        + IntStream.range(0, 14)
                                .mapToObj(bit -> (i >> bit & 1) == 0 ? "Aa" : "BB")
                                .collect(Collectors.joining())
                        + "\"")
                .collect(Collectors.joining(","));
        String schema = "\"properties\": {\"v\": {\"type\": \"array\", \"uniqueItems\": true}}";

        assertEquals(List.of(), codes(schema, compiled, "{\"v\": [" + texts + "]}"));
        assertEquals(
                List.of("schema.uniqueItems"),
                codes(schema, compiled, "{\"v\": [" + texts + "," + texts.substring(0, 30) + "]}"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void checksALargeEventInLinearTimeCompletely(boolean compiled) {
        String numbers = IntStream.range(0, 300_000).mapToObj(i -> "1").collect(Collectors.joining(","));
        String schema =
                "'properties': {'v': {'type': 'array', 'items': {'anyOf': [{'type': 'string'}, {'type': 'integer', 'minimum': 0}, {'type': 'null'}]}}}"
                        .replace('\'', '"');

        assertEquals(List.of(), codes(schema, compiled, "{\"v\": [" + numbers + "]}"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findsAValueAmongThousandsForEachItem(boolean compiled) {
        String objects =
                IntStream.range(0, 3_000).mapToObj(i -> "{\"k\": " + i + "}").collect(Collectors.joining(","));
        String schema = "\"properties\": {\"v\": {\"type\": \"array\", \"items\": {\"enum\": [" + objects + "]}}}";

        assertEquals(List.of(), codes(schema, compiled, "{\"v\": [" + objects + "]}"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void dividesLongNumbers(boolean compiled) {
        String numbers = IntStream.range(0, 20_000).mapToObj(i -> "1e308").collect(Collectors.joining(","));
        String schema = "\"properties\": {\"v\": {\"type\": \"array\", \"items\": {\"multipleOf\": 7e-1000}}}";

        List<String> codes = codes(schema, compiled, "{\"v\": [" + numbers + "]}");

        assertEquals(List.of("schema.multipleOf"), codes);
    }

    @Test
    void searchesTheTextsOfAnEventForALimitedTimeInAll() {
        String schema =
                "\"properties\": {\"v\": {\"type\": \"array\", \"items\": {\"pattern\": \"^(a|aa)+(b?)\\\\2c$\"}}}";
        String texts = IntStream.range(0, 2_000)
                .mapToObj(i -> "\"" + "a".repeat(26) + "!\"")
                .collect(Collectors.joining(","));

        assertEquals(List.of("schema.pattern"), codes(schema, false, "{\"v\": [" + texts + "]}"));
    }

    @Test
    void searchesMemberNamesForALimitedTimeInAll() {
        String schema =
                "\"properties\": {\"v\": {}}, \"patternProperties\": {\"^(a|aa)+(b)?\\\\2$\": {\"type\": \"string\"}}";
        String members = IntStream.range(0, 2_000)
                .mapToObj(i -> "\"" + "a".repeat(26) + "!" + i + "\": null")
                .collect(Collectors.joining(","));

        assertEquals(List.of("schema.patternProperties"), codes(schema, false, "{" + members + "}"));
    }

    @Test
    void comparesNoLongNameWithTheKnownNames() {
        String known =
                IntStream.range(0, 500).mapToObj(i -> "\"field" + i + "\": {}").collect(Collectors.joining(","));
        String schema = "\"properties\": {" + known + "}, \"additionalProperties\": false";

        assertEquals(
                List.of("schema.additionalProperties"), codes(schema, true, "{\"" + "x".repeat(200_000) + "\": 1}"));
    }
}
