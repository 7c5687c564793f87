package io.riskstream.validate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.riskstream.event.Field;
import io.riskstream.event.FieldType;
import io.riskstream.text.Nearest;
import io.riskstream.validate.schema.SchemaDocument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the fields that a schema declares. */
final class SchemaFields {
    private static final Map<String, FieldType> TYPES = Map.of(
            "string", FieldType.STRING,
            "integer", FieldType.LONG,
            "number", FieldType.DOUBLE,
            "boolean", FieldType.BOOLEAN,
            "array", FieldType.LIST);
    private static final String OBJECT = "object";
    private static final String NULL = "null";

    /** A schema and its JSON pointer. */
    private record SchemaAt(JsonElement schema, String pointer) {}

    /** All schemas that apply to one value, and the references that lead to it, to detect a cycle. */
    private record Node(List<SchemaAt> schemas, Set<String> references) {}

    private final SchemaDocument document;
    private final List<Field> fields = new ArrayList<>();
    private final Set<String> freeTexts = new LinkedHashSet<>();

    SchemaFields(SchemaDocument document) {
        this.document = document;
    }

    List<Field> list() {
        Node root = node(List.of(new SchemaAt(document.root(), "")), Set.of("#"));
        Set<String> types = types(root);
        if (!types.isEmpty() && !types.equals(Set.of(OBJECT))) {
            throw document.problem("/type", "must be \"object\": an event is an object");
        }
        addProperties(root, "");
        if (fields.isEmpty()) {
            throw document.problem("", "declares no 'properties'; an event needs at least one field");
        }
        return List.copyOf(fields);
    }

    /** Returns the fields of texts that are limited neither to known values nor to a short code. */
    Set<String> freeTexts() {
        list();
        return freeTexts;
    }

    private void addProperties(Node object, String prefix) {
        Map<String, List<SchemaAt>> properties = new LinkedHashMap<>();
        for (SchemaAt place : object.schemas()) {
            if (place.schema() instanceof JsonObject schema && schema.get("properties") instanceof JsonObject named) {
                String pointer = place.pointer() + "/properties";
                named.entrySet().forEach(member -> properties
                        .computeIfAbsent(member.getKey(), name -> new ArrayList<>())
                        .add(new SchemaAt(member.getValue(), SchemaDocument.child(pointer, member.getKey()))));
            }
        }
        properties.forEach((name, places) -> {
            String pointer = places.get(0).pointer();
            if (name.isEmpty() || name.indexOf('.') >= 0) {
                throw document.problem(
                        pointer,
                        "has a name that is empty or has a dot, which separates the names in a field's path; rename it");
            }
            add(node(places, object.references()), prefix + name);
        });
    }

    private void add(Node node, String path) {
        if (node.schemas().stream().anyMatch(place -> place.schema().equals(new JsonPrimitive(false)))) {
            return; // an event must not have this member
        }
        Set<String> types = types(node);
        boolean hasProperties = node.schemas().stream()
                .anyMatch(place -> place.schema() instanceof JsonObject schema && schema.has("properties"));
        if (types.equals(Set.of(OBJECT)) || types.isEmpty() && hasProperties) {
            addProperties(node, path + ".");
        } else {
            FieldType type = type(node, types);
            fields.add(new Field(path, type));
            if ((type == FieldType.STRING || type == FieldType.ANY)
                    && node.schemas().stream().noneMatch(place -> limitsText(place.schema()))) {
                freeTexts.add(path);
            }
        }
    }

    /** True if a schema limits a text to known values, to a pattern, to a date or to a short code. */
    private static boolean limitsText(JsonElement element) {
        return element instanceof JsonObject schema
                && (schema.has("enum")
                        || schema.has("const")
                        || schema.has("pattern")
                        || new JsonPrimitive("date").equals(schema.get("format"))
                        || schema.get("maxLength") instanceof JsonPrimitive limit
                                && limit.isNumber()
                                && limit.getAsDouble() <= EventSchema.MAX_CODE_LENGTH);
    }

    private static FieldType type(Node node, Set<String> types) {
        Set<String> names = types.isEmpty() ? typesOfValues(node) : types;
        if (names.equals(Set.of("integer", "number"))) {
            return FieldType.DOUBLE;
        }
        return names.size() == 1 ? TYPES.getOrDefault(names.iterator().next(), FieldType.ANY) : FieldType.ANY;
    }

    /** Returns the types of the first schema that has a {@code type}, without {@code null} beside other types. */
    private Set<String> types(Node node) {
        for (SchemaAt place : node.schemas()) {
            if (place.schema() instanceof JsonObject schema && schema.has("type")) {
                Set<String> types = new LinkedHashSet<>();
                JsonElement type = schema.get("type");
                List<JsonElement> all = type instanceof JsonArray array ? array.asList() : List.of(type);
                for (JsonElement each : all) {
                    types.add(typeName(each, place.pointer() + "/type"));
                }
                if (types.size() > 1) {
                    types.remove(NULL);
                }
                return types;
            }
        }
        return Set.of();
    }

    private String typeName(JsonElement type, String pointer) {
        String name = SchemaDocument.isText(type) ? type.getAsString() : type.toString();
        if (!TYPES.containsKey(name) && !name.equals(OBJECT) && !name.equals(NULL)) {
            List<String> known = new ArrayList<>(TYPES.keySet());
            known.add(OBJECT);
            known.add(NULL);
            throw document.problem(pointer, "is '" + name + "', which is not a type; " + Nearest.hint(name, known));
        }
        return name;
    }

    /** Returns the types of the values that {@code enum} and {@code const} allow. */
    private static Set<String> typesOfValues(Node node) {
        Set<String> types = new LinkedHashSet<>();
        for (SchemaAt place : node.schemas()) {
            if (place.schema() instanceof JsonObject schema) {
                if (schema.get("enum") instanceof JsonArray allowed) {
                    allowed.forEach(value -> types.add(typeOf(value)));
                }
                if (schema.has("const")) {
                    types.add(typeOf(schema.get("const")));
                }
            }
        }
        types.remove(NULL);
        return types;
    }

    private static String typeOf(JsonElement value) {
        if (value instanceof JsonPrimitive primitive) {
            if (primitive.isString()) {
                return "string";
            }
            if (primitive.isBoolean()) {
                return "boolean";
            }
            boolean whole = primitive.getAsBigDecimal().stripTrailingZeros().scale() <= 0;
            return whole ? "integer" : "number";
        }
        if (value instanceof JsonNull) {
            return NULL;
        }
        return value instanceof JsonArray ? "array" : OBJECT;
    }

    private Node node(List<SchemaAt> places, Set<String> references) {
        List<SchemaAt> all = new ArrayList<>();
        Set<String> passed = new LinkedHashSet<>(references);
        for (SchemaAt place : places) {
            collect(place, references, all, passed);
        }
        return new Node(all, passed);
    }

    /** @param chain the nested references that lead to this schema; the same reference in two branches is not a cycle */
    private void collect(SchemaAt place, Set<String> chain, List<SchemaAt> all, Set<String> passed) {
        all.add(place);
        if (!(place.schema() instanceof JsonObject schema)) {
            return;
        }
        if (schema.has("$ref")) {
            String reference = schema.get("$ref").getAsString();
            String pointer = place.pointer() + "/$ref";
            Set<String> longer = new LinkedHashSet<>(chain);
            if (!longer.add(reference)) {
                throw document.problem(
                        pointer,
                        "leads back into '" + reference
                                + "', so an event would have an infinite number of fields; declare an array, or remove the inner reference");
            }
            passed.add(reference);
            collect(new SchemaAt(document.target(reference, pointer), reference.substring(1)), longer, all, passed);
        }
        if (schema.get("allOf") instanceof JsonArray parts) {
            for (int i = 0; i < parts.size(); i++) {
                collect(new SchemaAt(parts.get(i), place.pointer() + "/allOf/" + i), chain, all, passed);
            }
        }
    }
}
