package io.riskstream.expression;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Item;
import io.riskstream.event.NullValue;
import io.riskstream.event.Origin;
import io.riskstream.event.Patch;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An event type with fields of every type, and events of it. */
final class SampleEvents {
    private static final List<Field> PART = List.of(
            new Field("cost", FieldType.DOUBLE),
            new Field("code", FieldType.STRING),
            new Field("number", FieldType.LONG));
    private static final List<Field> LINE = List.of(
            new Field("amount", FieldType.DOUBLE),
            new Field("quantity", FieldType.LONG),
            new Field("kind", FieldType.STRING),
            new Field("open", FieldType.BOOLEAN),
            new Field("date", FieldType.STRING),
            new Field("loss.zip", FieldType.STRING),
            new Field("sub-code", FieldType.STRING),
            new Field("labels", FieldType.LIST, List.of(), FieldType.STRING),
            new Field("anything", FieldType.ANY),
            new Field("parts", FieldType.LIST, PART));

    static final EventType TYPE = new EventType(List.of(new FieldSource() {
        @Override
        public String name() {
            return "sample";
        }

        @Override
        public List<Field> fields() {
            return List.of(
                    new Field("amount", FieldType.DOUBLE),
                    new Field("rate", FieldType.DOUBLE),
                    new Field("count", FieldType.LONG),
                    new Field("limit", FieldType.LONG),
                    new Field("state", FieldType.STRING),
                    new Field("name", FieldType.STRING),
                    new Field("flag", FieldType.BOOLEAN),
                    new Field("other", FieldType.BOOLEAN),
                    new Field("tags", FieldType.LIST),
                    new Field("more", FieldType.LIST),
                    new Field("anything", FieldType.ANY),
                    new Field("location.zip", FieldType.STRING),
                    new Field("location.point.lat", FieldType.DOUBLE),
                    new Field("capital-gains", FieldType.LONG),
                    new Field("filed", FieldType.STRING),
                    new Field("lost", FieldType.STRING),
                    new Field("day", FieldType.STRING),
                    new Field("wait", FieldType.STRING),
                    new Field("codes", FieldType.LIST, List.of(), FieldType.STRING),
                    new Field("sizes", FieldType.LIST, List.of(), FieldType.LONG),
                    new Field("shares", FieldType.LIST, List.of(), FieldType.DOUBLE),
                    new Field("switches", FieldType.LIST, List.of(), FieldType.BOOLEAN),
                    new Field("table", FieldType.LIST, List.of(), FieldType.LIST),
                    new Field("lines", FieldType.LIST, LINE),
                    new Field("parties", FieldType.LIST, List.of(new Field("role", FieldType.STRING))));
        }
    }));

    private SampleEvents() {}

    /** Returns an event with these fields; all other fields are absent. A map in a list of objects is an item. */
    static Event event(Map<String, ?> fields) {
        FieldValues values = values(fields, "", TYPE);
        Origin origin = new Origin("topic", 0, 1, 2, Optional.empty(), List.of());
        return Event.of(origin, new byte[0]).with(Patch.NONE.withFields(0, values));
    }

    private static FieldValues values(Map<String, ?> fields, String prefix, EventType type) {
        FieldValues values = new FieldValues(type.size());
        setAll(values, fields, prefix, type);
        return values.freeze();
    }

    @SuppressWarnings("unchecked") // the keys are names
    private static void setAll(FieldValues values, Map<String, ?> fields, String prefix, EventType type) {
        fields.forEach((name, value) -> {
            if (value instanceof Map<?, ?> inner) {
                setAll(values, (Map<String, ?>) inner, prefix + name + ".", type);
                return;
            }
            int slot = type.slot(prefix + name);
            Optional<EventType> items = type.itemType(slot);
            if (value instanceof List<?> list && items.isPresent()) {
                set(
                        values,
                        slot,
                        list.stream().map(each -> item(each, items.get())).toList());
            } else {
                set(values, slot, value);
            }
        });
    }

    @SuppressWarnings("unchecked") // the keys are names
    private static Object item(Object value, EventType type) {
        return value instanceof Map<?, ?> members
                ? new Item(values((Map<String, ?>) members, "", type), Map.of())
                : value;
    }

    @SuppressWarnings("unchecked") // tests write lists as literals
    private static void set(FieldValues values, int slot, Object value) {
        if (value instanceof Double number) {
            values.setNumber(slot, number);
        } else if (value instanceof Long whole) {
            values.setInteger(slot, whole);
        } else if (value instanceof Integer whole) {
            values.setInteger(slot, whole);
        } else if (value instanceof String string) {
            values.setString(slot, string);
        } else if (value instanceof Boolean bool) {
            values.setBool(slot, bool);
        } else if (value instanceof List) {
            values.setList(slot, (List<Object>) value);
        } else if (value == NullValue.NULL) {
            values.setNull(slot);
        } else {
            throw new IllegalArgumentException("no field can hold this: " + value);
        }
    }
}
