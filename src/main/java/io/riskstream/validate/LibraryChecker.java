package io.riskstream.validate;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.harrel.jsonschema.Dialects;
import dev.harrel.jsonschema.Error;
import dev.harrel.jsonschema.Evaluator;
import dev.harrel.jsonschema.EvaluatorFactory;
import dev.harrel.jsonschema.InvalidSchemaException;
import dev.harrel.jsonschema.JsonNode;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.GsonNode;
import io.riskstream.Event;
import io.riskstream.EventType;
import java.net.URI;
import java.util.List;

/** Checks with the json-schema library: all of 2020-12, at some microseconds an event. */
final class LibraryChecker implements SchemaChecker {
    private static final URI SCHEMA = URI.create("urn:riskstream:event-schema");

    private final EventDocument document;
    private final Validator validator;
    private final Failures failures;

    LibraryChecker(EventType type, EventSchema schema) {
        SchemaDocument parsed = SchemaDocument.parse(schema.file());
        this.document = new EventDocument(type, schema.fields());
        this.validator = new ValidatorFactory()
                .withDialect(new Dialects.Draft2020Dialect())
                .withJsonNodeFactory(new GsonNode.Factory())
                .withEvaluatorFactory(new EvaluatorFactory.Builder()
                        .withKeyword("format", node -> formatCheck(node))
                        .build())
                .createValidator();
        this.failures = new Failures(parsed);
        register(parsed);
    }

    private void register(SchemaDocument schema) {
        JsonObject text = schema.root().deepCopy();
        text.remove("$id"); // a name for elsewhere; here the schema goes by ours
        try {
            validator.registerSchema(SCHEMA, (JsonNode) new GsonNode(text));
        } catch (InvalidSchemaException e) {
            Error first = e.getErrors().stream()
                    .filter(error -> !Failures.isNoise(error.getKeyword()))
                    .findFirst()
                    .orElse(e.getErrors().get(0));
            throw schema.fault(first.getInstanceLocation(), "is no valid JSON Schema (2020-12): " + first.getError());
        }
    }

    private static Evaluator formatCheck(JsonNode node) {
        Format format = Format.of(node.asString()).orElseThrow(); // SchemaDocument knows no others
        return (context, value) -> !value.isString() || format.fits(value.asString())
                ? Evaluator.Result.success()
                : Evaluator.Result.failure(format.word());
    }

    @Override
    public List<Failure> check(Event event) {
        JsonElement json = Json.of(document.of(event));
        Validator.Result result = validator.validate(SCHEMA, (JsonNode) new GsonNode(json));
        return result.isValid() ? List.of() : failures.of(result.getErrors(), json);
    }
}
