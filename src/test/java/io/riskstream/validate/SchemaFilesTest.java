package io.riskstream.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldType;
import io.riskstream.event.Origin;
import io.riskstream.parse.ParseJson;
import io.riskstream.stage.Outcome;
import io.riskstream.stage.Stage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A schema that refers to files beside it. */
class SchemaFilesTest {
    private static final String ADDRESS = """
            {"$schema": "http://json-schema.org/draft-07/schema#", "title": "common", "$id": "https://example.com/common/address.json",
             "definitions": {
               "Zip": {"type": "string", "pattern": "^[0-9]{5}$"},
               "Pair": {"items": [{"$ref": "#/definitions/Zip"}], "additionalItems": false},
               "Address": {"type": "object", "required": ["zip"], "properties": {
                 "zip": {"$ref": "#/definitions/Zip"}, "pair": {"$ref": "#/definitions/Pair"}, "next": {"$ref": "#/definitions/Address"}}}}}""";

    @TempDir
    Path parent;

    private Path write(String name, String text) throws IOException {
        Path file = parent.resolve("topology").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private EventSchema schema(String text) throws IOException {
        return new EventSchema(write("event.schema.json", text).toString());
    }

    private String message(String text) {
        return assertThrows(IllegalArgumentException.class, () -> schema(text))
                .getMessage()
                .replace(parent.resolve("topology") + "/", "");
    }

    private static List<String> failures(Stage stage, EventType type, String json) {
        Event event = Event.of(
                new Origin("claims", 0, 1, 0, Optional.empty(), List.of()), json.getBytes(StandardCharsets.UTF_8));
        Event parsed = event.with(((Outcome.Pass) new ParseJson(type, Map.of()).apply(event)).patch());
        return stage.apply(parsed) instanceof Outcome.Reject reject
                ? reject.rejections().stream()
                        .map(rejection -> rejection.code() + " " + rejection.path())
                        .toList()
                : List.of();
    }

    @ParameterizedTest
    @CsvSource({
        "common/address.json#/definitions/Address",
        "./common/../common/address.json#/definitions/Address",
        "https://example.com/common/address.json#/definitions/Address"
    })
    void checksEventsAfterItsFilesAreGone(String reference) throws Exception {
        Path common = write("common/address.json", ADDRESS);
        EventSchema schema = schema("""
                {"$id": "https://example.com/event.schema.json",
                 "properties": {"home": {"$ref": "common/address.json#/definitions/Address"}, "work": {"$ref": "%s"}}}""".formatted(reference));
        EventType type = new EventType(List.of(schema));
        ValidateSchema stage = new ValidateSchema(type, schema);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(stage);
        Files.delete(common);
        Stage copy = (Stage) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

        assertEquals(Optional.empty(), stage.uncompiled());
        assertEquals(
                List.of(
                        new Field("home.zip", FieldType.STRING),
                        new Field("home.pair", FieldType.ANY),
                        new Field("work.zip", FieldType.STRING),
                        new Field("work.pair", FieldType.ANY)),
                schema.fields());
        assertEquals(
                List.of(),
                failures(
                        copy,
                        type,
                        "{\"home\": {\"zip\": \"12345\", \"pair\": [\"12345\"], \"next\": {\"zip\": \"12345\"}}}"));
        assertEquals(
                List.of("schema.required home.next.zip", "schema.items home.pair.1", "schema.pattern work.zip"),
                failures(
                        copy,
                        type,
                        "{\"home\": {\"zip\": \"12345\", \"pair\": [\"12345\", 1], \"next\": {}}, \"work\": {\"zip\": \"x\"}}"));
    }

    @Test
    void readsWholeFilesThatReferToEachOther() throws Exception {
        write(
                "party.json",
                "{\"type\": \"object\", \"properties\": {\"name\": {\"type\": \"string\"}, \"claim\": {\"$ref\": \"event.schema.json\"}}}");

        assertEquals(
                List.of(new Field("party.name", FieldType.STRING), new Field("amount", FieldType.DOUBLE)),
                schema("{\"properties\": {\"party\": {\"$ref\": \"party.json#\"}, \"amount\": {\"type\": \"number\"}}}")
                        .fields());
    }

    @Test
    void readsOnlyThePartsThatAreReferredTo() throws Exception {
        write("api.json", """
                {"openapi": "3.0.3", "info": {"title": "x"}, "paths": {},
                 "components": {"schemas": {"Claim": {"type": "object", "properties": {
                   "amount": {"type": "number", "nullable": true}, "kind": {"$ref": "#/components/schemas/Kind"}}},
                   "Kind": {"type": "string", "enum": ["a"]}, "Other": {"wrong": 1}}}}""");

        assertEquals(
                List.of(new Field("amount", FieldType.DOUBLE), new Field("kind", FieldType.STRING)),
                schema("{\"$ref\": \"api.json#/components/schemas/Claim\"}").fields());
    }

    @Test
    void namesTheFileAndThePlaceOfAMistakeInAnotherFile() throws Exception {
        write("a.json", "{\"definitions\": {\"x\": {\"type\": \"strin\"}, \"y\": {\"$ref\": \"#/definitions/none\"}}}");

        assertEquals(
                "a.json: /definitions/x/type is 'strin', which is not a type; did you mean 'string'?\n"
                        + "a.json: /definitions/y/$ref refers to '#/definitions/none', which is not in this file",
                message(
                        "{\"properties\": {\"x\": {\"$ref\": \"a.json#/definitions/x\"}, \"y\": {\"$ref\": \"a.json#/definitions/y\"}}}"));
    }

    @Test
    void namesTheFileOfAnEndlessCheck() throws Exception {
        write("a.json", "{\"definitions\": {\"x\": {\"anyOf\": [{\"$ref\": \"#/definitions/x\"}]}}}");

        assertTrue(message("{\"properties\": {\"x\": {\"$ref\": \"a.json#/definitions/x\"}}}")
                .startsWith("a.json: /definitions/x/anyOf/0/$ref leads back into"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "../outside.json | refers to '../outside.json', which is outside the directory of the schema; move it inside",
                "common/../../outside.json#/x | refers to 'common/../../outside.json', which is outside the directory",
                "%2e%2e/outside.json | refers to '%2e%2e/outside.json', which is outside the directory",
                "/etc/hostname | refers to '/etc/hostname'; no schema is fetched from elsewhere: save it beside this file",
                "//example.com/x.json | refers to '//example.com/x.json'; no schema is fetched",
                "file:///etc/hostname | refers to 'file:///etc/hostname'; no schema is fetched",
                "http://json-schema.org/draft-07/schema# | refers to 'http://json-schema.org/draft-07/schema'; no schema is fetched",
                "none.json | refers to 'none.json', but none.json: no such file",
                "whole.json#/none | refers to 'whole.json#/none', which is not in whole.json",
                "whole.json#none | refers to 'whole.json#none', but no schema there has the anchor 'none'",
                "whole.json#/definitions | refers to 'whole.json#/definitions', which contains schemas by name, and is not a schema; add a name"
            })
    void readsNoFileOutsideItsDirectory(String reference, String message) throws Exception {
        Files.writeString(parent.resolve("outside.json"), "{}");
        write("whole.json", "{\"definitions\": {\"x\": {}}}");

        String actual = message(
                "{\"properties\": {\"x\": {\"$ref\": \"" + reference + "\"}, \"w\": {\"$ref\": \"whole.json\"}}}");

        assertTrue(actual.startsWith("event.schema.json: /properties/x/$ref " + message), actual);
    }

    @Test
    void namesAFileThatIsNotJson() throws Exception {
        write("a.json", "{\"x\": ");

        assertTrue(message("{\"properties\": {\"x\": {\"$ref\": \"a.json\"}}}").startsWith("a.json: not JSON: "));
    }

    @Test
    void limitsTheNumberOfFiles() throws Exception {
        for (int i = 0; i < 101; i++) {
            write("f" + i + ".json", "{\"properties\": {\"x\": {\"$ref\": \"f" + (i + 1) + ".json\"}}}");
        }
        String all = IntStream.range(0, 101)
                .mapToObj(i -> "{\"$ref\": \"f" + i + ".json\"}")
                .collect(Collectors.joining(","));

        String message = message("{\"properties\": {\"a\": {\"oneOf\": [" + all + "]}}}");

        assertTrue(message.contains("refers to a file more than 100"), message);
    }
}
