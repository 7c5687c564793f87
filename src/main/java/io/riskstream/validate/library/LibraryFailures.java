package io.riskstream.validate.library;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.harrel.jsonschema.Error;
import io.riskstream.validate.schema.FailureList;
import io.riskstream.validate.schema.FailureMessages;
import io.riskstream.validate.schema.JsonPointer;
import io.riskstream.validate.schema.SchemaDocument;
import io.riskstream.validate.schema.ValidationFailure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Selects the errors that explain why an event is invalid. The library also reports an error for every schema around a failed one, and for branches that
 * need not match: an {@code if}, all but one of an {@code anyOf}.
 */
final class LibraryFailures {
    /** Keywords whose members are schemas, by name or number. */
    private static final Set<String> NAMED =
            Set.of("properties", "patternProperties", "dependentSchemas", "allOf", "anyOf", "oneOf", "prefixItems");
    /** Keywords that may accept a value although a schema inside them fails. They report a failure of their own. */
    private static final Set<String> CONDITIONS = Set.of("if", "not", "contains", "propertyNames", "anyOf", "oneOf");
    /** Keywords that fail only because of a failure inside them, which is reported itself. */
    private static final Set<String> WRAPPERS = Set.of("allOf", "if", "$ref", "$dynamicRef", "dependentSchemas");

    /** The maximum number of the library's errors that are examined: each choice among branches examines all of them. */
    private static final int MAX_ERRORS = 1_000;

    private static final Set<String> CHOICES = Set.of("anyOf", "oneOf");
    /** Keywords that constrain members without a schema of their own. */
    private static final Set<String> UNKNOWN = Set.of("additionalProperties", "unevaluatedProperties");

    /** A step of a path through the schema: a keyword, and the name or number of the schema below it if it has several. */
    private record Step(String keyword, String member) {}

    /**
     * An error of the library.
     *
     * @param keyword the keyword that failed; for the schema {@code false}, the keyword that contains it
     * @param steps the path to the schema that failed
     */
    private record Found(Error error, String keyword, List<Step> steps) {
        /** True if the schema that failed is {@code false}. */
        boolean isForbidden() {
            return error.getKeyword() == null;
        }

        boolean isInside(Found choice) {
            String outer = choice.error.getInstanceLocation();
            String inner = error.getInstanceLocation();
            return error.getEvaluationPath().startsWith(choice.error.getEvaluationPath() + "/")
                    && (inner.equals(outer) || inner.startsWith(outer + "/"));
        }
    }

    private final SchemaDocument schema;
    /** The event as it came, with the members that are null and count as absent. */
    private JsonElement original = JsonNull.INSTANCE;

    LibraryFailures(SchemaDocument schema) {
        this.schema = schema;
    }

    static boolean isNoise(String keyword) {
        return keyword == null || WRAPPERS.contains(keyword) || CHOICES.contains(keyword);
    }

    /**
     * Returns the failures, ordered by path.
     *
     * @param document the event as the library read it
     * @param withNulls the event as it came: it may have more members, which are null
     */
    List<ValidationFailure> of(List<Error> errors, JsonElement document, JsonElement withNulls) {
        original = withNulls;
        List<Found> all = new ArrayList<>();
        errors.stream().limit(MAX_ERRORS).forEach(error -> all.add(found(error)));
        FailureList failures = new FailureList();
        collect(all, 0, document, failures);
        return failures.sorted();
    }

    private static Found found(Error error) {
        List<String> names = JsonPointer.names(error.getEvaluationPath());
        int end = error.getKeyword() == null ? names.size() : names.size() - 1;
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < end; i++) {
            String keyword = names.get(i);
            steps.add(new Step(keyword, NAMED.contains(keyword) && i + 1 < end ? names.get(++i) : ""));
        }
        String keyword = error.getKeyword();
        return new Found(error, keyword == null ? forbidding(steps) : keyword, steps);
    }

    /** Returns the keyword that contains a schema {@code false}. */
    private static String forbidding(List<Step> steps) {
        for (int i = steps.size() - 1; i >= 0; i--) {
            if (!WRAPPERS.contains(steps.get(i).keyword())) {
                return steps.get(i).keyword();
            }
        }
        return "schema";
    }

    /** @param from the first step to examine: the schemas before it must match */
    private void collect(List<Found> all, int from, JsonElement document, FailureList failures) {
        for (Found found : all) {
            Step condition = found.steps().stream()
                    .skip(from)
                    .filter(step -> CONDITIONS.contains(step.keyword()))
                    .findFirst()
                    .orElse(null);
            if (condition != null) {
                if (condition.keyword().equals("propertyNames")) {
                    add(found, "propertyNames", document, failures);
                }
            } else if (found.isForbidden()) {
                addForbidden(found, failures);
            } else if (CHOICES.contains(found.keyword())) {
                choose(found, all, document, failures);
            } else if (!WRAPPERS.contains(found.keyword())) {
                add(found, found.keyword(), document, failures);
            }
        }
    }

    /** Adds the failures of the only branch that allows the value's type, if all branches fail; else the failure of the choice itself. */
    private void choose(Found choice, List<Found> all, JsonElement document, FailureList failures) {
        Collection<List<Found>> branches = branches(choice, all);
        List<List<Found>> candidates = branches.stream()
                .filter(branch -> !excludesType(branch, choice))
                .toList();
        if (allFail(choice, branches) && candidates.size() == 1) {
            collect(candidates.get(0), choice.steps().size() + 1, document, failures);
        } else {
            add(choice, choice.keyword(), document, failures);
        }
    }

    /** Returns the errors of each branch of a choice that failed. */
    private static Collection<List<Found>> branches(Found choice, List<Found> all) {
        Map<String, List<Found>> branches = new LinkedHashMap<>();
        for (Found found : all) {
            if (found.isInside(choice)) {
                branches.computeIfAbsent(
                                found.steps().get(choice.steps().size()).member(), branch -> new ArrayList<>())
                        .add(found);
            }
        }
        return branches.values();
    }

    private boolean allFail(Found choice, Collection<List<Found>> branches) {
        return schemaOf(choice.error()).get(choice.keyword()) instanceof JsonArray listed
                && listed.size() == branches.size();
    }

    /** True if the branch does not allow the value's type. */
    private boolean excludesType(List<Found> branch, Found choice) {
        int depth = choice.steps().size() + 1;
        return branch.stream()
                .filter(found -> found.error()
                        .getInstanceLocation()
                        .equals(choice.error().getInstanceLocation()))
                .filter(found ->
                        found.steps().stream().skip(depth).noneMatch(step -> CONDITIONS.contains(step.keyword())))
                .anyMatch(found -> found.isForbidden()
                        || found.keyword().equals("type")
                        || CHOICES.contains(found.keyword()) && allExcludeType(found, branch));
    }

    private boolean allExcludeType(Found choice, List<Found> all) {
        Collection<List<Found>> branches = branches(choice, all);
        return allFail(choice, branches) && branches.stream().allMatch(branch -> excludesType(branch, choice));
    }

    private void add(Found found, String keyword, JsonElement document, FailureList failures) {
        String location = found.error().getInstanceLocation();
        String path = JsonPointer.dotted(location);
        JsonElement value = JsonPointer.at(document, location);
        JsonObject rule = schemaOf(found.error());
        switch (keyword) {
            case "required" -> {
                if (rule.get(keyword) instanceof JsonArray names) {
                    addMissing(keyword, names, location, value, failures);
                }
            }
            case "dependentRequired" -> {
                if (rule.get(keyword) instanceof JsonObject dependents && value instanceof JsonObject object) {
                    dependents.entrySet().stream()
                            .filter(dependent -> object.has(dependent.getKey()))
                            .forEach(dependent -> addMissing(
                                    keyword, dependent.getValue().getAsJsonArray(), location, value, failures));
                }
            }
            default -> failures.add(new ValidationFailure(keyword, path, FailureMessages.of(keyword, rule, value)));
        }
    }

    private void addForbidden(Found found, FailureList failures) {
        String path = JsonPointer.dotted(found.error().getInstanceLocation());
        Step last =
                found.steps().isEmpty() ? null : found.steps().get(found.steps().size() - 1);
        boolean unknown = last != null && UNKNOWN.contains(last.keyword());
        failures.add(new ValidationFailure(
                found.keyword(),
                path,
                unknown
                        ? FailureMessages.unknown(path.substring(path.lastIndexOf('.') + 1), around(found.error()))
                        : FailureMessages.FORBIDDEN));
    }

    private void addMissing(String keyword, JsonArray names, String location, JsonElement value, FailureList failures) {
        String path = JsonPointer.dotted(location);
        for (JsonElement name : names) {
            if (value instanceof JsonObject object && !object.has(name.getAsString())) {
                String member = path.isEmpty() ? name.getAsString() : path + "." + name.getAsString();
                boolean isNull =
                        JsonPointer.at(original, location) instanceof JsonObject whole && whole.has(name.getAsString());
                failures.add(new ValidationFailure(
                        keyword, member, isNull ? FailureMessages.MISSING_NULL : FailureMessages.MISSING));
            }
        }
    }

    private JsonObject schemaOf(Error error) {
        return at(pointer(error));
    }

    /** Returns the schema around the one that failed. */
    private JsonObject around(Error error) {
        String pointer = pointer(error);
        return at(pointer.substring(0, Math.max(pointer.lastIndexOf('/'), 0)));
    }

    private static String pointer(Error error) {
        String location = error.getSchemaLocation();
        return location.substring(location.indexOf('#') + 1);
    }

    private JsonObject at(String pointer) {
        return JsonPointer.at(schema.root(), pointer) instanceof JsonObject object ? object : new JsonObject();
    }
}
