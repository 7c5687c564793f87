package io.riskstream.publish;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.ExactNumber;
import io.riskstream.event.FieldTree;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Item;
import io.riskstream.event.NullValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * Writes the fields of an event as one JSON object, nested as the event came: undeclared members are merged into the objects of declared fields. So the
 * output of one pipeline is a valid input of another. The tree of the fields is flattened into arrays once, because a loop over an array allocates no
 * iterator.
 *
 * <p>An undeclared member in the place of a look-up's field, or of an object that contains one, is left out: a sender could use it to replace the result of
 * the look-up.
 */
final class EventJson {
    private final String name;
    private final byte[] encodedName;
    private final FieldTree node;
    /** The slot of a field; negative for an object. */
    private final int slot;

    private final EventJson[] members;
    private final Map<String, EventJson> membersByName = new HashMap<>();
    /** The items, if this is a list of objects; else null. */
    private final EventJson items;
    /** True if the field, or every field inside the object, arrives with the event, and no look-up adds it. */
    private final boolean arrives;

    EventJson(EventType type) {
        this(type, slot -> true);
    }

    /** Creates a writer of some fields of an event. */
    EventJson(EventType type, IntPredicate included) {
        this("", FieldTree.of(type, included), type);
    }

    private EventJson(String name, FieldTree node, EventType type) {
        this.name = name;
        this.encodedName = JsonOutput.encodedName(name);
        this.node = node;
        this.slot = node.slot();
        this.members = node.members().entrySet().stream()
                .map(member -> new EventJson(member.getKey(), member.getValue(), type))
                .toArray(EventJson[]::new);
        boolean allArrive = !node.isField() || type.arrives(node.slot());
        for (EventJson member : members) {
            membersByName.put(member.name, member);
            allArrive &= member.arrives;
        }
        this.arrives = allArrive;
        this.items = node.items()
                .map(item -> new EventJson("", item, type.itemType(node.slot()).orElseThrow()))
                .orElse(null);
    }

    /** Writes the fields of an event: in each object first the declared ones, then the undeclared ones in the order of the document. */
    void write(JsonOutput json, Event event) {
        writeObject(json, event.values(), event.undeclared());
    }

    /** Writes the declared fields of an event. */
    void writeDeclared(JsonOutput json, Event event) {
        writeObject(json, event.values(), Map.of());
    }

    private void writeObject(JsonOutput json, FieldValues values, Map<?, ?> undeclared) {
        json.beginObject();
        for (EventJson member : members) {
            if (member.slot >= 0) {
                if (member.slot < values.size() && values.isPresent(member.slot)) {
                    json.name(member.encodedName);
                    member.writeSlot(json, values);
                }
            } else if (member.node.isPresent(values)) {
                json.name(member.encodedName);
                Object others = undeclared.isEmpty() ? null : undeclared.get(member.name);
                member.writeObject(json, values, others instanceof Map<?, ?> map ? map : Map.of());
            }
        }
        if (!undeclared.isEmpty()) {
            for (Map.Entry<?, ?> other : undeclared.entrySet()) {
                writeUndeclared(json, values, (String) other.getKey(), other.getValue());
            }
        }
        json.endObject();
    }

    private void writeUndeclared(JsonOutput json, FieldValues values, String key, Object value) {
        EventJson declared = membersByName.get(key);
        if (declared == null) {
            json.name(key);
            writeValue(json, value);
        } else if (!declared.node.isPresent(values)) {
            if (!declared.node.isField() && value instanceof Map<?, ?> map) {
                json.name(declared.encodedName);
                declared.writeObject(json, values, map);
            } else if (declared.arrives) {
                json.name(declared.encodedName);
                writeValue(json, value);
            }
        }
    }

    private void writeSlot(JsonOutput json, FieldValues values) {
        switch (values.kind(slot)) {
            case NULL -> json.nullValue();
            case EMPTY_OBJECT -> json.beginObject().endObject();
            case STRING -> json.value(values.string(slot));
            case LONG -> json.value(values.integer(slot));
            case DOUBLE -> json.value(values.number(slot));
            case BOOLEAN -> json.value(values.bool(slot));
            case LIST -> writeList(json, values.list(slot));
            case ABSENT -> throw new IllegalStateException("slot " + slot + " is absent");
        }
    }

    private void writeList(JsonOutput json, List<Object> list) {
        json.beginArray();
        for (Object element : list) {
            if (element instanceof Item item) {
                items.writeObject(json, item.values(), item.undeclared());
            } else {
                writeValue(json, element);
            }
        }
        json.endArray();
    }

    private static void writeValue(JsonOutput json, Object value) {
        if (value instanceof String string) {
            json.value(string);
        } else if (value instanceof Double number) {
            json.value(number.doubleValue());
        } else if (value instanceof Number number) {
            json.value(number.longValue());
        } else if (value instanceof ExactNumber number) {
            json.number(number.text());
        } else if (value instanceof Boolean bool) {
            json.value(bool.booleanValue());
        } else if (value == NullValue.NULL) {
            json.nullValue();
        } else if (value instanceof List<?> list) {
            json.beginArray();
            for (Object element : list) {
                writeValue(json, element);
            }
            json.endArray();
        } else {
            json.beginObject();
            for (Map.Entry<?, ?> member : ((Map<?, ?>) value).entrySet()) {
                json.name(String.valueOf(member.getKey()));
                writeValue(json, member.getValue());
            }
            json.endObject();
        }
    }
}
