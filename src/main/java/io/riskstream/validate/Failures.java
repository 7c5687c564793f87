package io.riskstream.validate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.harrel.jsonschema.Error;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Picks out of the library's errors those that tell what is wrong. The library also tells of every schema around a failed one, and of branches
 * that need not hold: an {@code if}, all but one of an {@code anyOf}.
 */
final class Failures {
    /** Their members are schemas, by name or number. */
    private static final Set<String> NAMED =
            Set.of("properties", "patternProperties", "dependentSchemas", "allOf", "anyOf", "oneOf", "prefixItems");
    /** A failure inside these is no failure of the event: they fail by themselves, or not. */
    private static final Set<String> JUDGES = Set.of("if", "not", "contains", "propertyNames", "anyOf", "oneOf");
    /** These fail only because something inside them does, which is told by itself. */
    private static final Set<String> WRAPPERS = Set.of("allOf", "if", "$ref", "$dynamicRef", "dependentSchemas");

    /** Of the library's errors so many are looked at: each choice among branches looks through all of them. */
    private static final int MOST_ERRORS = 1_000;
    /** So many are told of one event. */
    private static final int MOST_FAILURES = 100;

    private static final Set<String> CHOICES = Set.of("anyOf", "oneOf");

    /** A step of the way through the schema: a keyword, and the name or number of the schema under it where it has several. */
    private record Step(String keyword, String member) {}

    /** @param steps to the schema that failed */
    private record Found(Error error, String keyword, List<Step> steps) {
        boolean isInside(Found choice) {
            String outer = choice.error.getInstanceLocation();
            String inner = error.getInstanceLocation();
            return error.getEvaluationPath().startsWith(choice.error.getEvaluationPath() + "/")
                    && (inner.equals(outer) || inner.startsWith(outer + "/"));
        }
    }

    private final SchemaDocument schema;
    private final FailureText text;

    Failures(SchemaDocument schema) {
        this.schema = schema;
        this.text = new FailureText();
    }

    static boolean isNoise(String keyword) {
        return keyword == null || WRAPPERS.contains(keyword) || CHOICES.contains(keyword);
    }

    List<Failure> of(List<Error> errors, JsonElement document) {
        List<Found> all = new ArrayList<>();
        errors.stream().limit(MOST_ERRORS).forEach(error -> all.add(found(error)));
        Set<Failure> failures = new LinkedHashSet<>();
        collect(all, 0, document, failures);
        if (failures.isEmpty()) {
            // whatever was passed over: an event that does not fit never passes
            failures.add(new Failure("schema", "", "the event is not what the schema asks for"));
        }
        return failures.stream()
                .limit(MOST_FAILURES)
                .sorted(Comparator.comparing(Failure::path).thenComparing(Failure::keyword))
                .toList();
    }

    private static Found found(Error error) {
        List<String> names = Pointer.names(error.getEvaluationPath());
        int end = error.getKeyword() == null ? names.size() : names.size() - 1;
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < end; i++) {
            String keyword = names.get(i);
            steps.add(new Step(keyword, NAMED.contains(keyword) && i + 1 < end ? names.get(++i) : ""));
        }
        String keyword = error.getKeyword();
        if (keyword == null) { // a schema that is just `false`
            keyword = steps.isEmpty() ? "false" : steps.get(steps.size() - 1).keyword();
        }
        return new Found(error, keyword, steps);
    }

    /** @param from the first step to look at: those before it are known to have to hold */
    private void collect(List<Found> all, int from, JsonElement document, Set<Failure> failures) {
        for (Found found : all) {
            Step judge = found.steps().stream()
                    .skip(from)
                    .filter(step -> JUDGES.contains(step.keyword()))
                    .findFirst()
                    .orElse(null);
            if (judge != null) {
                if (judge.keyword().equals("propertyNames")) {
                    add(found, "propertyNames", document, failures);
                }
            } else if (CHOICES.contains(found.keyword())) {
                choose(found, all, document, failures);
            } else if (!WRAPPERS.contains(found.keyword())) {
                add(found, found.keyword(), document, failures);
            }
        }
    }

    /** Where all branches fail but one is meant, by the value's type, what is wrong in that one is what helps. */
    private void choose(Found choice, List<Found> all, JsonElement document, Set<Failure> failures) {
        int depth = choice.steps().size();
        Map<String, List<Found>> branches = new LinkedHashMap<>();
        for (Found found : all) {
            if (found.isInside(choice)) {
                branches.computeIfAbsent(found.steps().get(depth).member(), branch -> new ArrayList<>())
                        .add(found);
            }
        }
        boolean allFail = schemaOf(choice.error()).get(choice.keyword()) instanceof JsonArray listed
                && listed.size() == branches.size();
        List<List<Found>> meant = branches.values().stream()
                .filter(branch -> branch.stream()
                        .noneMatch(found -> found.keyword().equals("type")
                                && found.error()
                                        .getInstanceLocation()
                                        .equals(choice.error().getInstanceLocation())))
                .toList();
        if (allFail && meant.size() == 1) {
            collect(meant.get(0), depth + 1, document, failures);
        } else {
            add(choice, choice.keyword(), document, failures);
        }
    }

    private void add(Found found, String keyword, JsonElement document, Set<Failure> failures) {
        String location = found.error().getInstanceLocation();
        String path = Pointer.dotted(location);
        JsonElement value = Pointer.at(document, location);
        JsonObject rule = schemaOf(found.error());
        switch (keyword) {
            case "required" -> {
                if (rule.get(keyword) instanceof JsonArray names) {
                    addMissing(keyword, names, path, value, failures);
                }
            }
            case "dependentRequired" -> {
                if (rule.get(keyword) instanceof JsonObject dependents && value instanceof JsonObject object) {
                    dependents.entrySet().stream()
                            .filter(dependent -> object.has(dependent.getKey()))
                            .forEach(dependent ->
                                    addMissing(keyword, dependent.getValue().getAsJsonArray(), path, value, failures));
                }
            }
            default -> {
                boolean forbidden = found.error().getKeyword() == null;
                String message = forbidden
                        ? text.forbidden(found.keyword(), location, around(found.error()))
                        : text.of(keyword, rule, value);
                failures.add(new Failure(keyword, path, message));
            }
        }
    }

    private static void addMissing(
            String keyword, JsonArray names, String path, JsonElement value, Set<Failure> failures) {
        for (JsonElement name : names) {
            if (value instanceof JsonObject object && !object.has(name.getAsString())) {
                String member = path.isEmpty() ? name.getAsString() : path + "." + name.getAsString();
                failures.add(new Failure(keyword, member, "is missing"));
            }
        }
    }

    private JsonObject schemaOf(Error error) {
        return at(pointer(error));
    }

    /** The schema around the one that failed. */
    private JsonObject around(Error error) {
        String pointer = pointer(error);
        return at(pointer.substring(0, Math.max(pointer.lastIndexOf('/'), 0)));
    }

    private static String pointer(Error error) {
        String location = error.getSchemaLocation();
        return location.substring(location.indexOf('#') + 1);
    }

    private JsonObject at(String pointer) {
        return Pointer.at(schema.root(), pointer) instanceof JsonObject object ? object : new JsonObject();
    }
}
