package io.riskstream.validate.schema;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The kinds of values that a schema may accept, from {@code type}, {@code enum} and {@code const} and from the schemas in {@code $ref}, {@code allOf},
 * {@code anyOf}, {@code oneOf}, {@code then} and {@code else}. A schema that limits no kind accepts all of them. Use it only for a schema that
 * {@link SchemaCycleCheck} accepts.
 */
final class SchemaKinds {
    private static final Set<JsonKind> ALL = EnumSet.allOf(JsonKind.class);

    private final SchemaDocument document;
    private final Map<String, Set<JsonKind>> known = new HashMap<>();

    SchemaKinds(SchemaDocument document) {
        this.document = document;
    }

    /** True if these are all kinds, so that a schema says nothing about the type. */
    static boolean areAll(Set<JsonKind> kinds) {
        return kinds.size() == ALL.size();
    }

    /** Returns the kinds that the schema at a pointer may accept. */
    Set<JsonKind> of(JsonElement json, String pointer) {
        if (!(json instanceof JsonObject schema)) {
            return json.equals(new JsonPrimitive(false)) ? EnumSet.noneOf(JsonKind.class) : ALL;
        }
        Set<JsonKind> kinds = known.get(pointer);
        if (kinds == null) {
            kinds = kinds(schema, pointer);
            known.put(pointer, kinds);
        }
        return kinds;
    }

    /** Returns the kinds of a branch. A branch without a type that has properties means objects. */
    Set<JsonKind> ofBranch(JsonElement json, String pointer) {
        Set<JsonKind> kinds = of(json, pointer);
        return areAll(kinds) && hasProperties(json, pointer) ? EnumSet.of(JsonKind.OBJECT) : kinds;
    }

    private boolean hasProperties(JsonElement json, String pointer) {
        return AppliedSchemas.of(document, this, json, pointer)
                .names()
                .iterator()
                .hasNext();
    }

    private Set<JsonKind> kinds(JsonObject schema, String pointer) {
        if (acceptsAll(schema.get("not"))) {
            return EnumSet.noneOf(JsonKind.class);
        }
        Set<JsonKind> kinds = EnumSet.copyOf(ALL);
        if (schema.has("type")) {
            kinds.retainAll(ofTypes(schema.get("type")));
            removeNullUnlessAllowed(schema, kinds);
        } else {
            if (schema.get("enum") instanceof JsonArray allowed) {
                kinds.retainAll(ofValues(allowed.asList()));
            }
            if (schema.has("const")) {
                kinds.retainAll(ofValues(List.of(schema.get("const"))));
            }
        }
        if (SchemaDocument.isText(schema.get("$ref"))) {
            String reference = schema.get("$ref").getAsString();
            String target = SchemaDocument.pointerOf(reference);
            kinds.retainAll(of(document.target(reference, SchemaDocument.child(pointer, "$ref")), target));
        }
        if (schema.get("allOf") instanceof JsonArray parts) {
            for (int i = 0; i < parts.size(); i++) {
                kinds.retainAll(of(parts.get(i), pointer + "/allOf/" + i));
            }
        }
        for (String choice : List.of("anyOf", "oneOf")) {
            if (schema.get(choice) instanceof JsonArray branches) {
                Set<JsonKind> any = EnumSet.noneOf(JsonKind.class);
                for (int i = 0; i < branches.size(); i++) {
                    any.addAll(ofBranch(branches.get(i), pointer + "/" + choice + "/" + i));
                }
                kinds.retainAll(any);
            }
        }
        if (schema.has("if") && schema.has("then") && schema.has("else")) {
            Set<JsonKind> any = EnumSet.copyOf(of(schema.get("then"), pointer + "/then"));
            any.addAll(of(schema.get("else"), pointer + "/else"));
            kinds.retainAll(any);
        }
        return kinds;
    }

    private static boolean acceptsAll(JsonElement schema) {
        return schema instanceof JsonObject object && object.isEmpty() || new JsonPrimitive(true).equals(schema);
    }

    private static void removeNullUnlessAllowed(JsonObject schema, Set<JsonKind> kinds) {
        boolean isExcluded = schema.get("enum") instanceof JsonArray allowed && !allowed.contains(JsonNull.INSTANCE)
                || schema.has("const") && !schema.get("const").isJsonNull();
        if (isExcluded) {
            kinds.remove(JsonKind.NULL);
        }
    }

    private static Set<JsonKind> ofTypes(JsonElement type) {
        Set<JsonKind> kinds = EnumSet.noneOf(JsonKind.class);
        for (JsonElement each : type instanceof JsonArray array ? array.asList() : List.of(type)) {
            if (SchemaDocument.isText(each)) {
                kinds.addAll(JsonKind.ofType(each.getAsString()));
            }
        }
        return kinds;
    }

    private static Set<JsonKind> ofValues(List<JsonElement> values) {
        Set<JsonKind> kinds = EnumSet.noneOf(JsonKind.class);
        values.forEach(value -> kinds.add(ofValue(value)));
        return kinds;
    }

    private static JsonKind ofValue(JsonElement value) {
        if (value instanceof JsonPrimitive primitive) {
            if (primitive.isString()) {
                return JsonKind.STRING;
            }
            if (primitive.isBoolean()) {
                return JsonKind.BOOLEAN;
            }
            return Decimals.isWhole(primitive.getAsBigDecimal()) ? JsonKind.LONG : JsonKind.DOUBLE;
        }
        if (value instanceof JsonNull) {
            return JsonKind.NULL;
        }
        return value instanceof JsonArray ? JsonKind.LIST : JsonKind.OBJECT;
    }
}
