package io.riskstream.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Field;
import io.riskstream.event.FieldType;
import io.riskstream.text.SourceFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventSchemaTest {
    private static EventSchema schema(String text) {
        return new EventSchema(new SourceFile("event.schema.json", text));
    }

    private static EventSchema properties(String members) {
        return schema("{\"type\": \"object\", \"properties\": {" + members + "}}");
    }

    @Test
    void hasAFieldForEachPropertyInTheOrderOfTheFile() {
        EventSchema schema = properties("""
                "zip": {"type": "string"}, "amount": {"type": "number"}, "floors": {"type": "integer"},
                "elevated": {"type": "boolean"}, "notes": {"type": "array"}, "other": {}""");

        assertEquals(
                List.of(
                        new Field("zip", FieldType.STRING),
                        new Field("amount", FieldType.DOUBLE),
                        new Field("floors", FieldType.LONG),
                        new Field("elevated", FieldType.BOOLEAN),
                        new Field("notes", FieldType.LIST),
                        new Field("other", FieldType.ANY)),
                schema.fields());
    }

    @Test
    void namesThePropertiesOfAnInnerObjectByDottedPath() {
        EventSchema schema = properties("""
                "location": {"type": "object", "properties": {
                  "zip": {"type": "string"},
                  "point": {"type": ["object", "null"], "properties": {"lat": {"type": "number"}}}}}""");

        assertEquals(
                List.of(new Field("location.zip", FieldType.STRING), new Field("location.point.lat", FieldType.DOUBLE)),
                schema.fields());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\": [\"string\", \"null\"]} | STRING",
                "{\"type\": [\"null\", \"integer\"]} | LONG",
                "{\"type\": [\"integer\", \"number\"]} | DOUBLE",
                "{\"type\": [\"string\", \"integer\"]} | ANY",
                "{\"type\": \"null\"} | ANY",
                "{\"enum\": [\"a\", \"b\"]} | STRING",
                "{\"enum\": [\"a\", null]} | STRING",
                "{\"enum\": [1, 2.0]} | LONG",
                "{\"enum\": [1, 2.5]} | DOUBLE",
                "{\"enum\": [1, \"a\"]} | ANY",
                "{\"const\": true} | BOOLEAN",
                "{\"const\": [1]} | LIST",
                "{\"type\": \"number\", \"enum\": [1, 2]} | DOUBLE",
                "{\"anyOf\": [{\"type\": \"number\"}, {\"type\": \"null\"}]} | DOUBLE",
                "{\"oneOf\": [{\"const\": \"a\"}, {\"const\": \"b\", \"title\": \"B\"}]} | STRING",
                "{\"anyOf\": [{\"type\": \"integer\"}, {\"type\": \"number\"}]} | DOUBLE",
                "{\"anyOf\": [{\"type\": \"number\"}, {\"type\": \"string\"}]} | ANY",
                "{\"anyOf\": [{\"type\": \"number\"}, {}]} | ANY",
                "{\"type\": \"string\", \"anyOf\": [{\"minLength\": 3}, {\"enum\": [\"\"]}]} | STRING",
                "{\"if\": {\"type\": \"string\"}, \"then\": {\"type\": \"string\"}, \"else\": {\"type\": \"null\"}} | STRING",
                "{\"if\": {\"type\": \"string\"}, \"then\": {\"type\": \"string\"}} | ANY",
                "{\"anyOf\": [{\"$ref\": \"#/$defs/state\"}, {\"type\": \"null\"}]} | STRING",
                "true | ANY",
                "{\"$ref\": \"#/$defs/state\"} | STRING",
                "{\"allOf\": [{\"$ref\": \"#/$defs/state\"}, {\"maxLength\": 1}]} | STRING"
            })
    void derivesTheTypeOfAFieldFromItsSchema(String property, FieldType type) {
        EventSchema schema =
                schema("{\"properties\": {\"x\": " + property + "}, \"$defs\": {\"state\": {\"type\": \"string\"}}}");

        assertEquals(List.of(new Field("x", type)), schema.fields());
    }

    @Test
    void followsEachUseOfAReferenceInsideTheFile() {
        EventSchema schema = schema("""
                {"properties": {"home": {"$ref": "#/$defs/a~1b%20c"}, "work": {"$ref": "#/$defs/a~1b%20c"}},
                 "$defs": {"a/b c": {"type": "object", "properties": {"zip": {"type": "string"}}}}}""");

        assertEquals(
                List.of(new Field("home.zip", FieldType.STRING), new Field("work.zip", FieldType.STRING)),
                schema.fields());
    }

    @Test
    void omitsMembersThatAnEventMustNotHave() {
        assertEquals(
                List.of(new Field("zip", FieldType.STRING)),
                properties("\"ssn\": false, \"zip\": {\"type\": \"string\"}").fields());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"properties\": {\"a\": {\"$ref\": \"#/properties/b\"}, \"b\": {\"$ref\": \"#/properties/a\"}}} | /properties/b/$ref leads back into '#/properties/a' for the same value",
                "{\"properties\": {\"a\": {\"$ref\": \"#\"}}} | the schema declares no 'properties'",
                "{\"properties\": {\"a\": {\"$ref\": \"https://example.com/a\"}}} | /properties/a/$ref refers to 'https://example.com/a'; no schema is fetched",
                "{\"properties\": {\"a\": {\"$ref\": \"#/$defs/x\"}}} | /properties/a/$ref refers to '#/$defs/x', which is not in this file",
                "{\"properties\": {\"a\": {\"items\": {\"$ref\": \"b.json\"}}}} | /properties/a/items/$ref refers to 'b.json', but b.json: no such file",
                "{\"properties\": {\"a\": {\"$id\": \"a b\"}}} | /properties/a/$id is not a URI",
                "{\"properties\": {\"a\": {\"$ref\": \"#/properties\"}}} | /properties/a/$ref refers to '#/properties', which contains schemas by name, and is not a schema; add a name",
                "{\"properties\": {\"a\": {\"minLength\": -1}}} | /properties/a/minLength must be a whole number from 0",
                "{\"properties\": {\"a\": {\"type\": \"string\", \"required\": \"b\"}}} | /properties/a/required must be a list of names",
                "{\"properties\": {\"a\": 5}} | /properties/a must be a schema: an object, true or false",
                "{\"properties\": {\"a.b\": {}, \"\": {}}} | the schema declares no 'properties'",
                "{\"properties\": {\"a\": {\"type\": \"strin\"}}} | /properties/a/type is 'strin', which is not a type; did you mean 'string'?",
                "{\"properties\": {\"a\": {}, \"a\": {}}} | /properties/a occurs twice",
                "{\"$schema\": \"http://json-schema.org/draft-03/schema#\"} | /$schema is \"http://json-schema.org/draft-03/schema#\"; write",
                "{\"type\": \"array\", \"properties\": {\"a\": {}}} | /type must be \"object\"",
                "{\"type\": \"object\"} | the schema declares no 'properties'",
                "{\"properties\": {\"a\": {\"minLenght\": 1}}} | /properties/a/minLenght is not a keyword of JSON Schema; did you mean 'minLength'?",
                "{\"properties\": {\"a\": {\"units\": 1}}} | /properties/a/units is not a keyword of JSON Schema (the name of a custom annotation must begin with 'x-')",
                "{\"properties\": {\"a\": {\"format\": \"dat\"}}} | /properties/a/format is 'dat', which is not a known format; did you mean 'date'?",
                "{\"properties\": {\"a\": {\"pattern\": \"[\"}}} | /properties/a/pattern is not a regular expression",
                "{\"properties\": {\"a\": {}}, \"patternProperties\": {\"(\": true}} | /patternProperties/( is not a regular expression",
                "{\"properties\": {\"a\": {\"anyOf\": [{\"type\": \"string\"}, {\"$ref\": \"#/properties/a\"}]}}} | /properties/a/anyOf/1/$ref leads back into '#/properties/a' for the same value",
                "{\"properties\": {\"a\": {}}, \"not\": {\"$ref\": \"#\"}} | /not/$ref leads back into '#' for the same value",
                "{\"properties\": {\"a\": {}}, \"$defs\": {\"x\": {\"if\": {\"$ref\": \"#/$defs/y\"}}, \"y\": {\"oneOf\": [{\"$ref\": \"#/$defs/x\"}]}}} | /$defs/y/oneOf/0/$ref leads back into '#/$defs/x'",
                "{\"properties\": {\"a\": {\"minLength\": 2147483648}}} | /properties/a/minLength must be a whole number from 0 to 2147483647",
                "{\"properties\": {\"a\": {\"const\": 1e1001}}} | /properties/a/const is a number of more than 1000 digits",
                "{\"properties\": {\"a\": {\"const\": [1e99999999999]}}} | /properties/a/const/0 is a number that no event can hold",
                "[] | the schema must be an object",
                "{} {} | not JSON",
                "{\"properties\": {\"a\": | not JSON"
            })
    void rejectsASchemaWithoutUsableFields(String text, String message) {
        IllegalArgumentException exception = assertThrows(IllegalArgumentException.class, () -> schema(text));

        assertTrue(exception.getMessage().startsWith("event.schema.json: " + message), exception.getMessage());
    }

    @Test
    void acceptsASchemaThatRefersToItselfForAnInnerValue() {
        assertEquals(List.of(new Field("a", FieldType.ANY)), schema("""
                        {"properties": {"a": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"$ref": "#/properties/a"}},
                          {"type": "object", "additionalProperties": {"$ref": "#"}}]}}}""").fields());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"oneOf\": [{\"properties\": {\"a\": {\"type\": \"number\"}, \"vin\": {\"type\": \"string\"}}}, {\"properties\": {\"a\": {\"type\": \"number\"}}}] | DOUBLE",
                "\"anyOf\": [{\"properties\": {\"a\": {\"type\": \"number\"}}}, {\"properties\": {\"a\": {\"type\": \"string\"}}}] | ANY",
                "\"anyOf\": [{\"properties\": {\"a\": {\"type\": \"number\"}}}, {\"properties\": {\"a\": {}}}] | ANY",
                "\"anyOf\": [{\"properties\": {\"a\": {\"type\": \"number\"}}}, {\"properties\": {\"a\": false}}] | DOUBLE",
                "\"if\": {\"properties\": {\"a\": {\"type\": \"string\"}}}, \"then\": {\"properties\": {\"a\": {\"type\": \"integer\"}}} | LONG",
                "\"if\": true, \"then\": {\"properties\": {\"a\": {\"type\": \"integer\"}}}, \"else\": {\"properties\": {\"a\": {\"type\": \"boolean\"}}} | ANY",
                "\"dependentSchemas\": {\"id\": {\"properties\": {\"a\": {\"type\": \"boolean\"}}}} | BOOLEAN",
                "\"allOf\": [{\"anyOf\": [{\"$ref\": \"#/$defs/part\"}]}] | STRING"
            })
    void declaresTheFieldsOfBranchesWithTheTypeThatTheyAgreeOn(String keywords, FieldType type) {
        EventSchema schema = schema("{\"properties\": {\"id\": {\"type\": \"string\"}}, " + keywords
                + ", \"$defs\": {\"part\": {\"properties\": {\"a\": {\"type\": \"string\"}}}}}");

        assertEquals(new Field("a", type), schema.fields().get(1));
    }

    @Test
    void declaresTheMembersOfAnOptionalObject() {
        assertEquals(
                List.of(new Field("vehicle.vin", FieldType.STRING), new Field("vehicle.year", FieldType.LONG)),
                schema("""
                        {"properties": {"vehicle": {"anyOf": [{"$ref": "#/$defs/Vehicle"}, {"type": "null"}], "default": null}},
                         "$defs": {"Vehicle": {"properties": {"vin": {"anyOf": [{"type": "string"}, {"type": "null"}]}, "year": {"type": "integer"}}}}}""").fields());
    }

    @Test
    void declaresTheFieldsOrTheTypeOfTheItemsOfLists() {
        List<Field> part = List.of(
                new Field("name", FieldType.STRING), new Field("marks", FieldType.LIST, List.of(), FieldType.ANY));
        List<Field> line = List.of(
                new Field("kind", FieldType.STRING),
                new Field("paid.amount", FieldType.DOUBLE),
                new Field("parts", FieldType.LIST, part));

        assertEquals(
                List.of(
                        new Field("lines", FieldType.LIST, line),
                        new Field("pair", FieldType.LIST),
                        new Field("mixed", FieldType.LIST),
                        new Field("texts", FieldType.LIST, List.of(), FieldType.STRING),
                        new Field("amounts", FieldType.LIST, List.of(), FieldType.DOUBLE),
                        new Field("either", FieldType.LIST, List.of(), FieldType.ANY),
                        new Field("any", FieldType.LIST, List.of(), FieldType.ANY),
                        new Field("rows", FieldType.LIST, List.of(), FieldType.LIST)),
                schema("""
                        {"properties": {
                          "lines": {"type": ["array", "null"], "items": {"$ref": "#/$defs/line"}},
                          "pair": {"type": "array", "prefixItems": [{"$ref": "#/$defs/line"}]},
                          "mixed": {"type": "array", "items": {"anyOf": [{"$ref": "#/$defs/line"}, {"type": "string"}]}},
                          "texts": {"type": "array", "items": {"type": "string"}},
                          "amounts": {"type": "array", "items": {"type": ["number", "null"]}},
                          "either": {"type": "array", "items": {"type": ["number", "string"]}},
                          "any": {"type": "array"},
                          "rows": {"type": "array", "items": {"type": "array", "items": {"type": "string"}}}},
                         "$defs": {"line": {"type": "object", "properties": {
                           "kind": {"type": "string"},
                           "paid": {"type": "object", "properties": {"amount": {"type": "number"}}},
                           "parts": {"type": "array", "items": {"type": "object", "properties": {
                             "name": {"type": "string"}, "marks": {"type": "array", "items": {"properties": {"x": {}}}}}}}}}}}""").fields());
    }

    @Test
    void endsTheFieldsOfASchemaThatRefersToItself() {
        Field innermost = new Field("parts", FieldType.LIST);
        Field inner = new Field("parts", FieldType.LIST, List.of(new Field("name", FieldType.STRING), innermost));

        assertEquals(
                List.of(
                        new Field("name", FieldType.STRING),
                        new Field("parts", FieldType.LIST, List.of(new Field("name", FieldType.STRING), inner))),
                schema("""
                        {"properties": {"name": {"type": "string"}, "outer": {"$ref": "#"}, "parts": {"type": "array", "items": {"$ref": "#"}}}}""").fields());
    }

    @Test
    void limitsTheNumberOfFields() {
        StringBuilder defs = new StringBuilder("\"d5\": {\"type\": \"string\"}");
        for (int i = 0; i < 5; i++) {
            defs.append(", \"d").append(i).append("\": {\"properties\": {");
            for (int j = 0; j < 10; j++) {
                defs.append(j == 0 ? "" : ",").append("\"p").append(j).append("\": {\"$ref\": \"#/$defs/d");
                defs.append(i + 1).append("\"}");
            }
            defs.append("}}");
        }
        String text = "{\"$ref\": \"#/$defs/d0\", \"$defs\": {" + defs + "}}";

        String message =
                assertThrows(IllegalArgumentException.class, () -> schema(text)).getMessage();

        assertTrue(message.endsWith("/$defs/d4/properties/p0 is a field more than 10000"), message);
    }

    @Test
    void countsATextAsFreeUnlessAllBranchesLimitIt() {
        assertEquals(Set.of("free", "half"), properties("""
                        "free": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                        "half": {"anyOf": [{"const": "a"}, {"type": "string"}]},
                        "code": {"anyOf": [{"type": "string", "maxLength": 5}, {"type": "null"}]},
                        "known": {"oneOf": [{"const": "a"}, {"const": "b"}]}""").freeTexts());
    }

    @Test
    void treatsKeywordsInsideAValueAsData() {
        assertEquals(
                List.of(new Field("$ref", FieldType.STRING), new Field("const", FieldType.ANY)),
                properties("""
                        "$ref": {"const": "elsewhere.json"}, "const": {"default": {"$ref": "elsewhere.json"}, "x-note": {"$ref": 1}}""").fields());
    }

    @Test
    void readsTheFileAndIsSerializable(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("s.json"), "{\"properties\": {\"zip\": {\"type\": \"string\"}}}");
        EventSchema schema = new EventSchema(file.toString());

        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(schema);
        EventSchema copy =
                (EventSchema) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

        assertEquals(file.toString(), copy.name());
        assertEquals(schema.fields(), copy.fields());
        assertEquals(schema.file(), copy.file());
    }
}
