package io.riskstream.expression;

import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldType;
import java.util.List;
import java.util.Optional;

/** What the compiler knows about the elements of a list. */
sealed interface ElementType {
    ElementType UNKNOWN = new Unknown();

    /** Objects with declared members. */
    record Objects(EventType type) implements ElementType {}

    /** Strings, ints, doubles or bools. */
    record Values(FieldType type) implements ElementType {}

    record Lists(ElementType elements) implements ElementType {}

    /** Timestamps or durations, which no list of an event contains, but the list that {@code map} creates may. */
    record Times(boolean timestamps) implements ElementType {}

    /** Values of several types, or of a type that the schema does not declare. */
    record Unknown() implements ElementType {}

    /**
     * Returns the type of the elements of a list.
     *
     * @param items the type of the items if this is a list of objects
     */
    static ElementType of(Field list, Optional<EventType> items) {
        if (items.isPresent()) {
            return new Objects(items.get());
        }
        return of(list.elements());
    }

    private static ElementType of(FieldType type) {
        return switch (type) {
            case STRING, LONG, DOUBLE, BOOLEAN -> new Values(type);
            case LIST -> new Lists(UNKNOWN);
            case ANY -> UNKNOWN;
        };
    }

    /** Returns the type of the elements of a list of literals. */
    static ElementType of(List<Object> literals) {
        if (literals.stream().allMatch(Long.class::isInstance)) {
            return of(FieldType.LONG);
        } else if (literals.stream().allMatch(Double.class::isInstance)) {
            return of(FieldType.DOUBLE);
        } else if (literals.stream().allMatch(String.class::isInstance)) {
            return of(FieldType.STRING);
        } else if (literals.stream().allMatch(Boolean.class::isInstance)) {
            return of(FieldType.BOOLEAN);
        }
        return UNKNOWN;
    }

    /** Returns the type of the elements of a list that contains the values of some code. */
    static ElementType of(Code element) {
        if (element instanceof Code.OfItem item) {
            return new Objects(item.itemType());
        } else if (element instanceof Code.OfList list) {
            return new Lists(list.elements());
        } else if (element.isTime()) {
            return new Times(element instanceof Code.OfTimestamp);
        }
        return switch (element.type()) {
            case "bool" -> of(FieldType.BOOLEAN);
            case "int" -> of(FieldType.LONG);
            case "double" -> of(FieldType.DOUBLE);
            case "string" -> of(FieldType.STRING);
            default -> UNKNOWN;
        };
    }
}
