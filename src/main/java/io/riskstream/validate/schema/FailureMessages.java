package io.riskstream.validate.schema;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.riskstream.text.Nearest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Messages about invalid values, for readers who know claims, not schemas. A message quotes at most 40 characters of a value. */
public final class FailureMessages {
    /** A required member is absent. */
    public static final String MISSING = "is missing";
    /** A required member is null, which its schema does not allow. */
    public static final String MISSING_NULL = "is missing: null counts as absent";
    /** A value is present where the schema allows none. */
    public static final String FORBIDDEN = "is not allowed here";

    /** The json-schema library would need too much memory to name the failures. */
    public static final String LONG_LOCATIONS =
            "cannot be checked in bounded time: the keys around its values have more than a million characters in total";

    /** The check of an event takes too long. */
    static final String LIMIT =
            "the check takes too long: the event's nested values match several branches of the schema, or its texts take long to be matched or compared";

    private static final int MAX_VALUE_LENGTH = 40;
    private static final int MAX_LIST_LENGTH = 200;
    private static final int MIN_HINT_LENGTH = 4;
    private static final int MAX_HINT_VALUES = 200;
    private static final Map<String, String> TYPES = Map.of(
            "string", "a text",
            "integer", "a whole number",
            "number", "a number",
            "boolean", "true or false",
            "array", "a list",
            "object", "an object",
            "null", "null");
    private static final Map<String, String> BOUNDS = Map.of(
            "minimum", "at least ",
            "maximum", "at most ",
            "exclusiveMinimum", "more than ",
            "exclusiveMaximum", "less than ",
            "multipleOf", "a multiple of ",
            "const", "");
    private static final Map<String, String> SIZES = Map.of(
            "minLength", "at least %s character",
            "maxLength", "at most %s character",
            "minItems", "at least %s item",
            "maxItems", "at most %s item",
            "minContains", "at least %s required item",
            "maxContains", "at most %s required item",
            "minProperties", "at least %s member",
            "maxProperties", "at most %s member");

    private FailureMessages() {}

    public static String of(String keyword, JsonObject rule, JsonElement value) {
        JsonElement limit = rule.get(keyword);
        if (BOUNDS.containsKey(keyword)) {
            return "must be " + BOUNDS.get(keyword) + quoted(limit) + ", not " + quoted(value);
        }
        if (SIZES.containsKey(keyword)) {
            String allowed = SIZES.get(keyword).formatted(quoted(limit));
            return "must have " + allowed + (plain(limit).equals("1") ? "" : "s") + ", not " + size(value);
        }
        return switch (keyword) {
            case "type" -> "must be " + types(limit) + ", not " + described(value);
            case "enum" -> "must be one of " + list(limit) + "; not " + quoted(value) + valueHint(limit, value);
            case "pattern" ->
                "must match the pattern " + cut(plain(limit), MAX_LIST_LENGTH) + ", not be " + quoted(value);
            case "format" ->
                "must be "
                        + TextFormat.of(plain(limit))
                                .map(TextFormat::description)
                                .orElse("of another format") + ", not " + quoted(value);
            case "uniqueItems" -> "has the same item twice";
            case "contains" -> "has no item of the required kind";
            case "propertyNames" -> "has a member whose name is not allowed";
            case "not" -> "has a value that is not allowed: " + quoted(value);
            case "anyOf" -> "matches none of the allowed forms: " + quoted(value);
            case "oneOf" ->
                "must match exactly one of the allowed forms, but matches none or several: " + quoted(value);
            default -> "violates '" + keyword + "' of the schema: " + quoted(value);
        };
    }

    /** Returns the message for a member that the enclosing schema does not declare. */
    public static String unknown(String name, JsonObject rule) {
        Set<String> known = rule.get("properties") instanceof JsonObject properties ? properties.keySet() : Set.of();
        return "is not a known field" + hint(name, known);
    }

    /** Returns the message for a text whose search with java.util.regex was aborted. */
    public static String abortedSearch(String pattern) {
        return "takes too long to be matched with the pattern " + cut(pattern, MAX_LIST_LENGTH);
    }

    private static String types(JsonElement limit) {
        List<JsonElement> all = limit instanceof JsonArray array ? array.asList() : List.of(limit);
        return String.join(
                " or ",
                all.stream()
                        .map(type -> TYPES.getOrDefault(plain(type), plain(type)))
                        .toList());
    }

    private static String described(JsonElement value) {
        if (value instanceof JsonPrimitive primitive) {
            if (primitive.isString()) {
                return "the text " + quoted(value);
            }
            return primitive.isNumber() ? "the number " + quoted(value) : quoted(value);
        }
        if (value instanceof JsonNull) {
            return "null";
        }
        return value instanceof JsonArray ? "a list" : "an object";
    }

    private static String size(JsonElement value) {
        if (value instanceof JsonArray array) {
            return String.valueOf(array.size());
        }
        if (value instanceof JsonObject object) {
            return String.valueOf(object.size());
        }
        String text = plain(value);
        return text.codePointCount(0, text.length()) + ": " + quoted(value);
    }

    /** Returns a hint with the nearest allowed string. Both must have the length of a word: a hint for a code would be a guess. */
    private static String valueHint(JsonElement allowed, JsonElement value) {
        String text = plain(value);
        boolean isWord =
                SchemaDocument.isText(value) && text.length() >= MIN_HINT_LENGTH && text.length() <= MAX_VALUE_LENGTH;
        if (!isWord || !(allowed instanceof JsonArray array) || array.size() > MAX_HINT_VALUES) {
            return "";
        }
        List<String> words = array.asList().stream()
                .filter(SchemaDocument::isText)
                .map(JsonElement::getAsString)
                .filter(each -> each.length() >= MIN_HINT_LENGTH && each.length() <= MAX_VALUE_LENGTH)
                .toList();
        return hint(text, words);
    }

    private static String hint(String word, Collection<String> known) {
        if (word.length() > MAX_VALUE_LENGTH) { // the time grows with the length
            return "";
        }
        return Nearest.suggestion(word, known).map(text -> "; " + text).orElse("");
    }

    /** Lists as many allowed values as fit: there may be thousands. */
    private static String list(JsonElement allowed) {
        StringBuilder values = new StringBuilder();
        if (allowed instanceof JsonArray array) {
            for (int i = 0; i < array.size() && values.length() <= MAX_LIST_LENGTH; i++) {
                values.append(i == 0 ? "" : ", ").append(quoted(array.get(i)));
            }
        }
        return cut(values.toString(), MAX_LIST_LENGTH);
    }

    private static String quoted(JsonElement value) {
        if (value instanceof JsonPrimitive primitive && primitive.isString()) {
            return "'" + cut(primitive.getAsString(), MAX_VALUE_LENGTH) + "'";
        }
        return cut(plain(value), MAX_VALUE_LENGTH);
    }

    private static String plain(JsonElement value) {
        if (value instanceof JsonPrimitive primitive) {
            String text = primitive.getAsString();
            return primitive.isNumber() && text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
        }
        return value == null ? "" : value.toString();
    }

    private static String cut(String text, int maxLength) {
        if (text.length() <= maxLength) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(maxLength - 1)) ? maxLength - 1 : maxLength;
        return text.substring(0, end) + "...";
    }
}
