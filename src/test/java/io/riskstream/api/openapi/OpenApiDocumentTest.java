package io.riskstream.api.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.GsonNode;
import io.riskstream.api.output.ShippedPipelines;
import io.riskstream.api.read.ReadApi;
import io.riskstream.api.read.StageTimes;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The document has what Azure API Management imports, and describes the shipped pipelines. */
class OpenApiDocumentTest {
    private static final JsonObject DOCUMENT = OpenApiDocument.of(
            ShippedPipelines.all("flood-claims", "auto-claims", "fnol").all());
    private static final JsonObject SCHEMAS =
            DOCUMENT.getAsJsonObject("components").getAsJsonObject("schemas");

    private static List<JsonObject> operations() {
        List<JsonObject> operations = new ArrayList<>();
        DOCUMENT.getAsJsonObject("paths").entrySet().forEach(path -> path.getValue()
                .getAsJsonObject()
                .entrySet()
                .forEach(operation -> operations.add(operation.getValue().getAsJsonObject())));
        return operations;
    }

    private static List<String> references(JsonElement json) {
        List<String> references = new ArrayList<>();
        if (json instanceof JsonObject object) {
            for (Map.Entry<String, JsonElement> member : object.entrySet()) {
                if (member.getKey().equals("$ref") && member.getValue().isJsonPrimitive()) {
                    references.add(member.getValue().getAsString());
                }
                references.addAll(references(member.getValue()));
            }
        } else if (json instanceof JsonArray array) {
            array.forEach(each -> references.addAll(references(each)));
        }
        return references;
    }

    private static JsonElement resolve(String reference) {
        assertTrue(reference.startsWith("#/"), reference);
        JsonElement found = DOCUMENT;
        for (String part : reference.substring(2).split("/")) {
            String name = URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8)
                    .replace("~1", "/")
                    .replace("~0", "~");
            found = found instanceof JsonArray array
                    ? array.get(Integer.parseInt(name))
                    : found.getAsJsonObject().get(name);
            assertTrue(found != null, () -> reference + " leads nowhere");
        }
        return found;
    }

    @Test
    void itIsSmallEnoughToBeImported() {
        assertEquals("3.1.0", DOCUMENT.get("openapi").getAsString());
        assertTrue(DOCUMENT.toString().getBytes(StandardCharsets.UTF_8).length < OpenApiDocument.MAX_BYTES);
    }

    @Test
    void everyReferenceLeadsToASchemaOfTheDocument() {
        List<String> references = references(DOCUMENT);
        assertTrue(references.size() > 100, "" + references.size());
        for (String reference : references) {
            assertTrue(reference.startsWith(ComponentSchemas.PREFIX), reference);
            resolve(reference);
        }
    }

    /** API Management does not import a schema that refers to itself. */
    @Test
    void noSchemaRefersToItself() {
        for (String name : SCHEMAS.keySet()) {
            Set<String> seen = new HashSet<>();
            List<String> open = new ArrayList<>(references(SCHEMAS.get(name)));
            while (!open.isEmpty()) {
                String reference = open.remove(open.size() - 1);
                assertFalse(reference.equals(ComponentSchemas.PREFIX + name), () -> name + " refers to itself");
                if (seen.add(reference)) {
                    open.addAll(references(resolve(reference)));
                }
            }
        }
    }

    @Test
    void identifiersAndSummariesHaveTheFormOfApiManagement() {
        Set<String> identifiers = new HashSet<>();
        for (JsonObject operation : operations()) {
            String identifier = operation.get("operationId").getAsString();
            assertTrue(identifier.matches("[a-z0-9][a-z0-9-]{0,75}"), identifier);
            assertTrue(identifiers.add(identifier), identifier + " twice");
            assertTrue(operation.get("summary").getAsString().length() <= 300, identifier);
        }
        SCHEMAS.keySet().forEach(name -> assertTrue(name.matches("[A-Za-z0-9._-]+"), name));
    }

    @Test
    void thereAreNoComponentsThatAnImportLeavesOut() {
        assertEquals(
                new TreeSet<>(Set.of("schemas", "securitySchemes")),
                new TreeSet<>(DOCUMENT.getAsJsonObject("components").keySet()));
    }

    @Test
    void theSchemaOfEveryBodyIsAReference() {
        int bodies = 0;
        for (JsonObject operation : operations()) {
            List<JsonObject> contents = new ArrayList<>();
            if (operation.get("requestBody") instanceof JsonObject body) {
                contents.add(body.getAsJsonObject("content"));
            }
            operation.getAsJsonObject("responses").entrySet().forEach(response -> {
                if (response.getValue().getAsJsonObject().get("content") instanceof JsonObject content) {
                    contents.add(content);
                }
            });
            for (JsonObject content : contents) {
                for (Map.Entry<String, JsonElement> media : content.entrySet()) {
                    JsonObject schema = media.getValue().getAsJsonObject().getAsJsonObject("schema");
                    assertEquals(Set.of("$ref"), schema.keySet(), () -> operation + " " + media);
                    bodies++;
                }
            }
        }
        assertTrue(bodies > 80, "" + bodies);
    }

    @Test
    void everyRouteThatReadsIsDescribed() {
        Set<String> described = new TreeSet<>();
        DOCUMENT.getAsJsonObject("paths").entrySet().forEach(path -> path.getValue()
                .getAsJsonObject()
                .keySet()
                .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        described.removeIf(operation -> operation.endsWith("/events"));
        Set<String> routes = new TreeSet<>(Set.of("GET /openapi.json", "GET /healthz", "GET /readyz"));
        try (ReadApi read = new ReadApi(
                List.of(ShippedPipelines.outputs("flood-claims")),
                100,
                8,
                StageTimes.UNKNOWN,
                InstantSource.system())) {
            read.routes().forEach(route -> routes.add(route.toString()));
        }
        assertEquals(routes, described);
    }

    @Test
    void everyPathParameterIsDeclared() {
        DOCUMENT.getAsJsonObject("paths")
                .entrySet()
                .forEach(path -> path.getValue().getAsJsonObject().entrySet().forEach(operation -> {
                    Set<String> declared = new TreeSet<>();
                    if (operation.getValue().getAsJsonObject().get("parameters") instanceof JsonArray parameters) {
                        parameters.forEach(parameter -> {
                            JsonObject each = parameter.getAsJsonObject();
                            if (each.get("in").getAsString().equals("path")) {
                                declared.add("{" + each.get("name").getAsString() + "}");
                            }
                        });
                    }
                    Set<String> named = new TreeSet<>();
                    for (String segment : path.getKey().split("/")) {
                        if (segment.startsWith("{")) {
                            named.add(segment);
                        }
                    }
                    assertEquals(named, declared, path.getKey());
                }));
    }

    @Test
    void theEventSchemaAcceptsWhatThePipelineAccepts() {
        Validator validator = new ValidatorFactory()
                .withJsonNodeFactory(new GsonNode.Factory())
                .createValidator();
        URI uri = validator.registerSchema(DOCUMENT.toString());
        URI event = URI.create(uri + "#/components/schemas/flood-claims-event");
        String valid = "{\"id\":\"a\",\"dateOfLoss\":\"2024-09-27T00:00:00Z\",\"state\":\"FL\","
                + "\"totalBuildingInsuranceCoverage\":1000,\"totalContentsInsuranceCoverage\":10}";
        assertTrue(validator.validate(event, valid).isValid());
        assertFalse(validator.validate(event, valid.replace("\"FL\"", "\"XX\"")).isValid());
        assertFalse(validator.validate(event, "{}").isValid());
    }

    @Test
    void theSchemaKeepsWhatExplainsIt() {
        JsonObject event = SCHEMAS.getAsJsonObject("flood-claims-event");
        assertTrue(event.get("title").getAsString().startsWith("A flood insurance claim"), event.toString());
        assertFalse(event.has("$schema") || event.has("$defs"));
    }

    @Test
    void definitionsOfASchemaBecomeComponents() {
        JsonObject schemas = new JsonObject();
        JsonObject schema = JsonParser.parseString("""
                        {"type": "object",
                         "properties": {"a": {"$ref": "#/$defs/party%20(own)"}, "b": {"$ref": "#/properties/a"},
                                        "c": {"$ref": "#/$defs/parts.json%23~1$defs~1part/items"}},
                         "$defs": {"party (own)": {"type": "string"}, "party-own": {"type": "number"},
                                   "parts.json#/$defs/part": {"items": {"$ref": "#/$defs/party-own"}}}}
                        """).getAsJsonObject();
        new ComponentSchemas(schemas).add("e", schema);
        assertEquals(Set.of("e", "e-party-own", "e-party-own-2", "e-parts.json-defs-part"), schemas.keySet());
        JsonObject properties = schemas.getAsJsonObject("e").getAsJsonObject("properties");
        String own = properties.getAsJsonObject("a").get("$ref").getAsString();
        assertEquals(
                "string",
                schemas.getAsJsonObject(own.substring(ComponentSchemas.PREFIX.length()))
                        .get("type")
                        .getAsString());
        assertEquals(
                "#/components/schemas/e/properties/a",
                properties.getAsJsonObject("b").get("$ref").getAsString());
        assertEquals(
                "#/components/schemas/e-parts.json-defs-part/items",
                properties.getAsJsonObject("c").get("$ref").getAsString());
        assertFalse(schemas.toString().contains("#/$defs"), schemas.toString());
    }

    @Test
    void aFormatOtherThanJsonNamesTheFieldsOfItsEvents() {
        JsonObject csv = SCHEMAS.getAsJsonObject("auto-claims-events");
        assertEquals("string", csv.get("type").getAsString());
        assertEquals("text/csv", csv.get("contentMediaType").getAsString());
        assertEquals(ComponentSchemas.reference("auto-claims-event"), csv.get("contentSchema"));
        assertFalse(OpenApiDocument.of(ShippedPipelines.all("auto-claims").all())
                .toString()
                .contains("event-text"));
    }

    @Test
    void theParametersListThePipelinesAndTheirDecisions() {
        JsonArray parameters = DOCUMENT.getAsJsonObject("paths")
                .getAsJsonObject("/v1/scores")
                .getAsJsonObject("get")
                .getAsJsonArray("parameters");
        String text = parameters.toString();
        assertTrue(text.contains("\"enum\":[\"flood-claims\",\"auto-claims\",\"fnol\"]"), text);
        assertTrue(text.contains("\"refer\""), text);
    }
}
