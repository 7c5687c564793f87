package io.riskstream.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.riskstream.validate.compiled.UnsupportedKeywordException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every compiled keyword with its edge cases: the standard, the library and the compiled checker agree on valid and invalid values. Each value is tested
 * in a slot, in a list, among the undeclared members, and in an inner object.
 */
class KeywordsTest {
    private static final String SCHEMA = """
            {"properties": {"slot": %1$s, "list": {"type": "array", "items": %1$s}, "other": true,
              "items": {"type": "array", "items": {"type": "object", "properties": {"w": true, "v": %1$s}}},
              "object": {"type": "object", "properties": {"w": true, "v": %1$s}}},
             "additionalProperties": %1$s, "$defs": %2$s}""";
    private static final List<String> PLACES = List.of(
            "{\"slot\": %s}",
            "{\"list\": [%s]}",
            "{\"items\": [{}, {\"v\": %s, \"w\": 1, \"u\": {}}]}",
            "{\"undeclared\": %s, \"other\": {}}",
            "{\"object\": {\"v\": %s, \"w\": 1, \"u\": {}}}");

    private static final String DEFS = """
            {"zip": {"type": "string", "pattern": "^[0-9]{5}$"}, "a/b~c d%": {"minimum": 3}, "never": false,
             "tree": {"type": "object", "required": ["n"], "additionalProperties": false,
               "properties": {"n": {"type": "integer"}, "inner": {"type": "array", "items": {"$ref": "#/$defs/tree"}}}}}""";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // type
                "{'type': 'string'} | '', 'a', '🌊' | 1, true, null, [], {}, {'a': 1}",
                "{'type': 'integer'} | 0, -1, 1.0, -0.0, 1e2, 1e20, 9223372036854775807, -9223372036854775808, 1.5e300 | 1.5, 1e-5, '1', true, null, [1], {}",
                "{'type': 'number'} | 0, 1.5, 1e-300, 1e300 | '1', false, null, [], {}",
                "{'type': 'boolean'} | true, false | 0, 1, 'true', null, [], {}",
                "{'type': 'null'} | null | 0, false, '', [], {}",
                "{'type': 'array'} | [], [1, [2]] | {}, 'a', 1, null",
                "{'type': 'object'} | {}, {'a': {'b': {}}} | [], 'a', 1, null, true",
                "{'type': ['string', 'null', 'integer']} | 'a', null, 3, 3.0 | 3.5, true, [], {}",
                "{'type': ['number', 'integer']} | 3, 3.5 | 'a'",
                // enum, const
                "{'enum': ['a', 1, 2.50, 0.00001, true, null, [1, 2], {'a': 1, 'b': [0]}, {}]} | 'a', 1, 1.0, 2.5, 0.00001, 1e-5, true, null, [1.0, 2], {'b': [-0.0], 'a': 1}, {} | 'A', 2, 2.51, false, [], [2, 1], [1, 2, 3], {'a': 1}, {'a': 2, 'b': [0]}, {'a': 1, 'b': [0], 'c': 1}",
                "{'enum': []} | | 1, 'a', null, {}",
                "{'enum': [9007199254740993, 1e20, 0.1, 1e400]} | 9007199254740993, 100000000000000000000.0, 0.1 | 9007199254740992, 0.10000000000000002, 1e300",
                "{'const': 'a'} | 'a' | 'b', 1, null, ['a'], {}",
                "{'const': 1} | 1, 1.0 | 1.0000000000000002, '1', true, 0",
                "{'const': 0} | 0, 0.0, -0.0 | 1e-300, false, ''",
                "{'const': null} | null | 0, false, '', {}",
                "{'const': [{'a': [1]}]} | [{'a': [1.0]}] | [{'a': [1, 1]}], [{'a': 1}], [], {'a': [1]}",
                "{'const': {'a': {'b': 1}}} | {'a': {'b': 1}} | {'a': {'b': 2}}, {'a': {}}, {'a': {'b': 1, 'c': 1}}, {}, 1",
                "{'properties': {'a': true, 'b': {'properties': {'c': true}}}, 'enum': [{'a': 1, 'b': {'c': 2}}, {'b': {}}, {'d': 1}, 5]} | {'a': 1, 'b': {'c': 2.0}}, {'b': {}}, {'d': 1}, 5 | {'a': 1}, {'a': 1, 'b': {'c': 2, 'd': 1}}, {}, 6",
                // bounds
                "{'minimum': 1.5} | 1.5, 2, 1e300, 'a', null, [], {} | 1, 1.4999999999999998, -2",
                "{'maximum': 1.5} | 1.5, 1, -1e300, true | 2, 1.5000000000000002",
                "{'exclusiveMinimum': 0} | 1e-300, 1, 4.9e-324 | 0, 0.0, -0.0, -1",
                "{'exclusiveMaximum': 3} | 2, 2.9999999999999996, -5 | 3, 3.0, 4",
                "{'minimum': 0.1, 'maximum': 0.3} | 0.1, 0.3, 0.2 | 0.09999999999999999, 0.30000000000000004, 0, 1",
                "{'minimum': 9007199254740993} | 9007199254740993, 9007199254740994.0 | 9007199254740992, 9007199254740992.0",
                "{'exclusiveMinimum': 9007199254740995} | 9007199254740996, 9007199254740996.0 | 9007199254740995, 9007199254740994.0",
                "{'exclusiveMinimum': 9223372036854775807} | 1e19 | 9223372036854775807, 5",
                "{'maximum': -9223372036854775809} | -1e19 | -9223372036854775808, 5",
                "{'minimum': -1e400, 'maximum': 1e400} | 0, 1.7976931348623157e308, -5 |",
                "{'minimum': 1e400} | 'a' | 0, 1.7976931348623157e308, 9223372036854775807",
                "{'minimum': 5, 'maximum': 3} | 'a' | 3, 4, 5, 4.5",
                // multipleOf
                "{'multipleOf': 3} | 0, -3, 9, 3.0, 9223372036854775806, 'a' | 1, 3.5, -4, 9223372036854775807",
                "{'multipleOf': 0.01} | 0.07, 1.1, 19.99, 3, -0.29, 9007199254740993, 1e300, 123456789012.34 | 0.075, 1e-5, 1e-300",
                "{'multipleOf': 0.25} | 0.5, 1, 0.75, -2.25 | 0.3, 0.1",
                "{'multipleOf': 1e-300} | 3, 1e-299 | 1.5e-300",
                "{'multipleOf': 1e20} | 0, 1e20, 3e20 | 1, 100000000000, 1.5e20",
                "{'multipleOf': 1.5e300} | 0, 3e300 | 1e300, 1, 9223372036854775807",
                // lengths
                "{'minLength': 2} | 'ab', '🌊🌊', 'abc', 1, [], {} | '', 'a', '🌊'",
                "{'maxLength': 2} | '', 'ab', '🌊🌊', '🌊a', 12345 | 'abc', '🌊🌊🌊', '🌊ab'",
                "{'minLength': 1, 'maxLength': 1.0} | '🌊', 'ü' | '', 'ü̈'",
                // pattern
                "{'pattern': '^[0-9]{5}$'} | '12345', 5, null | '1234', '123456', 'x12345', '', '１２３４５'",
                "{'pattern': 'b+'} | 'abc', 'b', 'ab' | '', 'a', 'B'",
                // format
                "{'format': 'date'} | '2004-02-29', 5, null | '2005-02-29', '2005-1-1', '', '2005-08-28T00:00:00Z'",
                "{'format': 'date-time'} | '2005-08-28T06:10:00Z', '2005-08-28t06:10:00.123456+05:30', '2005-08-28t06:10:00z' | '2005-08-28', '2005-08-28T24:00:00Z', ''",
                "{'format': 'uuid'} | '2f1b3c4d-0000-4a5B-8c7d-9e0F1a2b3c4d' | '2f1b3c4d', ''",
                "{'format': 'email'} | 'a@b.c' | 'a', ''",
                "{'format': 'ipv4'} | '192.0.2.1' | '192.0.2', ''",
                // lists
                "{'minItems': 2, 'maxItems': 2} | [1, 2], 'a', {} | [], [1], [1, 2, 3]",
                "{'uniqueItems': true} | [], [1], [1, '1', true, null, [1], {'a': 1}], [[1], [1, 1]], [{'a': 1}, {'a': 2}], [0, false], 5 | [1, 1.0], [0, -0.0], [null, null], [[1], [1.0]], [{'a': 1, 'b': 2}, {'b': 2, 'a': 1}], [1, 2, 3, 4, 5, 6, 7, 8, 9, 1.0], ['a', 'a'], [{}, {}]",
                "{'uniqueItems': true} | [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], ['a', 1, null, true, [], {}, 'b', 2, false, [1], {'a': 1}] | [{'a': 1}, 2, 3, 4, 5, 6, 7, 8, 9, {'a': 1.0}], [9007199254740993, 9007199254740993, 3, 4, 5, 6, 7, 8, 9]",
                "{'uniqueItems': false} | [1, 1], 3 |",
                "{'items': {'type': 'integer'}} | [], [1, 2.0], 'a' | [1, 'a'], ['a'], [[1]]",
                "{'items': false} | [], 1 | [1], [1, 2]",
                "{'items': true} | [], [1] |",
                "{'prefixItems': [{'type': 'string'}, {'type': 'integer'}]} | [], ['a'], ['a', 1], ['a', 1, null] | [1], ['a', 'b'], [1, 'b', 3]",
                "{'prefixItems': [{'type': 'string'}, false], 'items': {'type': 'integer'}} | [], ['a'] | ['a', 1], ['a', 1, 'c'], [1]",
                "{'prefixItems': [{'type': 'string'}], 'items': false} | ['a'] | ['a', 1], [1, 2]",
                "{'contains': {'const': 5}} | [5], [1, 5.0, 5], 'a' | [], [1], ['5']",
                "{'contains': {'const': 5}, 'minContains': 2, 'maxContains': 3} | [5, 5], [5, 1, 5, 5] | [], [5], [5, 5, 5, 5], [1, 1]",
                "{'contains': {'const': 5}, 'minContains': 0, 'maxContains': 1} | [], [1], [5] | [5, 5]",
                "{'contains': false} | 'a' | [], [1]",
                "{'minContains': 2, 'maxContains': 0} | [], [1] |",
                // objects
                "{'required': ['a', 'b']} | {'a': null, 'b': {}}, 'x', [] | {}, {'a': 1}, {'b': 1}, {'c': {'a': 1, 'b': 1}}",
                "{'required': []} | {}, 1 |",
                "{'properties': {'a': {'type': 'string'}, 'b': {'type': 'object', 'properties': {'c': {'minimum': 1}}}}} | {}, {'a': 'x'}, {'b': {}}, {'b': {'c': 1}}, {'b': {'d': 1}}, {'z': {'a': 1}} | {'a': 1}, {'a': null}, {'b': 1}, {'b': {'c': 0}}, {'b': null}, {'b': []}, {'a': {}}, {'a': {'x': 1}}, {'b': {'c': 0, 'd': 1}}",
                "{'type': 'object', 'properties': {'a': {'type': 'object', 'required': ['b'], 'properties': {'b': true}}}} | {}, {'a': {'b': 1}} | {'a': {}}, {'a': {'c': 1}}, {'a': null}, {'a': 'x'}, 1",
                "{'properties': {'a': false}} | {}, {'b': 1}, 1 | {'a': 1}, {'a': null}, {'a': {}}, {'a': {'b': 1}}",
                "{'properties': {'a': true}, 'additionalProperties': false} | {}, {'a': {'b': {}}}, 'x' | {'b': 1}, {'a': 1, 'b': {}}, {'aa': {'c': 1}}",
                "{'additionalProperties': false} | {}, 1 | {'a': 1}",
                "{'properties': {'a': true}, 'additionalProperties': {'type': 'integer'}} | {'a': 'x'}, {'b': 1, 'c': 2} | {'b': 'x'}, {'b': {}}, {'b': {'c': 1}}",
                "{'allOf': [{'properties': {'a': true, 'c': {'properties': {'d': true}}}}, {'additionalProperties': {'type': 'integer'}}]} | {}, {'a': 1}, {'b': 2} | {'a': 'x'}, {'b': 'x'}, {'c': {'d': 1}}, {'c': {}}",
                "{'minProperties': 1, 'maxProperties': 2, 'properties': {'a': true, 'b': true}} | {'a': 1}, {'a': 1, 'c': {'d': 1, 'e': 1}}, 1 | {}, {'a': 1, 'b': 1, 'c': 1}",
                "{'dependentRequired': {'a': ['b', 'c'], 'b': []}} | {}, {'b': 1}, {'a': 1, 'b': 1, 'c': null}, 1 | {'a': 1}, {'a': {}, 'b': 1}",
                "{'dependentSchemas': {'a': {'required': ['b']}, 'c': false}} | {}, {'b': 1}, {'a': 1, 'b': 2}, 1 | {'a': 1}, {'c': 1}, {'a': 1, 'c': 1}",
                "{'propertyNames': {'maxLength': 2}, 'properties': {'ab': true, 'abc': true}} | {}, {'ab': 1}, 'abc' | {'abc': 1}, {'abcd': {}}",
                "{'propertyNames': false} | {} | {'a': 1}",
                // choices and conditions
                "{'allOf': [{'minimum': 1}, {'maximum': 3}, true]} | 1, 3, 'a' | 0, 4",
                "{'allOf': [true, false]} | | 1, {}, null",
                "{'anyOf': [{'type': 'string', 'maxLength': 2}, {'minimum': 5}]} | 'ab', 5, null, {} | 4",
                "{'anyOf': [{'type': 'string', 'maxLength': 2}, {'type': 'integer', 'minimum': 5}]} | 'ab', 5 | 'abc', 4, null, {}, 5.5",
                "{'anyOf': [{'type': 'string'}, false]} | 'a' | 1",
                "{'anyOf': [{'anyOf': [{'type': 'string'}, {'type': 'null'}]}, {'type': 'object', 'required': ['a']}]} | 'a', null, {'a': 1} | 1, {}, []",
                "{'oneOf': [{'minimum': 1}, {'maximum': 3}]} | 0, 4 | 1, 3, 'a', null",
                "{'oneOf': [{'type': 'object', 'required': ['a']}, {'type': 'object', 'required': ['b']}]} | {'a': 1}, {'b': 1} | {}, {'a': 1, 'b': 1}, 1",
                "{'not': {'type': 'string'}} | 1, null, {} | '', 'a'",
                "{'not': {'required': ['a']}} | {}, {'b': 1} | {'a': 1}, 1",
                "{'not': true} | | 1, {}, 'a'",
                "{'not': {'not': {'minimum': 3}}} | 3, 'a' | 2",
                "{'if': {'type': 'string'}, 'then': {'minLength': 2}, 'else': {'minimum': 5}} | 'ab', 5, null, {} | 'a', 4",
                "{'if': {'required': ['a']}, 'then': {'required': ['b']}} | {}, {'a': 1, 'b': 1}, {'b': 1} | {'a': 1}",
                "{'if': {'properties': {'a': {'const': 1}}, 'required': ['a']}, 'then': false, 'else': {'required': ['c']}} | {'c': 1}, {'a': 2, 'c': 1} | {'a': 1}, {}, {'a': 2}",
                "{'if': false, 'then': false} | 1, {} |",
                "{'then': false, 'else': false} | 1, {} |",
                // references
                "{'$ref': '#/$defs/zip'} | '12345' | '1234', 1, null",
                "{'$ref': '#/$defs/a~1b~0c%20d%25', 'maximum': 5} | 3, 5 | 2, 6",
                "{'$ref': '#/$defs/never'} | | 1, {}",
                "{'items': {'$ref': '#/$defs/tree'}} | [], [{'n': 1}], [{'n': 1, 'inner': [{'n': 2, 'inner': []}]}] | [{}], [{'n': 1, 'inner': [{'n': 'x'}]}], [{'n': 1, 'x': 1}], [{'n': 1, 'inner': [{'n': 2, 'inner': [{}]}]}]",
                // no constraint
                "{'title': 't', 'description': 'd', 'default': 3, 'examples': [1], 'deprecated': true, 'readOnly': true, 'writeOnly': true, '$comment': 'c', 'contentEncoding': 'base64', 'contentMediaType': 'text/plain', 'contentSchema': {'type': 'null'}, '$anchor': 'x', '$dynamicAnchor': 'y', 'x-own': {'type': 'null'}, '$defs': {'q': false}, 'definitions': {'q': false}} | 1, 'a', null, {}, [] |",
                "{} | 1, {}, null |",
                "true | 1, {}, null |",
                "false | | 1, {}, null",
                "{'type': 'string', 'minLength': 3, 'minimum': 4, 'minItems': 2, 'required': ['a']} | 'abc' | 'ab'"
            })
    void acceptsValidAndRejectsInvalidValues(String schema, String good, String bad)
            throws UnsupportedKeywordException {
        Checkers checkers = new Checkers(SCHEMA.formatted(json(schema), DEFS));
        for (String place : PLACES) {
            for (String value : values(good)) {
                assertEquals(List.of(), checkers.check(place.formatted(value)), place.formatted(value));
            }
            for (String value : values(bad)) {
                assertNotEquals(List.of(), checkers.check(place.formatted(value)), place.formatted(value));
            }
        }
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    /** Splits a list of values. Numbers keep their notation. */
    private static List<String> values(String list) {
        JsonArray values = JsonParser.parseString("[" + json(list == null ? "" : list) + "]")
                .getAsJsonArray();
        return values.asList().stream().map(JsonElement::toString).toList();
    }
}
