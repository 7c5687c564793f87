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

    /** A schema and where it stands in the file. */
    private record Place(JsonElement schema, String pointer) {}

    /** All schemas that apply to one value, and the references on the way to it, so that a cycle is seen. */
    private record Node(List<Place> schemas, Set<String> references) {}

    private final SchemaDocument document;
    private final List<Field> fields = new ArrayList<>();

    SchemaFields(SchemaDocument document) {
        this.document = document;
    }

    List<Field> list() {
        Node root = node(List.of(new Place(document.root(), "")), Set.of("#"));
        Set<String> types = types(root);
        if (!types.isEmpty() && !types.equals(Set.of(OBJECT))) {
            throw document.fault("/type", "must be \"object\": an event is an object");
        }
        addProperties(root, "");
        if (fields.isEmpty()) {
            throw document.fault("", "declares no 'properties'; an event needs at least one field");
        }
        return List.copyOf(fields);
    }

    private void addProperties(Node object, String prefix) {
        Map<String, List<Place>> properties = new LinkedHashMap<>();
        for (Place place : object.schemas()) {
            if (place.schema() instanceof JsonObject schema && schema.get("properties") instanceof JsonObject named) {
                String pointer = place.pointer() + "/properties";
                named.entrySet().forEach(member -> properties
                        .computeIfAbsent(member.getKey(), name -> new ArrayList<>())
                        .add(new Place(member.getValue(), SchemaDocument.child(pointer, member.getKey()))));
            }
        }
        properties.forEach((name, places) -> {
            String pointer = places.get(0).pointer();
            if (name.isEmpty() || name.indexOf('.') >= 0) {
                throw document.fault(
                        pointer,
                        "has a name that is empty or has a dot in it, and fields are named by dotted paths; rename it");
            }
            add(node(places, object.references()), prefix + name);
        });
    }

    private void add(Node node, String path) {
        if (node.schemas().stream().anyMatch(place -> place.schema().equals(new JsonPrimitive(false)))) {
            return; // the event may not have it
        }
        Set<String> types = types(node);
        boolean hasProperties = node.schemas().stream()
                .anyMatch(place -> place.schema() instanceof JsonObject schema && schema.has("properties"));
        if (types.equals(Set.of(OBJECT)) || types.isEmpty() && hasProperties) {
            addProperties(node, path + ".");
        } else {
            fields.add(new Field(path, type(node, types)));
        }
    }

    private static FieldType type(Node node, Set<String> types) {
        Set<String> names = types.isEmpty() ? typesOfValues(node) : types;
        if (names.equals(Set.of("integer", "number"))) {
            return FieldType.DOUBLE;
        }
        return names.size() == 1 ? TYPES.getOrDefault(names.iterator().next(), FieldType.ANY) : FieldType.ANY;
    }

    /** The types that the first schema to name any names, without {@code null}: a field that may be null has the type it has otherwise. */
    private Set<String> types(Node node) {
        for (Place place : node.schemas()) {
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
            throw document.fault(pointer, "names no type with '" + name + "'; " + Nearest.hint(name, known));
        }
        return name;
    }

    /** The types of what {@code enum} and {@code const} allow. */
    private static Set<String> typesOfValues(Node node) {
        Set<String> types = new LinkedHashSet<>();
        for (Place place : node.schemas()) {
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

    private Node node(List<Place> places, Set<String> references) {
        List<Place> all = new ArrayList<>();
        Set<String> passed = new LinkedHashSet<>(references);
        for (Place place : places) {
            collect(place, references, all, passed);
        }
        return new Node(all, passed);
    }

    /** @param chain the references that lead here, one inside the other; the same one in two branches is no cycle */
    private void collect(Place place, Set<String> chain, List<Place> all, Set<String> passed) {
        all.add(place);
        if (!(place.schema() instanceof JsonObject schema)) {
            return;
        }
        if (schema.has("$ref")) {
            String reference = schema.get("$ref").getAsString();
            String pointer = place.pointer() + "/$ref";
            Set<String> longer = new LinkedHashSet<>(chain);
            if (!longer.add(reference)) {
                throw document.fault(
                        pointer,
                        "leads back into '" + reference
                                + "', and an event would have fields without end; declare an array, or leave the inner one out");
            }
            passed.add(reference);
            collect(new Place(document.target(reference, pointer), reference.substring(1)), longer, all, passed);
        }
        if (schema.get("allOf") instanceof JsonArray parts) {
            for (int i = 0; i < parts.size(); i++) {
                collect(new Place(parts.get(i), place.pointer() + "/allOf/" + i), chain, all, passed);
            }
        }
    }
}
