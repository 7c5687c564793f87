package io.riskstream.testing;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Header;
import io.riskstream.event.Item;
import io.riskstream.event.NullValue;
import io.riskstream.event.Origin;
import io.riskstream.event.Patch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Events and event types for tests. */
public final class TestEvents {
    private static final String LIST = "\\[]\\.";

    private TestEvents() {}

    private record Source(String name, List<Field> fields) implements FieldSource {}

    /**
     * Returns an event type of these fields, all of which arrive with the event.
     *
     * @param fields {@code path:TYPE}, such as {@code "location.zip:STRING"}; a type is a {@link FieldType}. {@code "lines[].amount:DOUBLE"} is a member of
     *     the objects in the list {@code lines}.
     */
    public static EventType type(String... fields) {
        return new EventType(List.of(source("schema", fields)));
    }

    /**
     * Returns a source of fields that arrive with the event, as a schema is.
     *
     * @param fields {@code path:TYPE}, such as {@code "location.zip:STRING"}
     */
    public static FieldSource source(String name, String... fields) {
        return new Source(name, parse(Arrays.asList(fields)));
    }

    private static List<Field> parse(List<String> fields) {
        Map<String, List<String>> members = new LinkedHashMap<>();
        for (String field : fields) {
            String[] parts = field.split(LIST, 2);
            List<String> inner = members.computeIfAbsent(parts[0], path -> new ArrayList<>());
            if (parts.length > 1) {
                inner.add(parts[1]);
            }
        }
        return members.entrySet().stream()
                .map(member -> member.getValue().isEmpty()
                        ? parse(member.getKey())
                        : new Field(member.getKey(), FieldType.LIST, parse(member.getValue())))
                .toList();
    }

    private static Field parse(String field) {
        int colon = field.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("field '" + field + "': write path:TYPE, such as 'state:STRING'");
        }
        return new Field(field.substring(0, colon), FieldType.valueOf(field.substring(colon + 1)));
    }

    /** Returns an event as a spout emits it: the original bytes, and no fields. Its origin is offset 0 of topic {@code test}. */
    public static Event event(Instant recordTime, byte[] value) {
        return event(recordTime, value, List.of());
    }

    /** Returns an event as a spout emits it, from a record with headers. */
    public static Event event(Instant recordTime, byte[] value, List<Header> headers) {
        return Event.of(new Origin("test", 0, 0, recordTime.toEpochMilli(), Optional.empty(), headers), value);
    }

    /**
     * Returns an event with these fields, as a parser passes it. Its original bytes are empty, and its record time is 1970.
     *
     * @param fields values by path: String, Integer, Long, Double, Boolean, List, {@link NullValue#NULL}, or an empty Map for an object without members. An
     *     object in a list of objects is a Map of its members by path.
     * @throws IllegalArgumentException if the type has no such field; the message names the nearest one
     */
    public static Event event(EventType type, Map<String, ?> fields) {
        return event(Instant.EPOCH, new byte[0]).with(Patch.NONE.withFields(0, values(type, fields)));
    }

    private static FieldValues values(EventType type, Map<?, ?> fields) {
        FieldValues values = new FieldValues(type.size());
        fields.forEach((name, value) -> {
            String path = (String) name;
            int slot = type.slot(path);
            Optional<EventType> items = type.itemType(slot);
            boolean isListOfObjects = items.isPresent() && value instanceof List<?>;
            set(values, slot, path, isListOfObjects ? items((List<?>) value, items.get()) : value);
        });
        return values;
    }

    private static List<Object> items(List<?> list, EventType type) {
        return list.stream()
                .map(each -> each instanceof Map<?, ?> members
                        ? new Item(values(type, members).freeze(), Map.of())
                        : (Object) each)
                .toList();
    }

    private static void set(FieldValues values, int slot, String path, Object value) {
        if (value instanceof String text) {
            values.setString(slot, text);
        } else if (value instanceof Integer || value instanceof Long) {
            values.setInteger(slot, ((Number) value).longValue());
        } else if (value instanceof Double number) {
            values.setNumber(slot, number);
        } else if (value instanceof Boolean bool) {
            values.setBool(slot, bool);
        } else if (value instanceof List<?> list) {
            values.setList(slot, List.copyOf(list));
        } else if (value == NullValue.NULL) {
            values.setNull(slot);
        } else if (value instanceof Map<?, ?> map && map.isEmpty()) {
            values.setEmptyObject(slot);
        } else {
            throw new IllegalArgumentException("field '" + path + "': a value of class "
                    + value.getClass().getName()
                    + " is not possible; use String, Integer, Long, Double, Boolean, List or NullValue.NULL");
        }
    }

    /**
     * Returns a field of an event: String, Long, Double, Boolean, List, {@link NullValue#NULL}, or an empty Map; empty if the event does not have the
     * field. The items of a list of objects are nested maps.
     *
     * @throws IllegalArgumentException if the type has no such field; the message names the nearest one
     */
    public static Optional<Object> field(EventType type, Event event, String path) {
        int slot = type.slot(path);
        return event.isPresent(slot) ? Optional.of(type.value(slot, event.values())) : Optional.empty();
    }
}
