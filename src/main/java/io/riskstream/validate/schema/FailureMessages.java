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

/** Says in a sentence what is wrong with a value, to someone who knows claims, not schemas. Of the value it quotes a little at most. */
public final class FailureMessages {
    /** Of a member that must be there. */
    public static final String MISSING = "is missing";
    /** Of a value where none may be. */
    public static final String FORBIDDEN = "is not allowed here";

    private static final int LONGEST_VALUE = 40;
    private static final int LONGEST_LIST = 200;
    private static final int SHORTEST_WORD = 4;
    private static final int MOST_WORDS = 200;
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
            "minContains", "at least %s of the right item",
            "maxContains", "at most %s of that item",
            "minProperties", "at least %s member",
            "maxProperties", "at most %s member");

    private FailureMessages() {}

    public static String of(String keyword, JsonObject rule, JsonElement value) {
        JsonElement limit = rule.get(keyword);
        if (BOUNDS.containsKey(keyword)) {
            return "must be " + BOUNDS.get(keyword) + shown(limit) + ", not " + shown(value);
        }
        if (SIZES.containsKey(keyword)) {
            String allowed = SIZES.get(keyword).formatted(shown(limit));
            return "must have " + allowed + (plain(limit).equals("1") ? "" : "s") + ", not " + size(value);
        }
        return switch (keyword) {
            case "type" -> "must be " + types(limit) + ", not " + described(value);
            case "enum" -> "must be one of " + list(limit) + "; not " + shown(value) + meant(limit, value);
            case "pattern" -> "must match the pattern " + cut(plain(limit), LONGEST_LIST) + ", not be " + shown(value);
            case "format" ->
                "must be "
                        + TextFormat.of(plain(limit))
                                .map(TextFormat::description)
                                .orElse("of another format") + ", not " + shown(value);
            case "uniqueItems" -> "has the same item twice";
            case "contains" -> "has no item of the kind it must have";
            case "propertyNames" -> "has a member whose name is not allowed";
            case "not" -> "has a value that is not allowed: " + shown(value);
            case "anyOf" -> "fits none of the forms allowed: " + shown(value);
            case "oneOf" -> "must fit just one of the forms allowed, and fits none or several: " + shown(value);
            default -> "is not as '" + keyword + "' of the schema asks: " + shown(value);
        };
    }

    /** Of a member that the schema around it does not name. */
    public static String unknown(String name, JsonObject rule) {
        Set<String> known = rule.get("properties") instanceof JsonObject properties ? properties.keySet() : Set.of();
        return "is not a known field" + hint(name, known);
    }

    /** Of a text that java.util.regex would search without end. */
    public static String abortedSearch(String pattern) {
        return "takes too long to be matched with the pattern " + cut(pattern, LONGEST_LIST);
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
                return "the text " + shown(value);
            }
            return primitive.isNumber() ? "the number " + shown(value) : shown(value);
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
        return text.codePointCount(0, text.length()) + ": " + shown(value);
    }

    /** The allowed text that is nearest to this one, if both are words rather than codes. */
    private static String meant(JsonElement allowed, JsonElement value) {
        String text = plain(value);
        boolean word = SchemaDocument.isText(value) && text.length() >= SHORTEST_WORD && text.length() <= LONGEST_VALUE;
        if (!word || !(allowed instanceof JsonArray array) || array.size() > MOST_WORDS) {
            return "";
        }
        List<String> words = array.asList().stream()
                .filter(SchemaDocument::isText)
                .map(JsonElement::getAsString)
                .filter(each -> each.length() >= SHORTEST_WORD && each.length() <= LONGEST_VALUE)
                .toList();
        return hint(text, words);
    }

    private static String hint(String word, Collection<String> known) {
        return Nearest.suggestion(word, known).map(text -> "; " + text).orElse("");
    }

    /** As many as fit: there may be thousands. */
    private static String list(JsonElement allowed) {
        StringBuilder values = new StringBuilder();
        if (allowed instanceof JsonArray array) {
            for (int i = 0; i < array.size() && values.length() <= LONGEST_LIST; i++) {
                values.append(i == 0 ? "" : ", ").append(shown(array.get(i)));
            }
        }
        return cut(values.toString(), LONGEST_LIST);
    }

    private static String shown(JsonElement value) {
        if (value instanceof JsonPrimitive primitive && primitive.isString()) {
            return "'" + cut(primitive.getAsString(), LONGEST_VALUE) + "'";
        }
        return cut(plain(value), LONGEST_VALUE);
    }

    private static String plain(JsonElement value) {
        if (value instanceof JsonPrimitive primitive) {
            String text = primitive.getAsString();
            return primitive.isNumber() && text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
        }
        return value == null ? "" : value.toString();
    }

    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end) + "...";
    }
}
