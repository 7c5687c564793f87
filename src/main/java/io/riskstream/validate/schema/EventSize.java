package io.riskstream.validate.schema;

import io.riskstream.event.Event;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Item;
import io.riskstream.event.ValueKind;
import java.util.List;
import java.util.Map;

/** Counts the values of an event. A text counts one for each eight characters, and so does the name of a member. */
final class EventSize {
    private static final int CHARACTERS_PER_VALUE = 8;

    private EventSize() {}

    static long of(Event event) {
        return of(event.values()) + of(event.undeclared());
    }

    private static long of(FieldValues values) {
        long size = 0;
        for (int slot = 0; slot < values.size(); slot++) {
            ValueKind kind = values.kind(slot);
            if (kind == ValueKind.STRING) {
                size += of(values.string(slot));
            } else if (kind == ValueKind.LIST) {
                size += of(values.list(slot));
            } else if (kind != ValueKind.ABSENT) {
                size++;
            }
        }
        return size;
    }

    private static long of(Object value) {
        long size = 1;
        if (value instanceof String text) {
            size += text.length() / CHARACTERS_PER_VALUE;
        } else if (value instanceof List<?> list) {
            for (Object element : list) {
                size += of(element);
            }
        } else if (value instanceof Map<?, ?> object) {
            for (Map.Entry<?, ?> member : object.entrySet()) {
                size += of(member.getKey()) + of(member.getValue());
            }
        } else if (value instanceof Item item) {
            size += of(item.values()) + of(item.undeclared());
        }
        return size;
    }
}
