package io.riskstream.tools.cases;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Formats values for a YAML file, on one line. The text is also valid in a list in brackets. */
final class YamlScalar {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*");
    private static final Set<String> RESERVED = Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    private YamlScalar() {}

    /** Returns a string, in quotes if it needs them. */
    static String of(String text) {
        boolean plain = PLAIN.matcher(text).matches() && !RESERVED.contains(text.toLowerCase(Locale.ROOT));
        return plain ? text : quoted(text);
    }

    /** Returns a string in the same quotes as the one that it replaces. */
    static String of(String text, String before) {
        if (before.startsWith("'") && text.chars().allMatch(c -> c >= ' ')) {
            return "'" + text.replace("'", "''") + "'";
        }
        return before.startsWith("\"") ? quoted(text) : of(text);
    }

    static String of(List<String> texts) {
        return texts.stream().map(YamlScalar::of).collect(Collectors.joining(", ", "[", "]"));
    }

    /** Returns a string in double quotes. JSON strings are valid YAML. */
    private static String quoted(String text) {
        return new JsonPrimitive(text).toString();
    }

    static String of(JsonElement value, String before) {
        boolean text = value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
        return text ? of(value.getAsString(), before.isEmpty() ? "\"" : before) : value.toString();
    }
}
