package io.riskstream.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Origin;
import io.riskstream.event.Patch;
import io.riskstream.event.Rejection;
import io.riskstream.parse.ParseJson;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import io.riskstream.text.SourceFile;
import io.riskstream.validate.schema.EventDocument;
import io.riskstream.validate.schema.JsonValues;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidateSchemaTest {
    private static final String CLAIM = """
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://example.com/claim", "type": "object",
             "required": ["id", "zip"], "additionalProperties": false,
             "properties": {
               "id": {"type": "string", "minLength": 2, "maxLength": 5},
               "zip": {"$ref": "#/$defs/zip"},
               "amount": {"type": "number", "minimum": 0, "exclusiveMaximum": 1000000},
               "floors": {"type": ["integer", "null"], "multipleOf": 2},
               "cause": {"enum": ["rain", "surge", 7]},
               "version": {"const": 1},
               "date": {"type": "string", "format": "date"},
               "location": {"type": "object", "required": ["lat", "lon"], "additionalProperties": false, "properties": {
                 "lat": {"type": "number"}, "lon": {"type": "number"}, "a b%c": {"type": "object", "required": ["d"], "properties": {"d": true}}}},
               "items": {"type": "array", "minItems": 1, "maxItems": 3, "uniqueItems": true,
                 "items": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}},
               "contact": {"anyOf": [{"type": "null"}, {"type": "object", "required": ["name"], "properties": {"name": {"maxLength": 3}}}]},
               "code": {"anyOf": [{"type": "string", "maxLength": 2}, {"type": "string", "pattern": "^[A-Z]+$"}]},
               "share": {"oneOf": [{"type": "number", "minimum": 1}, {"type": "number", "maximum": 3}]},
               "mood": {"not": {"const": "angry"}},
               "marks": {"contains": {"const": "ok"}},
               "names": {"type": "object", "propertyNames": {"maxLength": 2}},
               "card": {"type": "object", "dependentRequired": {"number": ["expiry", "holder"]}},
               "ssn": false,
               "kind": {"type": "string"}, "deductible": {"type": "number"}},
             "if": {"properties": {"kind": {"const": "flood"}}, "required": ["kind"]}, "then": {"required": ["deductible"]},
             "$defs": {"zip": {"type": "string", "pattern": "^[0-9]{5}$"}}}""";

    private record Lookup(String name, List<Field> fields) implements FieldSource {
        @Override
        public boolean arrives() {
            return false;
        }
    }

    private static final Lookup COUNTY = new Lookup("county", List.of(new Field("county.density", FieldType.DOUBLE)));

    private static EventSchema schema(String text) {
        return new EventSchema(new SourceFile("event.schema.json", text));
    }

    private static EventType type(EventSchema schema) {
        return new EventType(List.of(schema, COUNTY));
    }

    private static Event parsed(EventType type, String json) {
        Event event = Event.of(
                new Origin("claims", 0, 1, 0, Optional.empty(), List.of()), json.getBytes(StandardCharsets.UTF_8));
        Outcome outcome = new ParseJson(type, Map.of()).apply(event);
        return event.with(assertInstanceOf(Outcome.Pass.class, outcome, outcome.toString())
                .patch());
    }

    private static List<Rejection> rejections(String schemaText, String json) {
        EventSchema schema = schema(schemaText);
        EventType type = type(schema);
        Outcome outcome = new ValidateSchema(type, schema).apply(parsed(type, json));
        return outcome instanceof Outcome.Reject reject ? reject.rejections() : List.of();
    }

    /** Validates a claim with these members added to a valid one. */
    private static List<Rejection> claim(String members) {
        JsonObject claim =
                JsonParser.parseString("{\"id\": \"A12\", \"zip\": \"33109\"}").getAsJsonObject();
        JsonParser.parseString("{" + members + "}").getAsJsonObject().entrySet().forEach(member -> {
            claim.remove(member.getKey());
            claim.add(member.getKey(), member.getValue());
        });
        return rejections(CLAIM, claim.toString());
    }

    private static List<String> codesAndPaths(List<Rejection> rejections) {
        return rejections.stream()
                .map(rejection -> rejection.code() + " " + rejection.path())
                .toList();
    }

    @Test
    void passesAValidEvent() {
        assertEquals(List.of(), claim("""
                "amount": 5, "floors": null, "cause": 7, "version": 1.0, "date": "2005-08-28", "location": {"lat": 1, "lon": 2.5},
                "items": [{"kind": "roof", "x": [1, {"y": null}]}], "contact": null, "code": "AB", "share": 0, "mood": "fine",
                "marks": ["no", "ok"], "names": {"ab": 1}, "card": {"number": 1, "expiry": 2, "holder": 3}, "kind": "flood", "deductible": 0"""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"id\": 5 | schema.type | id | must be a text, not the number 5",
                "\"id\": null | schema.required | id | is missing: null counts as absent",
                "\"id\": {\"a\": 1} | schema.type | id | must be a text, not an object",
                "\"id\": [] | schema.type | id | must be a text, not a list",
                "\"floors\": \"two\" | schema.type | floors | must be a whole number or null, not the text 'two'",
                "\"id\": true | schema.type | id | must be a text, not true",
                "\"location\": 3 | schema.type | location | must be an object, not the number 3",
                "\"id\": \"A\" | schema.minLength | id | must have at least 2 characters, not 1: 'A'",
                "\"id\": \"A12345\" | schema.maxLength | id | must have at most 5 characters, not 6: 'A12345'",
                "\"zip\": \"331O9\" | schema.pattern | zip | must match the pattern ^[0-9]{5}$, not be '331O9'",
                "\"amount\": -1 | schema.minimum | amount | must be at least 0, not -1",
                "\"amount\": 1000000 | schema.exclusiveMaximum | amount | must be less than 1000000, not 1000000",
                "\"floors\": 3 | schema.multipleOf | floors | must be a multiple of 2, not 3",
                "\"cause\": \"fire\" | schema.enum | cause | must be one of 'rain', 'surge', 7; not 'fire'",
                "\"cause\": \"surgge\" | schema.enum | cause | must be one of 'rain', 'surge', 7; not 'surgge'; did you mean 'surge'?",
                "\"version\": 2 | schema.const | version | must be 1, not 2",
                "\"date\": \"28/08/2005\" | schema.format | date | must be a date such as 2005-08-28, not '28/08/2005'",
                "\"location\": {\"lat\": 1} | schema.required | location.lon | is missing",
                "\"location\": {\"lat\": 1, \"lon\": 1, \"a b%c\": {}} | schema.required | location.a b%c.d | is missing",
                "\"amuont\": 1 | schema.additionalProperties | amuont | is not a known field; did you mean 'amount'?",
                "\"hobby\": {\"x\": {}} | schema.additionalProperties | hobby | is not a known field",
                "\"location\": {\"lat\": 1, \"lon\": 1, \"q/r~s\": 1} | schema.additionalProperties | location.q/r~s | is not a known field",
                "\"county\": {\"density\": 1} | schema.additionalProperties | county | is not a known field",
                "\"ssn\": 1 | schema.properties | ssn | is not allowed here",
                "\"items\": [] | schema.minItems | items | must have at least 1 item, not 0",
                "\"items\": [{\"kind\": \"a\"}, {\"kind\": \"a\"}] | schema.uniqueItems | items | has the same item twice",
                "\"items\": [{\"kind\": \"a\"}, {}] | schema.required | items.1.kind | is missing",
                "\"items\": [{\"kind\": 1}] | schema.type | items.0.kind | must be a text, not the number 1",
                "\"contact\": {} | schema.required | contact.name | is missing",
                "\"contact\": {\"name\": \"Anna\"} | schema.maxLength | contact.name | must have at most 3 characters, not 4: 'Anna'",
                "\"contact\": 7 | schema.anyOf | contact | matches none of the allowed forms: 7",
                "\"code\": \"abc\" | schema.anyOf | code | matches none of the allowed forms: 'abc'",
                "\"share\": 2 | schema.oneOf | share | must match exactly one of the allowed forms, but matches none or several: 2",
                "\"mood\": \"angry\" | schema.not | mood | has a value that is not allowed: 'angry'",
                "\"marks\": [\"no\", \"yes\"] | schema.contains | marks | has no item of the required kind",
                "\"names\": {\"abc\": 1} | schema.propertyNames | names | has a member whose name is not allowed",
                "\"kind\": \"flood\" | schema.required | deductible | is missing",
            })
    void rejectsEachFailureOnceWithCodePathAndMessage(String members, String code, String path, String message) {
        List<Rejection> rejections = claim(members);

        assertEquals(List.of(new Rejection("validate", code, path, message)), rejections);
    }

    @Test
    void reportsEveryFailureOfOneValue() {
        assertEquals(
                List.of("schema.multipleOf floors", "schema.type floors"), codesAndPaths(claim("\"floors\": 2.5")));
    }

    @Test
    void reportsEveryFailureOfAnEvent() {
        assertEquals(
                List.of(
                        "schema.minimum amount",
                        "schema.dependentRequired card.expiry",
                        "schema.dependentRequired card.holder",
                        "schema.enum cause",
                        "schema.additionalProperties extra",
                        "schema.required id",
                        "schema.maxItems items",
                        "schema.uniqueItems items",
                        "schema.type items.0",
                        "schema.required items.1.kind",
                        "schema.required items.2.kind",
                        "schema.required items.3.kind",
                        "schema.type location.lat",
                        "schema.required location.lon",
                        "schema.pattern zip"),
                codesAndPaths(rejections(CLAIM, """
                        {"zip": "x", "amount": -5, "cause": "hail", "card": {"number": 1}, "extra": 1, "location": {"lat": "north"},
                         "items": [1, {}, {}, {"kind": null}]}""")));
    }

    @Test
    void reportsTheFailuresOfTheOnlyBranchForTheTypeOfEachItem() {
        String text = """
                {"properties": {"parts": {"type": "array", "items": {"oneOf": [
                  {"type": "string"}, {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}]}}}}""";

        assertEquals(
                List.of("schema.required parts.1.n", "schema.type parts.3.n", "schema.oneOf parts.4"),
                codesAndPaths(rejections(text, "{\"parts\": [\"a\", {}, {\"n\": 1}, {\"n\": \"x\"}, 5]}")));
    }

    @Test
    void quotesAtMostFortyCharactersOfAValue() {
        String secret = "x".repeat(40) + "SECRET";

        for (Rejection rejection : claim("\"id\": \"" + secret + "\", \"cause\": \"" + secret + "\", \"date\": \""
                + secret + "\", \"mood\": \"angry\", \"floors\": \"" + secret + "\", \"code\": \"" + secret + "\"")) {
            assertFalse(rejection.message().contains("S"), rejection.message());
        }
    }

    @Test
    void ignoresTheFieldsThatALookUpAdded() {
        EventSchema schema = schema(CLAIM);
        EventType type = type(schema);
        FieldValues found = new FieldValues(1);
        found.setNumber(0, 12.5);
        Event enriched = parsed(type, "{\"id\": \"A12\", \"zip\": \"33109\"}")
                .with(Patch.NONE.withFields(type.slot("county.density"), found));

        assertEquals(Outcome.pass(), new ValidateSchema(type, schema).apply(enriched));
    }

    @Test
    void rejectsAnEventWithoutFields() {
        assertEquals(List.of("schema.required id", "schema.required zip"), codesAndPaths(rejections(CLAIM, "{}")));
    }

    @Test
    void comparesNumbersByValue() {
        String text =
                "{\"properties\": {\"n\": {\"type\": \"number\", \"enum\": [1, 2.50]}, \"m\": {\"type\": \"integer\"}}}";

        assertEquals(List.of(), rejections(text, "{\"n\": 1, \"m\": 3.0}"));
        assertEquals(List.of(), rejections(text, "{\"n\": 2.5}"));
    }

    @Test
    void rejectsAnEventTypeWithoutTheFieldsOfTheSchema() {
        EventSchema schema = schema(CLAIM);
        EventType other = new EventType(List.of(COUNTY));

        assertThrows(IllegalArgumentException.class, () -> new ValidateSchema(other, schema));
        assertThrows(IllegalArgumentException.class, () -> new ValidateSchema(null, schema));
        assertThrows(IllegalArgumentException.class, () -> new ValidateSchema(type(schema), null));
    }

    @Test
    void validatesTheSameAfterSerialization() throws Exception {
        EventSchema schema = schema(CLAIM);
        EventType type = type(schema);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(new ValidateSchema(type, schema, Map.of("name", "check")));
        Stage copy = (Stage) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

        Outcome.Reject reject = assertInstanceOf(Outcome.Reject.class, copy.apply(parsed(type, "{\"id\": \"A12\"}")));

        assertEquals(List.of(new Rejection("check", "schema.required", "zip", "is missing")), reject.rejections());
        assertEquals("check", copy.spec().name());
        assertTrue(copy.spec().codes().containsAll(List.of("schema.required", "schema.type", "schema.properties")));
        assertFalse(copy.spec().codes().contains("schema.maxContains"));
    }

    @Test
    void rebuildsEveryDocumentAsItWasParsed() {
        EventSchema schema = schema(CLAIM);
        EventType type = type(schema);
        EventDocument documents = new EventDocument(EventDocument.tree(type, schema.fields()));
        Random random = new Random(20260114);
        for (int i = 0; i < 20_000; i++) {
            JsonObject document = object(random, 3);

            JsonElement rebuilt = JsonValues.of(documents.of(parsed(type, document.toString())));

            assertEquals(normal(document), normal(rebuilt));
        }
    }

    /** Each choice among branches examines all errors: without a limit, 24 KB of them took 15 s. */
    @Test
    void reportsAtMostOneHundredFailuresOfAnEvent() {
        String schema =
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"array\",\"items\":{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"integer\"}]}}}}";
        String event = "{\"a\":[" + "[],".repeat(20_000) + "[]]}";
        List<Rejection> rejections = rejections(schema, event);
        assertEquals(100, rejections.size());
        rejections.forEach(rejection -> assertEquals("schema.anyOf", rejection.code()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"properties\": {\"a\": true}, \"unevaluatedProperties\": false} | event.schema.json: 'unevaluatedProperties' at /unevaluatedProperties is not compiled",
                "{\"properties\": {\"a\": {\"patternProperties\": {\"^x\": true}}}} | event.schema.json: 'patternProperties' at /properties/a/patternProperties is not compiled",
                "{\"properties\": {\"a\": {\"items\": {\"pattern\": \"^(?!x)\"}}}} | event.schema.json: 'pattern' at /properties/a/items/pattern has a group that begins with '(?!'",
                "{\"properties\": {\"a\": true}} | "
            })
    void leavesASchemaToTheLibraryAsAWholeAndStatesTheReason(String text, String why) throws Exception {
        EventSchema schema = schema(text);
        ValidateSchema stage = new ValidateSchema(type(schema), schema);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(stage);
        ValidateSchema copy =
                (ValidateSchema) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

        assertEquals(Optional.ofNullable(why), stage.uncompiled());
        assertEquals(Optional.ofNullable(why), copy.uncompiled());
        assertEquals(Outcome.pass(), copy.apply(parsed(type(schema), "{\"a\": 1}")));
    }

    @Test
    void validatesMembersWhoseNamesCannotBePartsOfAPath() {
        String schema = """
                {"properties": {"id": {"type": "string"}, "@odata.type": {"type": "string"}, "": {"type": "integer"},
                  "o": {"type": "object", "properties": {"n": {"type": "integer"}, "x.y": {"type": "boolean"}}}},
                 "required": ["@odata.type"], "additionalProperties": false}""";

        assertEquals(
                List.of(new Field("id", FieldType.STRING), new Field("o.n", FieldType.LONG)),
                schema(schema).fields());
        assertEquals(
                List.of(),
                rejections(schema, "{\"@odata.type\": \"#claim\", \"\": 1, \"o\": {\"n\": 1, \"x.y\": true}}"));
        assertEquals(
                List.of("schema.type ", "schema.type @odata.type", "schema.type o.x.y"),
                codesAndPaths(rejections(schema, "{\"@odata.type\": 1, \"\": \"a\", \"o\": {\"x.y\": 1}}")));
        assertEquals(List.of("schema.required @odata.type"), codesAndPaths(rejections(schema, "{\"id\": \"a\"}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "COMMON | schema.format day",
                "ALL | schema.format day, schema.format link",
                "NONE |",
            })
    void checksTheFormatsThatItsOptionNames(String formats, String rejections) {
        EventSchema schema = schema("""
                {"properties": {"day": {"format": "date"}, "link": {"format": "uri"}, "count": {"type": "integer", "format": "int32"}, "own": {"format": "x-own"}}}""");
        EventType type = type(schema);
        Outcome outcome = new ValidateSchema(type, schema, Map.of("formats", formats))
                .apply(parsed(type, "{\"day\": \"x\", \"link\": \"x\", \"count\": 1, \"own\": \"x\"}"));

        assertEquals(
                rejections == null ? "" : rejections,
                outcome instanceof Outcome.Reject reject ? String.join(", ", codesAndPaths(reject.rejections())) : "");
    }

    @Test
    void abortsASearchOfExponentialTimeAndRejectsTheEvent() {
        String schema = "{\"properties\": {\"a\": {\"not\": {\"pattern\": \"^(a+)+(b?)\\\\2c$\"}}}}";

        assertEquals(
                List.of(new Rejection(
                        "validate",
                        "schema.pattern",
                        "a",
                        "takes too long to be matched with the pattern ^(a+)+(b?)\\2c$")),
                rejections(schema, "{\"a\": \"" + "a".repeat(60) + "!\"}"));
    }

    @Test
    void abortsASearchOfExponentialTimeInAMemberName() {
        String schema = "{\"properties\": {\"a\": true}, \"patternProperties\": {\"^(a|aa)+(b)?\\\\2$\": true}}";

        assertEquals(
                List.of(new Rejection(
                        "validate",
                        "schema.patternProperties",
                        "",
                        "a member's name takes too long to be matched with the pattern ^(a|aa)+(b)?\\2$")),
                rejections(schema, "{\"" + "a".repeat(80) + "!\": 1}"));
    }

    @Test
    void doesNotOverflowItsStackOverALongText() {
        String schema = "{\"properties\": {\"a\": {\"pattern\": \"^(?=a)(a|b)*c$\"}}}";

        assertEquals(
                List.of("schema.pattern a"),
                codesAndPaths(rejections(schema, "{\"a\": \"" + "ab".repeat(200_000) + "\"}")));
    }

    private static JsonObject object(Random random, int depth) {
        List<String> names = List.of(
                "id",
                "zip",
                "amount",
                "floors",
                "location",
                "lat",
                "lon",
                "items",
                "contact",
                "names",
                "card",
                "county",
                "density",
                "x y",
                "ü");
        JsonObject object = new JsonObject();
        for (int i = random.nextInt(6); i > 0; i--) {
            object.add(names.get(random.nextInt(names.size())), value(random, depth));
        }
        return object;
    }

    private static JsonElement value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 11 : 8)) {
            case 0 -> new JsonPrimitive("text \"" + random.nextInt(100) + "\" \uD83C\uDF0A\n");
            case 1 -> new JsonPrimitive(random.nextInt(100));
            case 2 -> new JsonPrimitive(random.nextLong());
            case 3 -> new JsonPrimitive(random.nextGaussian() * 1e6);
            case 4 -> new JsonPrimitive((double) random.nextInt(5));
            case 5 -> new JsonPrimitive(random.nextBoolean());
            case 6 -> JsonNull.INSTANCE;
            case 7 -> new JsonObject();
            case 8, 9 -> object(random, depth - 1);
            default -> {
                JsonArray array = new JsonArray();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(value(random, depth - 1));
                }
                yield array;
            }
        };
    }

    /** Returns a value with numbers in one notation: 3 and 3.0 are the same number in JSON. */
    private static JsonElement normal(JsonElement element) {
        if (element instanceof JsonObject object) {
            JsonObject normal = new JsonObject();
            object.entrySet().forEach(member -> normal.add(member.getKey(), normal(member.getValue())));
            return normal;
        }
        if (element instanceof JsonArray array) {
            JsonArray normal = new JsonArray();
            array.forEach(inner -> normal.add(normal(inner)));
            return normal;
        }
        if (element instanceof JsonPrimitive primitive && primitive.isNumber()) {
            return new JsonPrimitive(
                    primitive.getAsBigDecimal().stripTrailingZeros().toPlainString());
        }
        return element;
    }
}
