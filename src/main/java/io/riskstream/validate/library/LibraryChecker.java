package io.riskstream.validate.library;

import com.google.gson.JsonArray;
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
import io.riskstream.validate.pattern.EcmaExpression;
import io.riskstream.validate.pattern.PatternCompiler;
import io.riskstream.validate.pattern.TextPattern;
import io.riskstream.validate.pattern.UnsupportedPatternException;
import io.riskstream.validate.schema.BoundedText;
import io.riskstream.validate.schema.CheckWork;
import io.riskstream.validate.schema.EventDocument;
import io.riskstream.validate.schema.FailureMessages;
import io.riskstream.validate.schema.JsonPointer;
import io.riskstream.validate.schema.JsonValues;
import io.riskstream.validate.schema.NullRule;
import io.riskstream.validate.schema.SchemaDocument;
import io.riskstream.validate.schema.TextFormat;
import io.riskstream.validate.schema.ValidationFailure;
import io.riskstream.validate.schema.WorkLimitException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Checks events with the json-schema library: all of JSON Schema 2020-12, at some ten microseconds an event. It explains the rejections of the compiled
 * checker, is the reference for it in tests, and checks the schemas that are not compiled. Only one thread at a time may use it.
 */
public final class LibraryChecker {
    private static final URI SCHEMA = URI.create("urn:riskstream:event-schema");

    private final EventDocument document;
    private final NullRule nulls;
    private final CheckWork work;
    private final SchemaDocument schema;
    private final Validator validator;
    private final LibraryFailures failures;
    /** The expressions of {@code patternProperties} anywhere in the schema. The library applies them to member names without a limit of time. */
    private final Map<String, Pattern> namePatterns = new LinkedHashMap<>();

    /** Creates a checker for which each null is a value. */
    public LibraryChecker(EventType type, List<Field> fields, SchemaDocument schema) {
        this(type, fields, schema, NullRule.KEEP);
    }

    /**
     * Creates a checker.
     *
     * @param nulls decides which members that are null count as absent
     */
    public LibraryChecker(EventType type, List<Field> fields, SchemaDocument schema, NullRule nulls) {
        this.nulls = nulls;
        this.work = schema.work();
        this.schema = schema;
        this.document = new EventDocument(EventDocument.tree(type, fields));
        this.validator = new ValidatorFactory()
                .withDialect(new Dialects.Draft2020Dialect())
                .withJsonNodeFactory(new GsonNode.Factory())
                .withEvaluatorFactory(new BoundedKeywords(
                        new EvaluatorFactory.Builder()
                                .withKeyword("format", node -> formatCheck(schema, node))
                                .withKeyword("pattern", this::patternCheck)
                                .build(),
                        work))
                .createValidator();
        this.failures = new LibraryFailures(schema);
        register(schema);
        collectNamePatterns(schema.root());
    }

    private void collectNamePatterns(JsonElement schema) {
        if (schema instanceof JsonArray array) {
            array.forEach(this::collectNamePatterns);
        } else if (schema instanceof JsonObject object) {
            if (object.get("patternProperties") instanceof JsonObject patterns) {
                patterns.keySet()
                        .forEach(expression -> namePatterns.computeIfAbsent(expression, LibraryChecker::compiled));
            }
            object.asMap().values().forEach(this::collectNamePatterns);
        }
    }

    /** Returns null for the name of a member that a schema happens to call {@code patternProperties}. */
    private static Pattern compiled(String expression) {
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            return null;
        }
    }

    /** Fails on a member name that takes too long to be matched with one of {@link #namePatterns}. */
    private void checkNames(JsonElement value, String path) {
        if (value instanceof JsonArray array) {
            array.forEach(element -> checkNames(element, path));
        } else if (value instanceof JsonObject object) {
            for (Map.Entry<String, JsonElement> member : object.entrySet()) {
                for (Pattern pattern : namePatterns.values()) {
                    try {
                        boolean unused = pattern.matcher(new BoundedText(member.getKey(), work))
                                .find();
                    } catch (BoundedText.LimitException | StackOverflowError e) {
                        throw new AbortedSearchException(new ValidationFailure(
                                "patternProperties",
                                path,
                                "a member's name " + FailureMessages.abortedSearch(schema.written(pattern.pattern()))));
                    }
                }
                checkNames(member.getValue(), path.isEmpty() ? member.getKey() : path + "." + member.getKey());
            }
        }
    }

    private void register(SchemaDocument schema) {
        try {
            validator.registerSchema(SCHEMA, (JsonNode) new GsonNode(schema.root()));
        } catch (InvalidSchemaException e) {
            Error first = e.getErrors().stream()
                    .filter(error -> !LibraryFailures.isNoise(error.getKeyword()))
                    .findFirst()
                    .orElse(e.getErrors().get(0));
            throw schema.problem(
                    first.getInstanceLocation(), "is not a valid JSON Schema (2020-12): " + first.getError());
        }
    }

    private static Evaluator formatCheck(SchemaDocument schema, JsonNode node) {
        Optional<TextFormat> format = schema.checkedFormat(node.asString());
        return (context, value) ->
                format.isEmpty() || !value.isString() || format.get().matches(value.asString())
                        ? Evaluator.Result.success()
                        : Evaluator.Result.failure(node.asString());
    }

    /**
     * Searches in linear time if the pattern is supported by {@link PatternCompiler}, else with java.util.regex, which can take exponential time: such a
     * search is aborted.
     */
    private Evaluator patternCheck(JsonNode node) {
        String expression = node.asString();
        Predicate<JsonNode> matches;
        try {
            TextPattern pattern = PatternCompiler.compile(expression);
            matches = value -> pattern.isFoundIn(value.asString());
        } catch (UnsupportedPatternException e) {
            Pattern pattern = EcmaExpression.compile(expression);
            matches = value -> isFound(pattern, expression, value);
        }
        Predicate<JsonNode> check = matches;
        return (context, value) -> !value.isString() || check.test(value)
                ? Evaluator.Result.success()
                : Evaluator.Result.failure(expression);
    }

    private boolean isFound(Pattern pattern, String expression, JsonNode value) {
        try {
            return pattern.matcher(new BoundedText(value.asString(), work)).find();
        } catch (BoundedText.LimitException | StackOverflowError e) {
            throw new AbortedSearchException(new ValidationFailure(
                    "pattern", JsonPointer.dotted(value.getJsonPointer()), FailureMessages.abortedSearch(expression)));
        }
    }

    /** A search was aborted. It is not known whether the value matches, so the result of the schemas around it is not known either. */
    private static final class AbortedSearchException extends RuntimeException {
        private final transient ValidationFailure failure;

        AbortedSearchException(ValidationFailure failure) {
            super(null, null, false, false);
            this.failure = failure;
        }
    }

    /** Returns all failures of the event, ordered by path; none if the event is valid. */
    public List<ValidationFailure> check(Event event) {
        work.start(event);
        Map<String, Object> original = document.of(event);
        Object checked = nulls.apply(original);
        JsonElement json = JsonValues.of(checked);
        if (LocationLength.isTooLong(json)) {
            return List.of(new ValidationFailure(ValidationFailure.LIMIT, "", FailureMessages.LONG_LOCATIONS));
        }
        Validator.Result result;
        try {
            if (!namePatterns.isEmpty()) {
                checkNames(json, "");
            }
            result = validator.validate(SCHEMA, (JsonNode) new GsonNode(json));
        } catch (AbortedSearchException e) {
            return List.of(e.failure);
        } catch (WorkLimitException e) {
            return List.of(ValidationFailure.limit());
        }
        return result.isValid()
                ? List.of()
                : failures.of(result.getErrors(), json, checked == original ? json : JsonValues.of(original));
    }
}
