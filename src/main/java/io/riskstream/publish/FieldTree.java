package io.riskstream.publish;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.NullValue;
import io.riskstream.event.ValueKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The fields of an event type as the nested object that their dotted paths describe. */
final class FieldTree {
    private final String name;
    private final int slot;
    private final List<FieldTree> members = new ArrayList<>();

    private FieldTree(String name, int slot) {
        this.name = name;
        this.slot = slot;
    }

    static FieldTree of(EventType type) {
        FieldTree root = new FieldTree("", -1);
        for (int slot = 0; slot < type.size(); slot++) {
            Field field = type.field(slot);
            FieldTree node = root;
            String[] steps = field.path().split("\\.");
            for (int i = 0; i < steps.length - 1; i++) {
                node = node.member(steps[i]);
            }
            node.members.add(new FieldTree(steps[steps.length - 1], slot));
        }
        return root;
    }

    private FieldTree member(String step) {
        for (FieldTree member : members) {
            if (member.slot < 0 && member.name.equals(step)) {
                return member;
            }
        }
        FieldTree member = new FieldTree(step, -1);
        members.add(member);
        return member;
    }

    /**
     * Writes the fields the event has as one object; those its type does not declare follow, under their dotted paths. One that is called as an
     * object of declared fields is left out: else it would stand beside it under the same name, and a sender could put it in a look-up's place.
     */
    void write(JsonOutput json, Event event) {
        json.beginObject();
        writeMembers(json, event);
        for (Map.Entry<String, Object> field : event.undeclared().entrySet()) {
            if (!isObject(field.getKey())) {
                json.name(field.getKey());
                writeValue(json, field.getValue());
            }
        }
        json.endObject();
    }

    private boolean isObject(String memberName) {
        for (FieldTree member : members) {
            if (member.slot < 0 && member.name.equals(memberName)) {
                return true;
            }
        }
        return false;
    }

    private void writeMembers(JsonOutput json, Event event) {
        for (FieldTree member : members) {
            if (member.slot >= 0) {
                if (event.isPresent(member.slot)) {
                    json.name(member.name);
                    writeSlot(json, event, member.slot);
                }
            } else if (member.isPresentIn(event)) {
                json.name(member.name).beginObject();
                member.writeMembers(json, event);
                json.endObject();
            }
        }
    }

    private boolean isPresentIn(Event event) {
        if (slot >= 0) {
            return event.isPresent(slot);
        }
        for (FieldTree member : members) {
            if (member.isPresentIn(event)) {
                return true;
            }
        }
        return false;
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
