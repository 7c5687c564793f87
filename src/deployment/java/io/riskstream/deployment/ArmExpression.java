package io.riskstream.deployment;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;

/**
 * Evaluates the expressions of a template of Azure Resource Manager, as far as that is possible before a deployment: {@code reference} and {@code listKeys}, whose
 * values exist only then, become objects in which every member is a text. A function that this class does not know is an error.
 */
final class ArmExpression {
    /** Where the members of values from the deployment come from. */
    private static final String RUNTIME = "$runtime";

    private static final JsonPrimitive NO_ID = new JsonPrimitive("00000000-0000-0000-0000-000000000000");
    private static final String SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000";
    private static final String GROUP = SUBSCRIPTION + "/resourceGroups/group";

    /** The values that names in expressions stand for. */
    record Scope(
            Function<String, JsonElement> parameters,
            Function<String, JsonElement> variables,
            Function<String, JsonElement> references,
            int copyIndex) {}

    private final String text;
    private final Scope scope;
    private int at;

    private ArmExpression(String text, Scope scope) {
        this.text = text;
        this.scope = scope;
    }

    /** Replaces every expression in a value, also in the names of members. */
    static JsonElement evaluateAll(JsonElement value, Scope scope) {
        if (value.isJsonObject()) {
            JsonObject object = new JsonObject();
            value.getAsJsonObject()
                    .entrySet()
                    .forEach(member -> object.add(
                            evaluateAll(new JsonPrimitive(member.getKey()), scope)
                                    .getAsString(),
                            evaluateAll(member.getValue(), scope)));
            return object;
        }
        if (value.isJsonArray()) {
            JsonArray array = new JsonArray();
            value.getAsJsonArray().forEach(element -> array.add(evaluateAll(element, scope)));
            return array;
        }
        if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isString()) {
            String text = value.getAsString();
            if (text.startsWith("[[")) {
                return new JsonPrimitive(text.substring(1));
            }
            if (text.startsWith("[") && text.endsWith("]")) {
                return new ArmExpression(text.substring(1, text.length() - 1), scope).all();
            }
        }
        return value;
    }

    private JsonElement all() {
        JsonElement value = value();
        if (at < text.length()) {
            throw error("unexpected text");
        }
        return value;
    }

    private JsonElement value() {
        skipSpaces();
        if (peek() == '\'') {
            return members(string());
        }
        if (Character.isDigit(peek()) || peek() == '-') {
            int start = at++;
            while (Character.isDigit(peek())) {
                at++;
            }
            return new JsonPrimitive(Integer.valueOf(text.substring(start, at)));
        }
        int start = at;
        while (Character.isLetter(peek())) {
            at++;
        }
        String function = text.substring(start, at);
        if (function.isEmpty() || peek() != '(') {
            throw error("expected a function, a text or a number");
        }
        at++;
        List<JsonElement> arguments = new ArrayList<>();
        skipSpaces();
        while (peek() != ')') {
            arguments.add(value());
            skipSpaces();
            if (peek() == ',') {
                at++;
            } else if (peek() != ')') {
                throw error("expected ',' or ')'");
            }
        }
        at++;
        return members(call(function, arguments));
    }

    private JsonElement members(JsonElement start) {
        JsonElement value = start;
        while (true) {
            skipSpaces();
            if (peek() == '.') {
                int from = ++at;
                while (Character.isLetterOrDigit(peek()) || peek() == '_') {
                    at++;
                }
                value = member(value, text.substring(from, at));
            } else if (peek() == '[') {
                at++;
                JsonElement index = value();
                skipSpaces();
                if (peek() != ']') {
                    throw error("expected ']'");
                }
                at++;
                value = index.getAsJsonPrimitive().isNumber()
                        ? element(value, index.getAsInt())
                        : member(value, index.getAsString());
            } else {
                return value;
            }
        }
    }

    private JsonElement member(JsonElement value, String name) {
        if (value.isJsonObject() && value.getAsJsonObject().has(RUNTIME)) {
            return runtime(value.getAsJsonObject().get(RUNTIME).getAsString() + "." + name);
        }
        if (!value.isJsonObject() || !value.getAsJsonObject().has(name)) {
            throw error("no member '" + name + "'");
        }
        return value.getAsJsonObject().get(name);
    }

    private JsonElement element(JsonElement value, int index) {
        if (value.isJsonObject() && value.getAsJsonObject().has(RUNTIME)) {
            return runtime(value.getAsJsonObject().get(RUNTIME).getAsString() + "[" + index + "]");
        }
        if (!value.isJsonArray() || index >= value.getAsJsonArray().size()) {
            throw error("no element " + index);
        }
        return value.getAsJsonArray().get(index);
    }

    /** A value from the deployment. */
    static JsonObject runtime(String name) {
        JsonObject value = new JsonObject();
        value.addProperty(RUNTIME, name);
        return value;
    }

    /** Replaces the values from the deployment by texts. */
    static JsonElement withoutRuntime(JsonElement value) {
        if (value.isJsonArray()) {
            JsonArray array = new JsonArray();
            value.getAsJsonArray().forEach(element -> array.add(withoutRuntime(element)));
            return array;
        }
        if (!value.isJsonObject()) {
            return value;
        }
        if (value.getAsJsonObject().has(RUNTIME)) {
            JsonElement name = value.getAsJsonObject().get(RUNTIME);
            return name.getAsString().matches(".*\\.(tenantId|principalId|objectId|clientId)") ? NO_ID : name;
        }
        JsonObject object = new JsonObject();
        value.getAsJsonObject()
                .entrySet()
                .forEach(member -> object.add(member.getKey(), withoutRuntime(member.getValue())));
        return object;
    }

    private JsonElement call(String function, List<JsonElement> arguments) {
        return switch (function) {
            case "parameters" -> scope.parameters().apply(text(arguments, 0));
            case "variables" -> scope.variables().apply(text(arguments, 0));
            case "reference" -> scope.references().apply(text(arguments, 0));
            case "listKeys" -> scope.references().apply(text(arguments, 0));
            case "resourceId" -> new JsonPrimitive(GROUP + "/providers/" + resource(arguments));
            case "subscriptionResourceId" -> new JsonPrimitive(SUBSCRIPTION + "/providers/" + resource(arguments));
            case "extensionResourceId" ->
                new JsonPrimitive(
                        text(arguments, 0) + "/providers/" + resource(arguments.subList(1, arguments.size())));
            case "format" -> new JsonPrimitive(format(arguments));
            case "guid" ->
                new JsonPrimitive(UUID.nameUUIDFromBytes(arguments.toString().getBytes(StandardCharsets.UTF_8))
                        .toString());
            case "replace" -> new JsonPrimitive(text(arguments, 0).replace(text(arguments, 1), text(arguments, 2)));
            case "toLower" -> new JsonPrimitive(text(arguments, 0).toLowerCase(Locale.ROOT));
            case "if" -> arguments.get(arguments.get(0).getAsBoolean() ? 1 : 2);
            case "and" -> new JsonPrimitive(arguments.stream().allMatch(JsonElement::getAsBoolean));
            case "not" -> new JsonPrimitive(!arguments.get(0).getAsBoolean());
            case "equals" -> new JsonPrimitive(arguments.get(0).equals(arguments.get(1)));
            case "empty" -> new JsonPrimitive(length(arguments.get(0)) == 0);
            case "length" -> new JsonPrimitive(length(arguments.get(0)));
            case "null" -> JsonNull.INSTANCE;
            case "createObject" -> {
                JsonObject object = new JsonObject();
                for (int i = 0; i < arguments.size(); i += 2) {
                    object.add(text(arguments, i), arguments.get(i + 1));
                }
                yield object;
            }
            case "copyIndex" -> {
                if (scope.copyIndex() < 0) {
                    throw error("copyIndex() outside of a resource with 'copy'");
                }
                yield new JsonPrimitive(scope.copyIndex());
            }
            case "resourceGroup", "subscription", "environment" -> runtime(function);
            default -> throw error("unknown function '" + function + "'");
        };
    }

    private String resource(List<JsonElement> arguments) {
        String type = text(arguments, 0);
        List<String> parts = List.of(type.split("/", -1));
        if (arguments.size() != parts.size()) {
            throw error("'" + type + "' needs " + (parts.size() - 1) + " names");
        }
        List<String> path = new ArrayList<>(List.of(parts.get(0)));
        for (int i = 1; i < parts.size(); i++) {
            path.add(parts.get(i));
            path.add(text(arguments, i));
        }
        return String.join("/", path);
    }

    private static String format(List<JsonElement> arguments) {
        String result = arguments.get(0).getAsString();
        for (int i = 1; i < arguments.size(); i++) {
            result = result.replace(
                    "{" + (i - 1) + "}", withoutRuntime(arguments.get(i)).getAsString());
        }
        return result;
    }

    private static int length(JsonElement value) {
        if (value.isJsonArray()) {
            return value.getAsJsonArray().size();
        }
        return value.isJsonObject()
                ? value.getAsJsonObject().size()
                : value.getAsString().length();
    }

    private String text(List<JsonElement> arguments, int index) {
        if (index >= arguments.size()) {
            throw error("an argument is missing");
        }
        return withoutRuntime(arguments.get(index)).getAsString();
    }

    private JsonElement string() {
        StringBuilder value = new StringBuilder();
        at++;
        while (peek() != '\'' || at + 1 < text.length() && text.charAt(at + 1) == '\'') {
            if (at >= text.length()) {
                throw error("a text without an end");
            }
            at += peek() == '\'' ? 1 : 0; // two quotes are one
            value.append(text.charAt(at++));
        }
        at++;
        return new JsonPrimitive(value.toString());
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private void skipSpaces() {
        while (Character.isWhitespace(peek())) {
            at++;
        }
    }

    private IllegalArgumentException error(String message) {
        return new IllegalArgumentException(message + " in [" + text + "] at " + at);
    }
}
