package io.riskstream.validate.schema;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.riskstream.text.Nearest;
import io.riskstream.validate.pattern.EcmaExpression;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Checks the values of the keywords that contain no schema. */
final class KeywordValues {
    private static final BigDecimal MAX_COUNT = BigDecimal.valueOf(Integer.MAX_VALUE);
    private static final List<String> TYPES =
            List.of("array", "boolean", "integer", "null", "number", "object", "string");

    private final SchemaFaults faults;

    KeywordValues(SchemaFaults faults) {
        this.faults = faults;
    }

    /** Returns false after adding the mistakes of a value. */
    boolean check(String file, String pointer, String keyword, JsonElement value) {
        if (SchemaKeywords.COUNTS.contains(keyword)) {
            return isCount(value) || fault(file, pointer, "must be a whole number from 0 to " + MAX_COUNT);
        }
        if (SchemaKeywords.NUMBERS.contains(keyword)) {
            boolean valid = isNumber(value)
                    && (!keyword.equals("multipleOf") || value.getAsBigDecimal().signum() > 0);
            return valid
                    || fault(
                            file,
                            pointer,
                            keyword.equals("multipleOf") ? "must be a number above 0" : "must be a number");
        }
        return switch (keyword) {
            case "type" -> checkTypes(file, pointer, value);
            case "enum" -> value instanceof JsonArray || fault(file, pointer, "must be a list of the allowed values");
            case "pattern" ->
                SchemaDocument.isText(value)
                        ? checkPattern(file, pointer, value.getAsString())
                        : fault(file, pointer, "must be a text");
            case "format" ->
                SchemaDocument.isText(value)
                        ? checkFormat(file, pointer, value.getAsString())
                        : fault(file, pointer, "must be a text");
            case "uniqueItems" -> isFlag(value) || fault(file, pointer, "must be true or false");
            case "required" -> checkRequired(file, pointer, value);
            case "dependentRequired" -> checkDependentRequired(file, pointer, value);
            default -> true;
        };
    }

    boolean isFlag(JsonElement value) {
        return value instanceof JsonPrimitive flag && flag.isBoolean();
    }

    private static boolean isNumber(JsonElement value) {
        return value instanceof JsonPrimitive number && number.isNumber();
    }

    private static boolean isCount(JsonElement value) {
        return isNumber(value)
                && Decimals.isWhole(value.getAsBigDecimal())
                && value.getAsBigDecimal().signum() >= 0
                && value.getAsBigDecimal().compareTo(MAX_COUNT) <= 0;
    }

    private boolean checkTypes(String file, String pointer, JsonElement value) {
        List<JsonElement> all = value instanceof JsonArray list ? list.asList() : List.of(value);
        boolean valid = !all.isEmpty() || fault(file, pointer, "must be a type, or a list of types");
        for (JsonElement each : all) {
            String name = SchemaDocument.isText(each) ? each.getAsString() : each.toString();
            if (JsonKind.ofType(name).isEmpty()) {
                valid = fault(file, pointer, "is '" + name + "', which is not a type; " + Nearest.hint(name, TYPES));
            }
        }
        return valid;
    }

    /** Returns false after adding the mistake of a regular expression. */
    boolean checkPattern(String file, String pointer, String pattern) {
        try {
            boolean unused = EcmaExpression.compile(pattern).matcher("").find();
            return true;
        } catch (PatternSyntaxException e) {
            return fault(
                    file,
                    pointer,
                    "is not a regular expression: " + e.getDescription() + " at character " + index(pattern, e));
        }
    }

    /** Returns the index in the expression as it is written: the translated one has other lengths. */
    private static int index(String pattern, PatternSyntaxException translated) {
        try {
            Pattern.compile(pattern);
            return Math.min(translated.getIndex(), pattern.length());
        } catch (PatternSyntaxException e) {
            return e.getIndex();
        }
    }

    private boolean checkFormat(String file, String pointer, String format) {
        if (TextFormat.of(format).isPresent() || TextFormat.isAnnotation(format)) {
            return true;
        }
        return fault(
                file,
                pointer,
                "is '" + format + "', which is not a known format; "
                        + Nearest.suggestion(format, TextFormat.names())
                                .orElse("the name of a format of your own must begin with 'x-'"));
    }

    private boolean checkRequired(String file, String pointer, JsonElement value) {
        if (isFlag(value)) {
            return fault(file, pointer, "must be a list of names, in the object around this schema");
        }
        return value instanceof JsonArray names
                ? checkNames(file, pointer, names)
                : fault(file, pointer, "must be a list of names");
    }

    private boolean checkDependentRequired(String file, String pointer, JsonElement value) {
        if (!(value instanceof JsonObject dependents)) {
            return fault(file, pointer, "must be an object of lists of names");
        }
        boolean valid = true;
        for (Map.Entry<String, JsonElement> each : dependents.entrySet()) {
            String place = SchemaDocument.child(pointer, each.getKey());
            valid &= each.getValue() instanceof JsonArray names
                    ? checkNames(file, place, names)
                    : fault(file, place, "must be a list of names");
        }
        return valid;
    }

    /** Returns false after adding the mistake of a list of names. */
    boolean checkNames(String file, String pointer, JsonArray names) {
        Set<String> known = new HashSet<>();
        for (JsonElement name : names) {
            if (!SchemaDocument.isText(name)) {
                return fault(file, pointer, "must be a list of names");
            }
            if (!known.add(name.getAsString())) {
                return fault(file, pointer, "has '" + name.getAsString() + "' twice; remove one");
            }
        }
        return true;
    }

    private boolean fault(String file, String pointer, String message) {
        faults.add(file, pointer, message);
        return false;
    }
}
