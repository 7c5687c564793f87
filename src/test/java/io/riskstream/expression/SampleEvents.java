package io.riskstream.expression;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.NullValue;
import io.riskstream.event.Origin;
import io.riskstream.event.Patch;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An event type with fields of every type, and events of it. */
final class SampleEvents {
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
                    new Field("wait", FieldType.STRING));
        }
    }));

    private SampleEvents() {}

    /** Returns an event with these fields; all other fields are absent. */
    static Event event(Map<String, ?> fields) {
        FieldValues values = new FieldValues(TYPE.size());
        fields.forEach((path, value) -> set(values, TYPE.slot(path), value));
        Origin origin = new Origin("topic", 0, 1, 2, Optional.empty(), List.of());
        return Event.of(origin, new byte[0]).with(Patch.NONE.withFields(0, values));
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
