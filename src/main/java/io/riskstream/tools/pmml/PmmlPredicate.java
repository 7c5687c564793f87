package io.riskstream.tools.pmml;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Converts a predicate to a condition. A predicate on a missing value is neither true nor false in PMML, and an attribute whose predicate is not true does not
 * apply; so each condition that reads a value also requires that there is one.
 */
final class PmmlPredicate {
    static final String TRUE = "true";
    static final String FALSE = "false";

    private static final Set<String> NAMES =
            Set.of("SimplePredicate", "CompoundPredicate", "SimpleSetPredicate", "True", "False");
    private static final Map<String, String> OPERATORS = Map.of(
            "equal", "==",
            "notEqual", "!=",
            "lessThan", "<",
            "lessOrEqual", "<=",
            "greaterThan", ">",
            "greaterOrEqual", ">=");
    private static final Pattern CELL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|(\\S+)");

    private final PmmlFields fields;

    PmmlPredicate(PmmlFields fields) {
        this.fields = fields;
    }

    /** Returns the predicate among the children of an element. */
    PmmlElement in(PmmlElement element) {
        return element.children().stream()
                .filter(child -> NAMES.contains(child.name()))
                .findFirst()
                .orElseThrow(
                        () -> element.problem("<" + element.name() + "> has no predicate, such as <SimplePredicate>"));
    }

    /** Returns the condition of a predicate; {@link #TRUE} and {@link #FALSE} if it reads no field. */
    String condition(PmmlElement predicate) {
        return switch (predicate.name()) {
            case "True" -> TRUE;
            case "False" -> FALSE;
            case "SimplePredicate" -> guarded(predicate, simple(predicate));
            case "SimpleSetPredicate" -> guarded(predicate, set(predicate));
            case "CompoundPredicate" -> compound(predicate);
            default ->
                throw predicate.unsupported(
                        "<" + predicate.name() + "> as a predicate", "use a simple or compound one");
        };
    }

    private String guarded(PmmlElement predicate, String comparison) {
        if (isKnownWithoutValue(predicate)) {
            return comparison;
        }
        return fields.guard(predicate.get("field"))
                .map(guard -> guard + " && " + comparison)
                .orElse(comparison);
    }

    /** True for a predicate that is true or false also if its field has no value. */
    private static boolean isKnownWithoutValue(PmmlElement predicate) {
        String operator = predicate.find("operator").orElse("");
        return operator.equals("isMissing") || operator.equals("isNotMissing");
    }

    private String simple(PmmlElement predicate) {
        String field = predicate.get("field");
        String operator = predicate.get("operator");
        String value = fields.value(predicate, field);
        if (operator.equals("isMissing")) {
            return fields.guard(field).map(guard -> "!" + guard).orElse(FALSE);
        } else if (operator.equals("isNotMissing")) {
            return fields.guard(field).orElse(TRUE);
        }
        String symbol = OPERATORS.get(operator);
        if (symbol == null) {
            throw predicate.problem("unknown operator '" + operator + "'");
        }
        return value + " " + symbol + " " + fields.literal(predicate, field, predicate.get("value"));
    }

    private String set(PmmlElement predicate) {
        String field = predicate.get("field");
        String operator = predicate.get("booleanOperator");
        if (!operator.equals("isIn") && !operator.equals("isNotIn")) {
            throw predicate.problem("unknown operator '" + operator + "'; expected isIn or isNotIn");
        }
        PmmlElement array = predicate.required("Array");
        List<String> values = new ArrayList<>();
        Matcher cells = CELL.matcher(array.text());
        while (cells.find()) {
            String cell = Optional.ofNullable(cells.group(1))
                    .map(quoted -> quoted.replaceAll("\\\\(.)", "$1"))
                    .orElseGet(() -> cells.group(2));
            values.add(fields.literal(array, field, cell));
        }
        if (values.isEmpty()) {
            throw array.problem("the <Array> has no values");
        }
        String in = fields.value(predicate, field) + " in [" + String.join(", ", values) + "]";
        return operator.equals("isIn") ? in : "!(" + in + ")";
    }

    private String compound(PmmlElement predicate) {
        List<PmmlElement> parts = predicate.children().stream()
                .filter(child -> NAMES.contains(child.name()))
                .toList();
        if (parts.size() < 2) {
            throw predicate.problem("<CompoundPredicate> needs at least two predicates");
        }
        String operator = predicate.get("booleanOperator");
        return switch (operator) {
            case "and" -> joined(parts, " && ", TRUE, FALSE);
            case "or" -> joined(parts, " || ", FALSE, TRUE);
            case "surrogate" -> surrogate(parts);
            default ->
                throw predicate.unsupported(
                        "the operator '" + operator + "' of a compound predicate", "use and, or, or surrogate");
        };
    }

    /**
     * Joins conditions.
     *
     * @param neutral the condition that has no effect
     * @param decisive the condition that decides the result
     */
    private String joined(List<PmmlElement> parts, String operator, String neutral, String decisive) {
        List<String> conditions = parts.stream()
                .map(this::condition)
                .filter(part -> !part.equals(neutral))
                .toList();
        if (conditions.contains(decisive)) {
            return decisive;
        }
        if (conditions.isEmpty()) {
            return neutral;
        }
        return conditions.size() == 1
                ? conditions.get(0)
                : conditions.stream().map(part -> "(" + part + ")").collect(Collectors.joining(operator));
    }

    /** Returns the condition of the first predicate whose field has a value. */
    private String surrogate(List<PmmlElement> parts) {
        String condition = FALSE;
        for (int i = parts.size() - 1; i >= 0; i--) {
            PmmlElement part = parts.get(i);
            if (part.name().equals("True") || part.name().equals("False")) {
                condition = condition(part);
            } else if (part.find("field").isPresent()) {
                String comparison = part.name().equals("SimplePredicate") ? simple(part) : set(part);
                String other = condition;
                condition = fields.guard(part.get("field"))
                        .filter(guard -> !isKnownWithoutValue(part))
                        .map(guard -> "(" + guard + " ? " + comparison + " : " + other + ")")
                        .orElse("(" + comparison + ")");
            } else {
                throw part.unsupported(
                        "a compound predicate inside a surrogate", "write the alternatives as attributes of their own");
            }
        }
        return condition;
    }
}
