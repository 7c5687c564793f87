package io.riskstream.api.openapi;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.riskstream.api.pipeline.ServedPipeline;
import io.riskstream.api.submit.SubmitEndpoint;
import io.riskstream.parse.ParseJson;
import io.riskstream.score.Score;
import io.riskstream.validate.EventSchema;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The OpenAPI 3.1 document of the API for some pipelines. The operations and schemas that are the same for all pipelines are in the resource {@code api.json} beside
 * this class; each pipeline adds its operation for events with its event schema.
 *
 * <p>Azure API Management imports it: the schemas of bodies are references to {@code components.schemas}, there are no components of another kind that an operation
 * refers to, and identifiers of operations have small letters, digits and hyphens.
 */
public final class OpenApiDocument {
    /** The largest document that Azure API Management imports, in bytes. */
    public static final int MAX_BYTES = 4_000_000;

    private static final String ERRORS = "errors";
    /** The schema of several events in one text. */
    private static final String TEXT = "event-text";

    private static final String PIPELINE_OF_ALL = "pipeline";
    private static final Map<Integer, String> ERROR_TEXTS = Map.of(
            400, "The request is not valid.",
            401, "The request has no valid credentials.",
            403, "The caller does not have the role that the operation needs.",
            404, "There is no such pipeline, score or dead letter.",
            409, "The state of the resource does not permit the operation.",
            413, "The body is too large.",
            415, "The pipeline does not take this media type.",
            429, "The caller sends too many requests; the header Retry-After has the seconds to wait.",
            503, "A store or Kafka is not available now; the header Retry-After has the seconds to wait.");

    private OpenApiDocument() {}

    /** Returns the document. */
    public static JsonObject of(Collection<ServedPipeline> pipelines) {
        JsonObject document = MessageSchemas.document();
        JsonObject paths = document.getAsJsonObject("paths");
        JsonObject schemas = document.getAsJsonObject("components").getAsJsonObject("schemas");
        ComponentSchemas components = new ComponentSchemas(schemas);
        JsonObject submit = paths.remove("/v1/pipelines/{pipeline}/events").getAsJsonObject();
        JsonObject all = new JsonObject();
        for (ServedPipeline pipeline : pipelines) {
            String path = "/v1/pipelines/" + pipeline.name() + "/events";
            all.add(path, submission(submit.deepCopy(), pipeline, components));
        }
        paths.entrySet().forEach(path -> all.add(path.getKey(), path.getValue()));
        document.add("paths", all);
        addPipelines(document, pipelines);
        addErrors(all);
        if (!all.toString().contains(ComponentSchemas.PREFIX + TEXT + '"')) {
            schemas.remove(TEXT);
        }
        return document;
    }

    private static JsonObject submission(JsonObject path, ServedPipeline pipeline, ComponentSchemas components) {
        JsonObject operation = path.getAsJsonObject("post");
        String name = operationName(pipeline.name());
        operation.addProperty("operationId", "submit-" + name);
        operation.addProperty("summary", "Submit events to the pipeline " + pipeline.name());
        String component = ComponentSchemas.name(pipeline.name()) + "-event";
        Optional<EventSchema> schema =
                pipeline.flux().components(EventSchema.class).stream().findFirst();
        components.add(component, schema.map(EventSchema::json).orElseGet(JsonObject::new));
        String events = component + "s";
        boolean json = pipeline.parser() instanceof ParseJson;
        List<String> mediaTypes = SubmitEndpoint.mediaTypes(pipeline.parser());
        components.put(events, json ? oneOrMany(component) : encoded(component, mediaTypes.get(0)));
        JsonObject content = new JsonObject();
        for (String mediaType : mediaTypes) {
            String body = !json || mediaType.equals("application/json")
                    ? events
                    : mediaType.equals("application/cloudevents+json") ? component : TEXT;
            JsonObject media = new JsonObject();
            media.add("schema", ComponentSchemas.reference(body));
            content.add(mediaType, media);
        }
        JsonObject requestBody = new JsonObject();
        requestBody.addProperty("required", true);
        requestBody.addProperty(
                "description",
                "An event of the pipeline " + pipeline.name()
                        + ", or several: an array of JSON, one event a line in NDJSON, or one record a line in CSV.");
        requestBody.add("content", content);
        operation.add("requestBody", requestBody);
        return path;
    }

    /** Returns the schema of events in another format than JSON, of which the parser makes the fields of an event. */
    private static JsonObject encoded(String event, String mediaType) {
        JsonObject schema = new JsonObject();
        schema.addProperty("type", "string");
        schema.addProperty(
                "description",
                "An event, or several; the schema of the content has the fields that the parser makes of one.");
        schema.addProperty("contentMediaType", mediaType);
        schema.add("contentSchema", ComponentSchemas.reference(event));
        return schema;
    }

    private static JsonObject oneOrMany(String event) {
        JsonObject many = new JsonObject();
        many.addProperty("type", "array");
        many.addProperty("minItems", 1);
        many.add("items", ComponentSchemas.reference(event));
        JsonArray choices = new JsonArray();
        choices.add(ComponentSchemas.reference(event));
        choices.add(many);
        JsonObject schema = new JsonObject();
        schema.addProperty("description", "One event, or an array of events.");
        schema.add("anyOf", choices);
        return schema;
    }

    /** Returns a name for operations: API Management replaces all other characters, and then two names could be equal. */
    private static String operationName(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
    }

    /** Lists the pipelines, and their decisions, as the values of the parameters. */
    private static void addPipelines(JsonObject document, Collection<ServedPipeline> pipelines) {
        JsonArray names = new JsonArray();
        pipelines.forEach(pipeline -> names.add(pipeline.name()));
        TreeSet<String> decisions = new TreeSet<>();
        pipelines.forEach(pipeline -> pipeline.flux()
                .stages()
                .filter(Score.class::isInstance)
                .forEach(stage -> decisions.addAll(((Score) stage).scorer().decisions())));
        JsonArray values = new JsonArray();
        decisions.forEach(values::add);
        for (Map.Entry<String, JsonElement> path :
                document.getAsJsonObject("paths").entrySet()) {
            for (Map.Entry<String, JsonElement> operation :
                    path.getValue().getAsJsonObject().entrySet()) {
                if (operation.getValue() instanceof JsonObject object
                        && object.get("parameters") instanceof JsonArray parameters) {
                    parameters.forEach(parameter -> addValues(parameter.getAsJsonObject(), names, values));
                }
            }
        }
    }

    private static void addValues(JsonObject parameter, JsonArray pipelines, JsonArray decisions) {
        JsonObject schema = parameter.getAsJsonObject("schema");
        String name = parameter.get("name").getAsString();
        if (name.equals(PIPELINE_OF_ALL)) {
            schema.add("enum", pipelines);
        } else if (name.equals("decision") && !decisions.isEmpty()) {
            schema.add("enum", decisions);
        }
    }

    /** Replaces the list of error codes of each operation by responses with problem details. */
    private static void addErrors(JsonObject paths) {
        for (Map.Entry<String, JsonElement> path : paths.entrySet()) {
            for (Map.Entry<String, JsonElement> operation :
                    path.getValue().getAsJsonObject().entrySet()) {
                JsonObject object = operation.getValue().getAsJsonObject();
                if (object.remove(ERRORS) instanceof JsonArray errors) {
                    errors.forEach(code -> object.getAsJsonObject("responses")
                            .add(code.getAsString(), problem(ERROR_TEXTS.get(code.getAsInt()))));
                }
            }
        }
    }

    private static JsonObject problem(String text) {
        JsonObject media = new JsonObject();
        media.add("schema", ComponentSchemas.reference("problem"));
        JsonObject content = new JsonObject();
        content.add("application/problem+json", media);
        JsonObject response = new JsonObject();
        response.addProperty("description", text);
        response.add("content", content);
        return response;
    }
}
