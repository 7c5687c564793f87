package io.riskstream.publish;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.FieldTree;
import io.riskstream.event.NullValue;
import io.riskstream.event.ValueKind;
import java.util.List;
import java.util.Map;

/**
 * Writes the fields of an event as one JSON object, nested as their dotted paths describe. The tree is flattened into arrays once, because a loop over
 * an array allocates no iterator.
 */
final class EventJson {
    private final String name;
    private final FieldTree node;
    private final EventJson[] members;

    EventJson(EventType type) {
        this("", FieldTree.of(type, slot -> true));
    }

    private EventJson(String name, FieldTree node) {
        this.name = name;
        this.node = node;
        this.members = node.members().entrySet().stream()
                .map(member -> new EventJson(member.getKey(), member.getValue()))
                .toArray(EventJson[]::new);
    }

    /**
     * Writes the declared fields that the event has, then the undeclared ones under their dotted paths. An undeclared member with the name of an object
     * of declared fields is left out: it would be a second member of that name, and a sender could use it to replace the result of a look-up.
     */
    void write(JsonOutput json, Event event) {
        json.beginObject();
        writeMembers(json, event);
        for (Map.Entry<String, Object> field : event.undeclared().entrySet()) {
            FieldTree declared = node.members().get(field.getKey());
            if (declared == null || declared.isField()) {
                json.name(field.getKey());
                writeValue(json, field.getValue());
            }
        }
        json.endObject();
    }

    private void writeMembers(JsonOutput json, Event event) {
        for (EventJson member : members) {
            if (member.node.isPresent(event.values())) {
                json.name(member.name);
                if (member.node.isField()) {
                    writeSlot(json, event, member.node.slot());
                } else {
                    json.beginObject();
                    member.writeMembers(json, event);
                    json.endObject();
                }
            }
        }
    }

    private static void writeSlot(JsonOutput json, Event event, int slot) {
        ValueKind kind = event.kind(slot);
        switch (kind) {
            case NULL -> json.nullValue();
            case EMPTY_OBJECT -> json.beginObject().endObject();
            case STRING -> json.value(event.string(slot));
            case LONG -> json.value(event.integer(slot));
            case DOUBLE -> json.value(event.number(slot));
            case BOOLEAN -> json.value(event.bool(slot));
            case LIST -> writeValue(json, event.list(slot));
            case ABSENT -> throw new IllegalStateException("slot " + slot + " is absent");
        }
    }

    private static void writeValue(JsonOutput json, Object value) {
        if (value instanceof String string) {
            json.value(string);
        } else if (value instanceof Double number) {
            json.value(number.doubleValue());
        } else if (value instanceof Number number) {
            json.value(number.longValue());
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
