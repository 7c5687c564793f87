package io.riskstream.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.riskstream.event.Field;
import io.riskstream.event.FieldType;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.SourceFile;
import io.riskstream.validate.compiled.UnsupportedKeywordException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Schemas of the older versions of JSON Schema and of OpenAPI: valid and invalid values of the property {@code v}, with both checkers. */
class SchemaVersionsTest {
    private static final Map<String, String> VERSIONS = Map.of(
            "04", "http://json-schema.org/draft-04/schema#",
            "06", "http://json-schema.org/draft-06/schema#",
            "07", "http://json-schema.org/draft-07/schema",
            "2019", "https://json-schema.org/draft/2019-09/schema",
            "2020", "https://json-schema.org/draft/2020-12/schema");

    private static String text(String version, String schema, String others) {
        String declared = VERSIONS.containsKey(version) ? "'$schema': '" + VERSIONS.get(version) + "', " : "";
        return ("{" + declared + "'properties': {'v': " + schema + ", 'w': {}}" + others + "}").replace('\'', '"');
    }

    private static List<JsonElement> values(String list) {
        JsonArray values = JsonParser.parseString("[" + (list == null ? "" : list.replace('\'', '"')) + "]")
                .getAsJsonArray();
        return values.asList();
    }

    private static void check(String text, String valid, String invalid) throws UnsupportedKeywordException {
        Checkers checkers = new Checkers(text);
        for (JsonElement value : values(valid)) {
            assertEquals(List.of(), checkers.check("{\"v\": " + value + "}"), text);
        }
        for (JsonElement value : values(invalid)) {
            assertTrue(!checkers.check("{\"v\": " + value + "}").isEmpty(), () -> value + " is valid for " + text);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // limits that a flag excludes
                "04 | {'minimum': 3, 'exclusiveMinimum': true} | 3.1, 4, 'a' | 3, 2",
                "04 | {'maximum': 3, 'exclusiveMaximum': true} | 2.9 | 3, 4",
                "04 | {'minimum': 3, 'exclusiveMinimum': false} | 3 | 2",
                "none | {'type': 'integer', 'minimum': 0, 'exclusiveMinimum': true} | 1 | 0",
                "06 | {'exclusiveMinimum': 3} | 4 | 3",
                // first items, and the others
                "04 | {'items': [{'type': 'string'}, {'type': 'integer'}]} | [], ['a'], ['a', 1, null] | [1], ['a', 'b']",
                "07 | {'items': [{'type': 'string'}], 'additionalItems': {'type': 'integer'}} | ['a'], ['a', 1, 2] | ['a', 'b'], [1]",
                "2019 | {'items': [{'type': 'string'}], 'additionalItems': false} | ['a'], [] | ['a', 1]",
                "07 | {'additionalItems': false} | [1, 2], [] |",
                "07 | {'items': {'type': 'string'}, 'additionalItems': false} | ['a', 'b'] | [1]",
                "none | {'items': [{'type': 'string'}], 'additionalItems': false} | ['a'] | ['a', 1]",
                "07 | {'items': [{'$ref': '#/properties/w'}, {'$ref': '#/properties/v/items/0'}]} | [1, 2] |",
                // dependencies
                "04 | {'dependencies': {'a': ['b']}} | {}, {'b': 1}, {'a': 1, 'b': 2}, 'x' | {'a': 1}",
                "07 | {'dependencies': {'a': {'required': ['b']}, 'c': false, 'd': []}} | {}, {'a': 1, 'b': 2}, {'d': 1} | {'a': 1}, {'c': 1}",
                "2019 | {'dependencies': {'a': ['b']}, 'dependentRequired': {'c': ['d']}} | {'a': 1, 'b': 1} | {'a': 1}, {'c': 1}",
                "none | {'dependencies': {'a': ['b'], 'b': {'maxProperties': 2}}} | {'a': 1, 'b': 1} | {'a': 1}, {'a': 1, 'b': 1, 'c': 1}",
                // what stands beside a reference
                "07 | {'$ref': '#/properties/w', 'maxLength': 1} | 'ab' |",
                "2019 | {'$ref': '#/properties/w', 'maxLength': 1} | 'a' | 'ab'",
                "none | {'$ref': '#/properties/w', 'maxLength': 1} | 'a' | 'ab'",
                "07 | {'$ref': '#/properties/v/definitions/n', 'definitions': {'n': {'type': 'integer'}}} | 1 | 'a'",
                // identifiers
                "04 | {'id': '#here', 'type': 'string'} | 'a' | 1",
                "07 | {'$id': '#/properties/v', 'type': 'string'} | 'a' | 1",
                "06 | {'allOf': [{'$ref': '#item'}], 'definitions': {'x': {'$id': '#item', 'type': 'integer'}}} | 1 | 'a'",
                "2020 | {'allOf': [{'$ref': '#item'}], '$defs': {'x': {'$anchor': 'item', 'type': 'integer'}}} | 1 | 'a'",
                "2020 | {'$id': 'https://example.com/v/', '$ref': 'code', '$defs': {'x': {'$id': 'code', 'type': 'integer'}}} | 1 | 'a'",
                "2020 | {'$id': 'v.json', '$ref': '#/$defs/x', '$defs': {'x': {'type': 'integer'}}} | 1 | 'a'",
                "04 | {'id': 'http://example.com/v.json', 'allOf': [{'$ref': 'v.json#/definitions/x'}], 'definitions': {'x': {'type': 'integer'}}} | 1 | 'a'",
                // references to the schema around, to odd places, and to several places at once
                "2019 | {'type': 'object', 'additionalProperties': {'$recursiveRef': '#'}} | {}, {'v': {}}, {'x': {'v': {'x': {}}}} | 1, {'x': {'v': 1}}",
                "2020 | {'$dynamicRef': '#n', '$defs': {'x': {'$dynamicAnchor': 'n', 'type': 'integer'}}} | 1 | 'a'",
                "2020 | {'$ref': '#/properties/w/x-types/n'} | 1, 'a' |",
                "2020 | {'$ref': '#/$defs/a', '$dynamicRef': '#/$defs/b', 'allOf': [{'not': {'const': 5}}]} | 3 | 1, 11, 5",
                "2019 | {'$ref': '#/$defs/a', '$recursiveRef': '#/$defs/b'} | 3 | 1, 11",
                "07 | {'$ref': '#/definitions/a%25b~1c%20d'} | 1 | 'a'",
                // OpenAPI
                "none | {'type': 'number', 'nullable': true} | 1, null | 'a'",
                "none | {'type': 'string', 'enum': ['a'], 'nullable': true, 'example': 'a'} | 'a', null | 'b', 1",
                "none | {'$ref': '#/definitions/int', 'nullable': true} | 1, null | 'a'",
                "none | {'allOf': [{'$ref': '#/definitions/int'}], 'nullable': true, 'xml': {}, 'externalDocs': {}} | 1, null | 'a'",
                "none | {'type': 'number', 'nullable': false} | 1 | 'a'",
                "04 | {'type': 'integer', 'format': 'int32', 'nullable': true} | 1, null | 'a'",
                "none | {'type': 'object', 'discriminator': {'propertyName': 'k'}, 'oneOf': [{'required': ['a']}, {'required': ['b']}]} | {'a': 1} | {}",
                // conditions exist since draft-07
                "07 | {'if': {'type': 'string'}, 'then': {'minLength': 2}, 'else': {'type': 'null'}} | 'ab', null | 'a', 1"
            })
    void meansWhatItsVersionDefines(String version, String schema, String valid, String invalid) throws Exception {
        String defs = """
                , '$defs': {'a': {'minimum': 2}, 'b': {'maximum': 10}},
                'definitions': {'int': {'type': 'integer'}, 'a%b/c d': {'type': 'integer'}}""";
        if (version.equals("none")) {
            defs = defs.replace("'$defs'", "'x-unused'");
        }
        String text = text(version, schema, defs);
        check(text.replace("\"w\": {}", "\"w\": {\"x-types\": {\"n\": {\"description\": \"any\"}}}"), valid, invalid);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "2020 | {'dependencies': {'a': ['b']}} | dependencies is not a keyword of JSON Schema 2020-12; write 'dependentRequired' for names, or 'dependentSchemas' for schemas, or declare 2019-09 in '$schema'",
                "2020 | {'items': [{}], 'additionalItems': false} | items must be a schema; write 'prefixItems' for the schemas of the first items",
                "2020 | {'additionalItems': false} | additionalItems is not a keyword of JSON Schema 2020-12; write 'prefixItems' for the first items and 'items' for the others, or declare",
                "2020 | {'id': 'x'} | id is not a keyword of JSON Schema 2020-12; write '$id', or declare draft-04 in '$schema'",
                "2020 | {'nullable': true} | nullable is not a keyword of JSON Schema 2020-12; add \"null\" to 'type', such as",
                "2019 | {'nullable': true} | nullable is not a keyword of JSON Schema 2019-09; add \"null\"",
                "2020 | {'$recursiveRef': '#'} | $recursiveRef is not a keyword of JSON Schema 2020-12; write '$ref'",
                "07 | {'exclusiveMinimum': true, 'minimum': 3} | exclusiveMinimum must be a number: write the limit here, and remove 'minimum'",
                "04 | {'exclusiveMaximum': true} | exclusiveMaximum excludes the limit of 'maximum', which is missing",
                "04 | {'const': 1} | const is a keyword since draft-06, and draft-04 ignores it; declare a later version in '$schema'",
                "06 | {'if': {}} | if is a keyword since draft-07, and draft-06 ignores it",
                "07 | {'dependentRequired': {}} | dependentRequired is a keyword since 2019-09, and draft-07 ignores it",
                "07 | {'prefixItems': [true]} | prefixItems is a keyword since 2020-12",
                "07 | {'required': true} | required must be a list of names, in the object around this schema",
                "07 | {'divisibleBy': 2} | divisibleBy is not a keyword of JSON Schema; write 'multipleOf'",
                "07 | {'extends': {}} | extends is not a keyword of JSON Schema; write 'allOf'",
                "none | {'nullable': 1} | nullable must be true or false",
                "07 | {'dependencies': {'a': 'b'}} | dependencies/a must be a schema",
                "07 | {'dependencies': {'a': ['b', 'b']}} | dependencies/a has 'b' twice",
                "2020 | {'$ref': '#nowhere'} | $ref refers to '#nowhere', but no schema there has the anchor 'nowhere'",
                "2020 | {'$ref': '#/%zz'} | $ref is '#/%zz', which is not a URI reference",
                "2020 | {'$ref': 'a b'} | $ref is 'a b', which is not a URI reference",
                "2020 | {'$ref': 5} | $ref must be a text",
                "2020 | {'$dynamicRef': '#n', '$defs': {'a': {'$dynamicAnchor': 'n'}, 'b': {'$dynamicAnchor': 'n'}}} | $dynamicRef refers to '#n', an anchor that several schemas have",
                "2020 | {'multipleOf': 0} | multipleOf must be a number above 0",
                "2020 | {'minimum': '1'} | minimum must be a number",
                "2020 | {'uniqueItems': 1} | uniqueItems must be true or false",
                "2020 | {'enum': 1} | enum must be a list",
                "2020 | {'anyOf': []} | anyOf must be a list of at least one schema",
                "2020 | {'properties': []} | properties must be an object of schemas by name",
                "2020 | {'dependentRequired': {'a': [1]}} | dependentRequired/a must be a list of names",
                "2020 | {'pattern': 1} | pattern must be a text",
                "2020 | {'format': 1} | format must be a text",
                "2020 | {'type': []} | type must be a type, or a list of types",
                "2020 | {'type': ['string', 'any']} | type is 'any', which is not a type"
            })
    void namesTheModernWordOfAKeywordThatItsVersionDoesNotHave(String version, String schema, String message) {
        String text = text(version, schema, "");
        String actual = assertThrows(
                        IllegalArgumentException.class,
                        () -> new EventSchema(new SourceFile("event.schema.json", text)))
                .getMessage();

        assertTrue(actual.startsWith("event.schema.json: /properties/v/" + message), actual);
    }

    @Test
    void readsOldKeywordsWithoutADeclaredVersionOnlyIfNoRecentKeywordOccurs() {
        String old = "'properties': {'v': {'dependencies': {'a': ['b']}, 'nullable': true}}".replace('\'', '"');

        assertEquals(
                1,
                new EventSchema(new SourceFile("s.json", "{" + old + "}"))
                        .fields()
                        .size());
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> new EventSchema(new SourceFile("s.json", "{" + old + ", \"$defs\": {}}")))
                .getMessage();
        assertTrue(message.contains("/properties/v/dependencies is not a keyword of JSON Schema 2020-12"), message);
    }

    @Test
    void reportsAllMistakesOfAFileAtOnce() {
        String text = """
                {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "title": "one", "title": "two",
                 "properties": {"a": {"type": "strin", "minLenght": 1}, "b": {"$ref": "#/$defs/x"}, "c": {"nullable": true, "pattern": "("}}}""";

        IllegalArgumentException exception =
                assertThrows(IllegalArgumentException.class, () -> new EventSchema(new SourceFile("s.json", text)));

        assertEquals(
                List.of(
                        "/title",
                        "/properties/a/type",
                        "/properties/a/minLenght",
                        "/properties/c/nullable",
                        "/properties/c/pattern",
                        "/properties/b/$ref"),
                exception.getMessage().lines().map(line -> line.split(" ")[1]).toList());
    }

    @Test
    void placesEachMistakeAtItsValueInTheFile() {
        String text = """
                {
                  "type": "object",
                  "properties": {
                    "a": {"type": "strin", "minLenght": 1},
                    "b \\"quoted\\"": {
                      "$ref": "#/$defs/x"}
                  }
                }
                """;

        ConfigurationException exception =
                assertThrows(ConfigurationException.class, () -> new EventSchema(new SourceFile("s.json", text)));

        assertEquals(
                List.of("s.json:4:19", "s.json:4:41", "s.json:6:15"),
                exception.problems().stream()
                        .map(problem -> problem.position().orElseThrow().toString())
                        .toList());
    }

    @Test
    void placesTextThatIsNotJson() {
        ConfigurationException exception = assertThrows(
                ConfigurationException.class, () -> new EventSchema(new SourceFile("s.json", "{\n  \"a\": tru\n}")));

        assertEquals(2, exception.problems().get(0).position().orElseThrow().line());
        assertTrue(
                exception.getMessage().startsWith("s.json: not JSON: unexpected text at line 2"),
                exception.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // NJsonSchema
                "04 | {'type': 'string', 'format': 'guid'} | '2f1d3b8e-3f0a-4b53-9d52-8a3f9d3e1c11' | 'x'",
                "07 | {'type': ['null', 'string'], 'format': 'time-span'} | null, '1.02:03:04' | 1",
                "04 | {'type': 'integer', 'x-enumNames': ['A', 'B'], 'enumNames': ['A', 'B'], 'enum': [0, 1]} | 0 | 2",
                // quicktype
                "06 | {'type': 'string', 'format': 'integer', 'qt-uri-protocols': ['https']} | '12' | 12",
                // Kafka Connect's converter and jsonschema2pojo
                "07 | {'connect.index': 0, 'oneOf': [{'type': 'null'}, {'type': 'integer', 'connect.type': 'int32'}]} | null, 1 | 'a'",
                "07 | {'type': 'string', 'existingJavaType': 'a.B', 'javaType': 'a.B', 'propertyOrder': 1} | 'a' | 1",
                // OpenAPI 3.1
                "none | {'$ref': '#/components/schemas/v'}, 'x': {} | 1 | 'a'"
            })
    void readsTheAnnotationsOfTools(String version, String schema, String valid, String invalid)
            throws UnsupportedKeywordException {
        check(
                text(version, schema, ", 'components': {'schemas': {'v': {'type': 'integer', 'nullable': false}}}"),
                valid,
                invalid);
    }

    @Test
    void namesTheReferenceToWriteForAWholeDocumentOfOpenApi() {
        String text = "{\"openapi\": \"3.0.3\", \"info\": {}, \"paths\": {}, \"components\": {\"schemas\": {}}}";

        IllegalArgumentException exception = assertThrows(
                IllegalArgumentException.class, () -> new EventSchema(new SourceFile("dir/api.json", text)));

        assertEquals(
                "dir/api.json: /openapi makes this a document of OpenAPI, which contains schemas; write a file beside it with"
                        + " {\"$ref\": \"api.json#/components/schemas/NAME\"}",
                exception.getMessage());
    }

    @Test
    void aBranchThatAcceptsNothingDoesNotChangeTheTypeOfAField() {
        String text = "{\"properties\": {\"v\": {\"anyOf\": [{\"not\": {}}, {\"type\": \"string\"}]}}}";

        assertEquals(
                List.of(new Field("v", FieldType.STRING)), new EventSchema(new SourceFile("s.json", text)).fields());
    }
}
