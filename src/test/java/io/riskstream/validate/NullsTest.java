package io.riskstream.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Origin;
import io.riskstream.event.ValueKind;
import io.riskstream.parse.ParseJson;
import io.riskstream.stage.Outcome;
import io.riskstream.text.SourceFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Members that are null, with both values of the option {@code nulls}. */
class NullsTest {
    private static List<String> failures(String schemaText, String json, Map<String, Object> options) {
        EventSchema schema = new EventSchema(new SourceFile("event.schema.json", schemaText));
        EventType type = new EventType(List.of(schema));
        Outcome outcome = new ValidateSchema(type, schema, options).apply(event(type, json));
        return outcome instanceof Outcome.Reject reject
                ? reject.rejections().stream()
                        .map(rejection -> rejection.code() + " " + rejection.path())
                        .toList()
                : List.of();
    }

    private static Event event(EventType type, String json) {
        Event event = Event.of(
                new Origin("claims", 0, 1, 0, Optional.empty(), List.of()), json.getBytes(StandardCharsets.UTF_8));
        return event.with(((Outcome.Pass) new ParseJson(type, Map.of()).apply(event)).patch());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // a field
                "'properties': {'a': {'type': 'string'}} | {'a': null} | | schema.type a",
                "'properties': {'a': {'type': 'string'}}, 'required': ['a'] | {'a': null} | schema.required a | schema.type a",
                "'properties': {'a': {'type': ['string', 'null']}}, 'required': ['a'] | {'a': null} | |",
                "'properties': {'a': {}}, 'required': ['a'] | {'a': null} | |",
                "'properties': {'a': {'enum': ['x', null]}}, 'required': ['a'] | {'a': null} | |",
                "'properties': {'a': {'type': ['string', 'null'], 'enum': ['x']}} | {'a': null} | | schema.enum a",
                "'properties': {'a': {'const': 'x'}} | {'a': null} | | schema.const a",
                "'properties': {'a': {'anyOf': [{'type': 'number'}, {'type': 'null'}]}}, 'required': ['a'] | {'a': null} | |",
                "'properties': {'a': {'$ref': '#/$defs/code'}}, '$defs': {'code': {'type': 'string'}} | {'a': null} | | schema.type a",
                "'properties': {'a': {'type': 'array'}}, 'required': ['a'] | {'a': null} | schema.required a | schema.type a",
                // an object
                "'properties': {'o': {'type': 'object', 'properties': {'a': {'type': 'string'}}}} | {'o': null} | | schema.type o",
                "'properties': {'o': {'type': 'object', 'properties': {'a': {'type': 'string'}}}}, 'required': ['o'] | {'o': null} | schema.required o | schema.type o",
                "'properties': {'o': {'type': 'object', 'properties': {'a': {'type': 'string'}}, 'required': ['a']}} | {'o': {'a': null}} | schema.required o.a | schema.type o.a",
                "'properties': {'o': {'type': 'object', 'properties': {'a': {'type': 'string'}}}}, 'required': ['o'] | {'o': {'a': null}} | | schema.type o.a",
                "'properties': {'o': {'type': ['object', 'null'], 'properties': {'a': {'type': 'string'}}}}, 'required': ['o'] | {'o': null} | |",
                // other members
                "'properties': {'id': {}, 'm': {'type': 'object', 'additionalProperties': {'type': 'number'}}} | {'m': {'x': null, 'y': 1}} | | schema.type m.x",
                "'properties': {'a': {}}, 'patternProperties': {'^n': {'type': 'number'}} | {'n1': null, 'x': null} | | schema.type n1",
                "'properties': {'a': {}}, 'additionalProperties': false | {'x': null} | | schema.additionalProperties x",
                "'properties': {'a': {}} | {'x': null} | |",
                "'properties': {'a': false, 'b': {}} | {'a': null} | | schema.properties a",
                // counts and conditions see the member as absent
                "'properties': {'a': {'type': 'string'}}, 'minProperties': 1 | {'a': null} | schema.minProperties  | schema.type a",
                "'properties': {'a': {'type': 'string'}, 'b': {'type': 'string'}}, 'dependentRequired': {'a': ['b']} | {'a': null} | | schema.type a,schema.dependentRequired b",
                "'properties': {'a': {'type': 'string'}}, 'anyOf': [{'required': ['a']}, {'required': ['c']}] | {'a': null} | schema.anyOf  | schema.type a",
                "'properties': {'a': {'type': 'string'}, 'b': {'type': 'string'}}, 'if': {'required': ['a']}, 'then': {'required': ['b']} | {'a': null} | | schema.type a,schema.required b",
                // items of lists
                "'properties': {'l': {'type': 'array', 'items': {'type': 'object', 'properties': {'a': {'type': 'string'}}, 'required': ['a']}}} | {'l': [{'a': 'x'}, {'a': null}]} | schema.required l.1.a | schema.type l.1.a",
                "'properties': {'l': {'type': 'array', 'items': {'type': 'object', 'properties': {'a': {'type': 'string'}}}}} | {'l': [{'a': null}]} | | schema.type l.0.a",
                "'properties': {'l': {'type': 'array', 'items': {'anyOf': [{'required': ['a']}, {'type': 'string'}], 'properties': {'a': {'type': 'string'}}}}} | {'l': [{'a': null}]} | schema.required l.0.a | schema.type l.0.a",
                "'properties': {'l': {'type': 'array', 'items': {'type': 'string'}}} | {'l': [null]} | schema.type l.0 | schema.type l.0",
                "'properties': {'l': {'type': 'array', 'prefixItems': [{'properties': {'a': {'type': 'string'}}}, {}]}} | {'l': [{'a': null}, {'a': null}]} | | schema.type l.0.a",
                // a schema that refers to itself
                "'properties': {'a': {'type': 'string'}, 'next': {'$ref': '#'}}, 'required': ['a'] | {'a': 'x', 'next': {'a': 'x', 'next': {'a': null, 'next': null}}} | schema.required next.next.a | schema.type next.next.a",
                // branches
                "'properties': {'k': {'type': 'string'}}, 'oneOf': [{'properties': {'k': {'const': 'a'}, 'n': {'type': 'number'}}}, {'properties': {'k': {'const': 'b'}, 'n': {'type': 'integer'}}}] | {'k': 'a', 'n': null} | | schema.oneOf ",
                "'properties': {'k': {'type': 'string'}}, 'then': {'properties': {'n': {'type': 'number'}}, 'required': ['n']}, 'if': {'properties': {'k': {'const': 'a'}}} | {'k': 'a', 'n': null} | schema.required n | schema.type n"
            })
    void countsANullThatTheSchemaDoesNotAllowAsAbsent(String keywords, String json, String absent, String reject) {
        String schema = ("{" + keywords + "}").replace('\'', '"');
        String document = json.replace('\'', '"');

        assertEquals(
                absent == null ? "" : absent,
                String.join(",", failures(schema, document, Map.of())).trim());
        assertEquals(
                reject == null ? "" : reject,
                String.join(",", failures(schema, document, Map.of("nulls", "REJECT")))
                        .trim());
    }

    @Test
    void keepsTheNullInTheEvent() {
        EventSchema schema = new EventSchema(new SourceFile(
                "event.schema.json",
                "{\"properties\": {\"a\": {\"type\": \"string\"}, \"b\": {\"type\": \"number\"}}}"));
        EventType type = new EventType(List.of(schema));
        Event event = event(type, "{\"a\": null}");

        assertEquals(Outcome.pass(), new ValidateSchema(type, schema).apply(event));
        assertEquals(ValueKind.NULL, event.values().kind(0));
    }

    @Test
    void namesTheNearestChoice() {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> failures("{\"properties\": {\"a\": {}}}", "{}", Map.of("nulls", "ABSEND")))
                .getMessage();

        assertTrue(message.contains("did you mean 'ABSENT'?"), message);
    }
}
