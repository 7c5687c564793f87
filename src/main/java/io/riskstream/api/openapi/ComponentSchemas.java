package io.riskstream.api.openapi;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The schemas of an OpenAPI document. An event schema becomes one component, and each of its definitions another one, because names of components are restricted and
 * tools read schemas from there alone.
 */
final class ComponentSchemas {
    static final String PREFIX = "#/components/schemas/";

    private static final String DEFINITIONS = "$defs";
    private static final int MAX_NAME = 80;

    private final JsonObject schemas;

    /** @param schemas the schemas that exist already; receives the others */
    ComponentSchemas(JsonObject schemas) {
        this.schemas = schemas;
    }

    /** Returns a reference to a component. */
    static JsonObject reference(String name) {
        JsonObject reference = new JsonObject();
        reference.addProperty("$ref", PREFIX + name);
        return reference;
    }

    /** Returns a part of a name of a component: letters, digits, dots, hyphens and underscores. */
    static String name(String text) {
        String name = text.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^-+|-+$", "");
        return name.length() > MAX_NAME ? name.substring(name.length() - MAX_NAME) : name;
    }

    /**
     * Adds a schema under a name, and its definitions under longer names.
     *
     * @param schema a document of JSON Schema 2020-12 whose references are local
     */
    void add(String name, JsonObject schema) {
        JsonObject root = schema.deepCopy();
        Map<String, String> definitions = new HashMap<>();
        Set<String> used = new HashSet<>(schemas.keySet());
        used.add(name);
        JsonObject defs = root.get(DEFINITIONS) instanceof JsonObject object ? object : new JsonObject();
        root.remove(DEFINITIONS);
        for (String key : defs.keySet()) {
            String base = name + "-" + name(key);
            String free = base;
            for (int i = 2; !used.add(free); i++) {
                free = base + "-" + i;
            }
            definitions.put(key, free);
        }
        schemas.add(name, withReferences(root, name, definitions));
        definitions.forEach(
                (key, component) -> schemas.add(component, withReferences(defs.get(key), name, definitions)));
    }

    /** Adds a schema whose references are those of the document already. */
    void put(String name, JsonObject schema) {
        schemas.add(name, schema);
    }

    /** Replaces the references inside a schema by those of the document. Values such as examples are changed only if they look like a reference. */
    private static JsonElement withReferences(JsonElement json, String name, Map<String, String> definitions) {
        if (json instanceof JsonObject object) {
            JsonObject changed = new JsonObject();
            object.entrySet().forEach(member -> {
                boolean isReference = member.getKey().equals("$ref")
                        && member.getValue().isJsonPrimitive()
                        && member.getValue().getAsString().startsWith("#");
                if (isReference) {
                    changed.addProperty(
                            "$ref", component(member.getValue().getAsString().substring(1), name, definitions));
                } else {
                    changed.add(member.getKey(), withReferences(member.getValue(), name, definitions));
                }
            });
            return changed;
        } else if (json instanceof JsonArray array) {
            JsonArray changed = new JsonArray();
            array.forEach(each -> changed.add(withReferences(each, name, definitions)));
            return changed;
        }
        return json;
    }

    /** Returns the reference in the document for a pointer in the schema, percent-encoded as in a URI. */
    private static String component(String pointer, String name, Map<String, String> definitions) {
        String start = "/" + DEFINITIONS + "/";
        if (!pointer.startsWith(start)) {
            return PREFIX + name + pointer;
        }
        int end = pointer.indexOf('/', start.length());
        String encoded = pointer.substring(start.length(), end < 0 ? pointer.length() : end);
        String key = URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8)
                .replace("~1", "/")
                .replace("~0", "~");
        return PREFIX + definitions.get(key) + (end < 0 ? "" : pointer.substring(end));
    }
}
