package io.riskstream.validate.library;

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
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.validate.schema.BoundedText;
import io.riskstream.validate.schema.EventDocument;
import io.riskstream.validate.schema.FailureMessages;
import io.riskstream.validate.schema.JsonPointer;
import io.riskstream.validate.schema.JsonValues;
import io.riskstream.validate.schema.SchemaChecker;
import io.riskstream.validate.schema.SchemaDocument;
import io.riskstream.validate.schema.TextFormat;
import io.riskstream.validate.schema.ValidationFailure;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Checks with the json-schema library: all of 2020-12, at some ten microseconds an event. It is what the compiled checker is held against, and
 * takes the schemas that one does not.
 */
public final class LibraryChecker implements SchemaChecker {
    private static final URI SCHEMA = URI.create("urn:riskstream:event-schema");

    private final EventDocument document;
    private final Validator validator;
    private final LibraryFailures failures;

    public LibraryChecker(EventType type, List<Field> fields, SchemaDocument schema) {
        this.document = new EventDocument(EventDocument.tree(type, fields));
        this.validator = new ValidatorFactory()
                .withDialect(new Dialects.Draft2020Dialect())
                .withJsonNodeFactory(new GsonNode.Factory())
                .withEvaluatorFactory(new EvaluatorFactory.Builder()
                        .withKeyword("format", node -> formatCheck(node))
                        .withKeyword("pattern", node -> patternCheck(node))
                        .build())
                .createValidator();
        this.failures = new LibraryFailures(schema);
        register(schema);
    }

    private void register(SchemaDocument schema) {
        JsonObject text = schema.root().deepCopy();
        text.remove("$id"); // a name for elsewhere; here the schema goes by ours
        try {
            validator.registerSchema(SCHEMA, (JsonNode) new GsonNode(text));
        } catch (InvalidSchemaException e) {
            Error first = e.getErrors().stream()
                    .filter(error -> !LibraryFailures.isNoise(error.getKeyword()))
                    .findFirst()
                    .orElse(e.getErrors().get(0));
            throw schema.fault(first.getInstanceLocation(), "is no valid JSON Schema (2020-12): " + first.getError());
        }
    }

    private static Evaluator formatCheck(JsonNode node) {
        TextFormat format = TextFormat.of(node.asString()).orElseThrow(); // SchemaDocument knows no others
        return (context, value) -> !value.isString() || format.fits(value.asString())
                ? Evaluator.Result.success()
                : Evaluator.Result.failure(format.word());
    }

    /** As the library does it, but not for ever. */
    private static Evaluator patternCheck(JsonNode node) {
        Pattern pattern = Pattern.compile(node.asString());
        return (context, value) -> {
            if (!value.isString()) {
                return Evaluator.Result.success();
            }
            try {
                return pattern.matcher(new BoundedText(value.asString())).find()
                        ? Evaluator.Result.success()
                        : Evaluator.Result.failure(pattern.pattern());
            } catch (BoundedText.Exhausted | StackOverflowError e) {
                throw new Endless(value.getJsonPointer(), pattern.pattern());
            }
        };
    }

    /** A search was given up. Whether the value fits is not known, so neither is whether anything around it does. */
    private static final class Endless extends RuntimeException {
        private final transient ValidationFailure failure;

        Endless(String location, String pattern) {
            super(null, null, false, false);
            this.failure =
                    new ValidationFailure("pattern", JsonPointer.dotted(location), FailureMessages.endless(pattern));
        }
    }

    @Override
    public List<ValidationFailure> check(Event event) {
        JsonElement json = JsonValues.of(document.of(event));
        Validator.Result result;
        try {
            result = validator.validate(SCHEMA, (JsonNode) new GsonNode(json));
        } catch (Endless e) {
            return List.of(e.failure);
        }
        return result.isValid() ? List.of() : failures.of(result.getErrors(), json);
    }
}
