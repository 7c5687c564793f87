package io.riskstream.validate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.riskstream.Event;
import io.riskstream.EventType;
import io.riskstream.Field;
import io.riskstream.FieldValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the document again that an event was parsed from: the schema's fields and the undeclared ones, nested, without what look-ups added. */
final class EventDocument {
    private static final int NO_SLOT = -1;

    /** A field, or an object with fields in it. */
    private record Node(String name, int slot, List<Node> members) {}

    private final Node root = new Node("", NO_SLOT, new ArrayList<>());

    EventDocument(EventType type, List<Field> fields) {
        Map<String, Node> objects = new LinkedHashMap<>();
        objects.put("", root);
        for (Field field : fields) {
            String path = field.path();
            Node member = new Node(lastName(path), type.slot(path), List.of());
            parent(path, objects).members().add(member);
        }
    }

    private static Node parent(String path, Map<String, Node> objects) {
        String outer = path.substring(0, Math.max(path.lastIndexOf('.'), 0));
        Node known = objects.get(outer);
        if (known != null) {
            return known;
        }
        Node object = new Node(lastName(outer), NO_SLOT, new ArrayList<>());
        parent(outer, objects).members().add(object);
        objects.put(outer, object);
        return object;
    }

    private static String lastName(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    JsonObject of(Event event) {
        JsonObject document = new JsonObject();
        addMembers(document, root, event.values());
        event.undeclared().forEach((path, value) -> add(document, path, json(value)));
        return document;
    }

    private static void addMembers(JsonObject object, Node node, FieldValues values) {
        for (Node member : node.members()) {
            if (member.slot() == NO_SLOT) {
                JsonObject inner = new JsonObject();
                addMembers(inner, member, values);
                if (inner.size() > 0) { // an empty one would be among the undeclared
                    object.add(member.name(), inner);
                }
            } else if (member.slot() < values.size() && values.isPresent(member.slot())) {
                object.add(member.name(), json(values, member.slot()));
            }
        }
    }

    private static void add(JsonObject document, String path, JsonElement value) {
        JsonObject object = document;
        int from = 0;
        for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', from)) {
            String outer = path.substring(from, dot);
            if (!(object.get(outer) instanceof JsonObject)) {
                object.add(outer, new JsonObject());
            }
            object = object.getAsJsonObject(outer);
            from = dot + 1;
        }
        object.add(path.substring(from), value);
    }

    private static JsonElement json(FieldValues values, int slot) {
        return switch (values.kind(slot)) {
            case STRING -> new JsonPrimitive(values.string(slot));
            case LONG -> new JsonPrimitive(values.integer(slot));
            case DOUBLE -> new JsonPrimitive(values.number(slot));
            case BOOLEAN -> new JsonPrimitive(values.bool(slot));
            case LIST -> json(values.list(slot));
            case EMPTY_OBJECT -> new JsonObject();
            case NULL, ABSENT -> JsonNull.INSTANCE;
        };
    }

    private static JsonElement json(Object value) {
        if (value instanceof String text) {
            return new JsonPrimitive(text);
        }
        if (value instanceof Number number) {
            return new JsonPrimitive(number);
        }
        if (value instanceof Boolean truth) {
            return new JsonPrimitive(truth);
        }
        if (value instanceof List<?> list) {
            JsonArray array = new JsonArray(list.size());
            list.forEach(element -> array.add(json(element)));
            return array;
        }
        if (value instanceof Map<?, ?> map) {
            JsonObject object = new JsonObject();
            map.forEach((name, inner) -> object.add((String) name, json(inner)));
            return object;
        }
        return JsonNull.INSTANCE;
    }
}
