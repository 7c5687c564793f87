package io.riskstream.expression;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Item;
import io.riskstream.event.NullValue;
import io.riskstream.event.ValueKind;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The element of a list that a macro has reached: the value of the macro's variable. Only one thread uses it, as with the expression that contains the macro. */
final class CurrentElement {
    private final Code.ListCode list;
    /** The members that the expression reads, with their slots, for explanations. */
    private final Map<String, Integer> reads = new LinkedHashMap<>();

    private Object value = NullValue.NULL;
    private int index = -1;

    CurrentElement(Code.ListCode list) {
        this.list = list;
    }

    /** Goes before the first element. */
    void reset() {
        index = -1;
    }

    void set(Object element, int position) {
        value = element;
        index = position;
    }

    Object value() {
        return value;
    }

    /** True if the element is an object. It is not if the event is invalid, or the schema allows null beside objects. */
    boolean isItem() {
        return value instanceof Item;
    }

    /** Returns the kind of a member; ABSENT if the element has no such member. */
    ValueKind kind(int slot) {
        FieldValues members = members();
        return slot < members.size() ? members.kind(slot) : ValueKind.ABSENT;
    }

    /** Returns the members by slot, which are none if the element is not an object. Check {@link #kind} before reading one. */
    FieldValues members() {
        return value instanceof Item item ? item.values() : FieldValues.EMPTY;
    }

    /** Returns the path of the element in the event, such as {@code lines.1}; empty if there is no element, or the list is not part of the event. */
    String path() {
        String path = index < 0 ? "" : list.path();
        return path.isEmpty() ? "" : path + "." + index;
    }

    /** Records that the expression reads a member. */
    void addRead(String member, int slot) {
        reads.put(member, slot);
    }

    Map<String, Integer> reads() {
        return reads;
    }

    /** Returns the code that reads the element. An element of another type than declared is an error. */
    Code code(ElementType type) {
        if (type instanceof ElementType.Objects objects) {
            return item(objects.type());
        } else if (type instanceof ElementType.Lists lists) {
            return Dynamic.asList(any(), lists.elements());
        } else if (type instanceof ElementType.Times times) {
            return times.timestamps()
                    ? new Code.OfTimestamp(this::moment, true)
                    : new Code.OfDuration(this::duration, true);
        } else if (type instanceof ElementType.Values values) {
            return switch (values.type()) {
                case STRING -> Dynamic.asText(any());
                case LONG -> Dynamic.asInt(any());
                case DOUBLE -> Dynamic.asDouble(any());
                case BOOLEAN -> Dynamic.asBool(any());
                case LIST, ANY -> any();
            };
        }
        return any();
    }

    private Code.OfAny any() {
        return new Code.OfAny((event, status) -> value);
    }

    private Code.OfItem item(EventType type) {
        return new Code.OfItem(this, type);
    }

    private long moment(Event event, EvaluationStatus status) {
        if (value instanceof Instant instant) {
            return status.time(instant.getEpochSecond(), instant.getNano());
        }
        status.raiseNull();
        return 0;
    }

    private long duration(Event event, EvaluationStatus status) {
        if (value instanceof Duration span) {
            return status.time(span.getSeconds(), span.getNano());
        }
        status.raiseNull();
        return 0;
    }
}
