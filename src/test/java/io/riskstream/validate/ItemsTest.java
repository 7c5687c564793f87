package io.riskstream.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.parse.ParseJson;
import io.riskstream.stage.Outcome;
import io.riskstream.testing.TestEvents;
import io.riskstream.text.SourceFile;
import io.riskstream.validate.compiled.UnsupportedKeywordException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists of objects: their items have slots, and are validated by them. */
class ItemsTest {
    private static final String CLAIM = """
            {"type": "object", "required": ["lines"], "properties": {
              "id": {"type": "string"},
              "lines": {"type": "array", "minItems": 1, "items": {
                "type": "object", "required": ["amount"], "additionalProperties": false, "properties": {
                  "amount": {"type": "number", "minimum": 0},
                  "cover": {"type": "object", "required": ["code"], "properties": {"code": {"type": "string"}, "limit": {"type": "number"}}},
                  "payments": {"type": "array", "items": {"type": "object", "properties": {"paid": {"type": "number", "maximum": 100}}}}}}}}}""";

    private static List<String> rejections(String schema, String json) {
        EventSchema events = new EventSchema(new SourceFile("event.schema.json", schema));
        EventType type = new EventType(List.of(events));
        Event event = TestEvents.event(Instant.EPOCH, json.getBytes(StandardCharsets.UTF_8));
        event = event.with(((Outcome.Pass) new ParseJson(type, Map.of()).apply(event)).patch());
        return new ValidateSchema(type, events).apply(event) instanceof Outcome.Reject reject
                ? reject.rejections().stream()
                        .map(rejection -> rejection.code() + " " + rejection.path())
                        .toList()
                : List.of();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{'amount': 1}, {'amount': 2, 'cover': {'code': 'A', 'x': 1}, 'payments': [{'paid': 5, 'y': 1}, {}]}] | ``",
                "[{'amount': 1}, {'amount': -2}] | schema.minimum lines.1.amount",
                "[{'amount': 1}, {}] | schema.required lines.1.amount",
                "[{'amount': 1, 'amuont': 2}] | schema.additionalProperties lines.0.amuont",
                "[{'amount': 1}, 7] | schema.type lines.1",
                "[{'amount': 1}, null] | schema.type lines.1",
                "[[{'amount': 1}]] | schema.type lines.0",
                "[{'amount': 1, 'cover': {}}] | schema.required lines.0.cover.code",
                "[{'amount': 1, 'cover': {'x': 1}}] | schema.required lines.0.cover.code",
                "[{'amount': 1, 'cover': 3}] | schema.type lines.0.cover",
                "[{'amount': {'a': 1}}] | schema.type lines.0.amount",
                "[{'amount': 1}, {'amount': 1, 'payments': [{'paid': 1}, {'paid': 101}]}] | schema.maximum lines.1.payments.1.paid",
                "[{'amount': 1, 'payments': [{'paid': 1}, 4]}] | schema.type lines.0.payments.1",
                "[] | schema.minItems lines",
                "{'amount': 1} | schema.type lines"
            })
    void validatesEachItemAndNamesItsPath(String lines, String expected) {
        assertEquals(
                expected.isEmpty() ? List.of() : List.of(expected),
                rejections(CLAIM, "{\"lines\": " + lines.replace('\'', '"') + "}"));
    }

    @Test
    void checksItemsByTheirSlotsUnlessTheirUndeclaredMembersMatter() throws UnsupportedKeywordException {
        Checkers checkers = new Checkers(CLAIM);
        Event event = checkers.event(
                "{\"lines\": [{\"amount\": 1, \"payments\": [{\"paid\": 1, \"other\": 1}]}, {\"amount\": 2}]}");

        assertTrue(checkers.compiled().isFlat(event));
        assertTrue(checkers.compiled().acceptsFlat(event));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'uniqueItems': true} | [{'a': 1}, {'a': 2}], [{'a': 1}, {'a': 1, 'b': 1}] | [{'a': 1}, {'a': 1.0}], [{'b': {}}, {'b': {}}]",
                "{'contains': {'required': ['a']}} | [{'b': 1}, {'a': 1}] | [], [{'b': 1}]",
                "{'contains': {'properties': {'a': {'const': 1}}, 'required': ['a']}, 'maxContains': 1} | [{'a': 1}, {'a': 2}] | [{'a': 1}, {'a': 1}]",
                "{'enum': [[{'a': 1}], []]} | [{'a': 1}], [] | [{'a': 2}], [{'a': 1, 'b': 1}]",
                "{'not': {'items': {'required': ['b']}}} | [{'a': 1}] | [], [{'b': 1}]",
                "{'anyOf': [{'maxItems': 1}, {'items': {'required': ['a']}}]} | [{'b': 1}], [{'a': 1}, {'a': 2}] | [{'a': 1}, {'b': 1}]",
                "{'if': {'minItems': 2}, 'then': {'items': {'required': ['a']}}} | [{'b': 1}], [{'a': 1}, {'a': 1}] | [{'a': 1}, {'b': 1}]",
                "{'items': {'const': {'a': 1}}} | [{'a': 1}], [] | [{'a': 1, 'b': 2}], [{}]",
                "{'items': {'minProperties': 2}} | [{'a': 1, 'b': 2}] | [{'a': 1}]",
                "{'items': {'additionalProperties': {'type': 'string'}}} | [{'a': 'x', 'c': 'x'}] | [{'a': 1}], [{'c': 1}]"
            })
    void agreesWithTheLibraryOnEveryKeyword(String rule, String valid, String invalid)
            throws UnsupportedKeywordException {
        String schema =
                "{\"properties\": {\"list\": {\"type\": \"array\", \"items\": {\"type\": \"object\", \"properties\": {\"a\": true, \"b\": true}}, \"allOf\": ["
                        + rule.replace('\'', '"') + "]}}}";
        Checkers checkers = new Checkers(schema);
        for (String list : lists(valid)) {
            assertEquals(List.of(), checkers.check("{\"list\": " + list + "}"), list);
        }
        for (String list : lists(invalid)) {
            assertTrue(!checkers.check("{\"list\": " + list + "}").isEmpty(), list);
        }
    }

    /** Splits at the commas between lists. */
    private static String[] lists(String text) {
        return text.replace('\'', '"').split("(?<=]), (?=\\[)");
    }

    @Test
    void countsANullInAnItemAsAbsentWhereItsSchemaDoesNotAllowIt() {
        assertEquals(List.of("schema.required lines.0.amount"), rejections(CLAIM, "{\"lines\": [{\"amount\": null}]}"));
        assertEquals(
                List.of(),
                rejections(CLAIM, "{\"lines\": [{\"amount\": 1, \"cover\": null, \"payments\": [{\"paid\": null}]}]}"));
    }
}
