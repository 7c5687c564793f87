package io.riskstream.validate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.internal.LazilyParsedNumber;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Generates random schemas of all compiled keywords, and random documents that are often valid. */
final class RandomSchema {
    private static final List<String> NAMES = List.of("a", "b", "c d%/~", "ü");
    private static final List<String> TYPES =
            List.of("string", "integer", "number", "boolean", "null", "array", "object");
    private static final List<String> TEXTS =
            List.of("", "a", "ab", "12", "12345", "x-1", "2005-08-28", "2005-08-28T06:10:00Z", "🌊", "🌊a", "ü", "a\n");
    private static final List<String> NUMBERS = List.of(
            "0", "-0.0", "1", "1.0", "2", "2.5", "0.07", "-3", "1e2", "0.00001", "9007199254740993", "1e20", "1.5e300");
    private static final List<String> PATTERNS =
            List.of("^[a-z]+$", "^[0-9]{2,5}$", "a", "^.$", "^(a|b)*$", "-", "^$", "^\\S*$", "[^a-z]");
    private static final List<String> FORMATS = List.of("date", "date-time", "uuid", "email", "ipv4");

    private final Random random;
    private final JsonObject defs = new JsonObject();
    private final JsonObject root;

    RandomSchema(long seed) {
        this.random = new Random(seed);
        for (int i = 2; i >= 0; i--) {
            defs.add("d" + i, schema(2, i + 1));
        }
        root = object(3, 0);
        root.addProperty("type", "object");
        JsonObject properties = root.has("properties") ? root.getAsJsonObject("properties") : new JsonObject();
        properties.add("a", schema(2, 0));
        root.add("properties", properties);
        if (random.nextInt(4) == 0) {
            combine(root, () -> object(1, 0));
        }
        root.add("$defs", defs);
    }

    String text() {
        return root.toString();
    }

    String document() {
        JsonElement document = random.nextInt(20) == 0 ? anyObject(2) : fitting(root, 6);
        return (document instanceof JsonObject ? document : new JsonObject()).toString();
    }

    private <T> T one(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /** @param def the first definition that may be referred to without a cycle */
    private JsonElement schema(int depth, int def) {
        if (chance(6)) {
            return new JsonPrimitive(chance(80));
        }
        JsonObject schema = depth > 0 && chance(45) ? object(depth, def) : leaf();
        if (depth > 0 && chance(12)) {
            schema = list(depth);
        }
        if (depth > 0 && chance(15)) {
            combine(schema, () -> schema(depth - 1, def));
        }
        if (def < 3 && chance(15)) {
            schema.addProperty("$ref", "#/$defs/d" + (def + random.nextInt(3 - def)));
        }
        return schema;
    }

    private JsonObject leaf() {
        JsonObject schema = new JsonObject();
        switch (random.nextInt(6)) {
            case 0 -> {
                type(schema, "string");
                addSometimes(schema, "minLength", () -> number(random.nextInt(3)));
                addSometimes(schema, "maxLength", () -> number(random.nextInt(6)));
                addSometimes(schema, "pattern", () -> new JsonPrimitive(one(PATTERNS)));
                addSometimes(schema, "format", () -> new JsonPrimitive(one(FORMATS)));
            }
            case 1, 2 -> {
                type(schema, chance(50) ? "integer" : "number");
                addSometimes(schema, "minimum", this::number);
                addSometimes(schema, "maximum", this::number);
                addSometimes(schema, "exclusiveMinimum", this::number);
                addSometimes(schema, "exclusiveMaximum", this::number);
                addSometimes(
                        schema,
                        "multipleOf",
                        () -> new JsonPrimitive(new BigDecimal(one(List.of("1", "2", "0.5", "0.01", "3")))));
            }
            case 3 -> {
                JsonArray values = new JsonArray();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    values.add(value(1));
                }
                schema.add("enum", values);
            }
            case 4 -> schema.add("const", value(1));
            default -> {
                JsonArray types = new JsonArray();
                List<String> left = new ArrayList<>(TYPES);
                for (int i = random.nextInt(3); i >= 0; i--) {
                    types.add(left.remove(random.nextInt(left.size())));
                }
                schema.add("type", types);
            }
        }
        return schema;
    }

    private JsonObject list(int depth) {
        JsonObject schema = new JsonObject();
        type(schema, "array");
        addSometimes(schema, "minItems", () -> number(random.nextInt(3)));
        addSometimes(schema, "maxItems", () -> number(random.nextInt(4)));
        addSometimes(schema, "uniqueItems", () -> new JsonPrimitive(chance(80)));
        addSometimes(schema, "items", () -> schema(depth - 1, 0));
        addSometimes(schema, "prefixItems", () -> schemas(() -> schema(depth - 1, 0)));
        addSometimes(schema, "contains", () -> schema(depth - 1, 0));
        addSometimes(schema, "minContains", () -> number(random.nextInt(3)));
        addSometimes(schema, "maxContains", () -> number(random.nextInt(3)));
        return schema;
    }

    private JsonObject object(int depth, int def) {
        JsonObject schema = new JsonObject();
        type(schema, "object");
        if (chance(85)) {
            JsonObject properties = new JsonObject();
            for (String name : NAMES) {
                if (chance(50)) {
                    properties.add(name, schema(depth - 1, def));
                }
            }
            schema.add("properties", properties);
        }
        addSometimes(schema, "required", this::names);
        if (chance(30)) {
            schema.add("additionalProperties", chance(50) ? new JsonPrimitive(false) : schema(depth - 1, def));
        }
        if (chance(12)) {
            schema.add("minProperties", number(random.nextInt(3)));
            schema.add("maxProperties", number(random.nextInt(5)));
        }
        if (chance(12)) {
            JsonObject dependents = new JsonObject();
            dependents.add(one(NAMES), names());
            schema.add("dependentRequired", dependents);
        }
        if (chance(8)) {
            JsonObject dependents = new JsonObject();
            dependents.add(one(NAMES), schema(0, def));
            schema.add("dependentSchemas", dependents);
        }
        if (chance(6)) {
            schema.add("propertyNames", leaf());
        }
        return schema;
    }

    private void combine(JsonObject schema, Supplier<JsonElement> part) {
        switch (random.nextInt(5)) {
            case 0 -> schema.add("anyOf", schemas(part));
            case 1 -> schema.add("oneOf", schemas(part));
            case 2 -> schema.add("allOf", schemas(part));
            case 3 -> schema.add("not", part.get());
            default -> {
                schema.add("if", part.get());
                addSometimes(schema, "then", part);
                addSometimes(schema, "else", part);
            }
        }
    }

    private JsonArray schemas(Supplier<JsonElement> part) {
        JsonArray all = new JsonArray();
        for (int i = random.nextInt(3); i >= 0; i--) {
            all.add(part.get());
        }
        return all;
    }

    private JsonArray names() {
        JsonArray names = new JsonArray();
        for (String name : NAMES) {
            if (chance(25)) {
                names.add(name);
            }
        }
        return names;
    }

    private void type(JsonObject schema, String type) {
        if (chance(75)) {
            schema.addProperty("type", type);
        }
    }

    private void addSometimes(JsonObject schema, String keyword, Supplier<? extends JsonElement> value) {
        if (chance(22)) {
            schema.add(keyword, value.get());
        }
    }

    private JsonPrimitive number() {
        return new JsonPrimitive(new BigDecimal(one(NUMBERS)));
    }

    private static JsonPrimitive number(int value) {
        return new JsonPrimitive(value);
    }

    private JsonElement value(int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 5)) {
            case 0, 1 -> new JsonPrimitive(one(TEXTS));
            case 2, 3 -> literal(one(NUMBERS));
            case 4 -> chance(50) ? JsonNull.INSTANCE : new JsonPrimitive(chance(50));
            case 5, 6 -> anyObject(depth);
            default -> {
                JsonArray array = new JsonArray();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(value(depth - 1));
                }
                yield array;
            }
        };
    }

    /** Returns a number that keeps its notation. */
    private static JsonElement literal(String number) {
        return new JsonPrimitive(new LazilyParsedNumber(number));
    }

    private JsonObject anyObject(int depth) {
        JsonObject object = new JsonObject();
        for (String name : NAMES) {
            if (chance(35)) {
                object.add(name, value(depth - 1));
            }
        }
        if (chance(10)) {
            object.add("extra", value(0));
        }
        return object;
    }

    /** Returns a value that is valid more often than not. */
    private JsonElement fitting(JsonElement schema, int depth) {
        if (!(schema instanceof JsonObject rule) || depth == 0 || chance(3)) {
            return value(1);
        }
        if (rule.has("$ref") && chance(80)) {
            return fitting(defs.get(rule.get("$ref").getAsString().substring("#/$defs/".length())), depth - 1);
        }
        if (rule.has("const")) {
            return rule.get("const");
        }
        if (rule.get("enum") instanceof JsonArray values) {
            return one(values.asList());
        }
        for (String choice : List.of("anyOf", "oneOf", "allOf")) {
            if (rule.get(choice) instanceof JsonArray branches && !rule.has("properties") && chance(70)) {
                return fitting(one(branches.asList()), depth - 1);
            }
        }
        if (rule.has("properties") || rule.has("required") || isType(rule, "object")) {
            return fittingObject(rule, depth);
        }
        if (isType(rule, "array") || rule.has("items") || rule.has("contains")) {
            return fittingList(rule, depth);
        }
        if (isType(rule, "string") || rule.has("pattern") || rule.has("format")) {
            return new JsonPrimitive(chosenWithRetries(TEXTS, text -> fits(rule, text)));
        }
        if (isType(rule, "integer") || isType(rule, "number") || rule.has("minimum")) {
            return literal(chosenWithRetries(NUMBERS, number -> fits(rule, new BigDecimal(number))));
        }
        return value(1);
    }

    private String chosenWithRetries(List<String> all, Predicate<String> fits) {
        String chosen = one(all);
        for (int i = 0; i < 10 && !fits.test(chosen); i++) {
            chosen = one(all);
        }
        return chosen;
    }

    private static boolean fits(JsonObject rule, String text) {
        int length = text.codePointCount(0, text.length());
        return (!rule.has("pattern")
                        || Pattern.compile(rule.get("pattern").getAsString())
                                .matcher(text)
                                .find())
                && (!rule.has("minLength") || length >= rule.get("minLength").getAsInt())
                && (!rule.has("maxLength") || length <= rule.get("maxLength").getAsInt());
    }

    private static boolean fits(JsonObject rule, BigDecimal number) {
        return (!rule.has("minimum") || number.compareTo(rule.get("minimum").getAsBigDecimal()) >= 0)
                && (!rule.has("maximum") || number.compareTo(rule.get("maximum").getAsBigDecimal()) <= 0)
                && (!isType(rule, "integer") || number.stripTrailingZeros().scale() <= 0);
    }

    private static boolean isType(JsonObject rule, String type) {
        return rule.has("type") && rule.get("type").toString().contains('"' + type + '"');
    }

    private JsonElement fittingObject(JsonObject rule, int depth) {
        JsonObject object = new JsonObject();
        if (rule.get("properties") instanceof JsonObject properties) {
            properties.entrySet().forEach(member -> {
                if (chance(65) && !member.getValue().equals(new JsonPrimitive(false))) {
                    object.add(member.getKey(), fitting(member.getValue(), depth - 1));
                }
            });
        }
        if (rule.get("required") instanceof JsonArray required) {
            required.forEach(name -> {
                if (!object.has(name.getAsString()) && chance(90)) {
                    object.add(name.getAsString(), value(1));
                }
            });
        }
        if (chance(rule.has("additionalProperties") ? 5 : 25)) {
            object.add(chance(50) ? "extra" : one(NAMES), value(2));
        }
        return object;
    }

    private JsonElement fittingList(JsonObject rule, int depth) {
        JsonArray array = new JsonArray();
        for (int i = random.nextInt(4); i > 0; i--) {
            String keyword = rule.has("contains") && chance(50) ? "contains" : "items";
            JsonElement item = rule.get(keyword);
            array.add(item == null ? value(1) : fitting(item, depth - 1));
        }
        return array;
    }
}
