package io.riskstream.event;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * A declared field of an event, or of the items of a list.
 *
 * @param path the dotted path, such as {@code location.zip}, or {@code county.median_income} for a field that a look-up adds
 * @param type the type of the values of a valid event
 * @param items the fields of each item, if this is a list of objects that its schema describes; otherwise empty. Their paths begin at the item.
 * @param elements the type of the elements of another list, if its schema declares one type; otherwise {@link FieldType#ANY}
 */
public record Field(String path, FieldType type, List<Field> items, FieldType elements) implements Serializable {
    public Field {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(elements, "elements");
        items = List.copyOf(items);
        if (path.isEmpty()) {
            throw new IllegalArgumentException("a field needs a path");
        }
        if (!items.isEmpty() && type != FieldType.LIST) {
            throw new IllegalArgumentException("only a list has items");
        }
    }

    /** Creates a field that is not a list, or a list whose elements have any type. */
    public Field(String path, FieldType type) {
        this(path, type, List.of(), FieldType.ANY);
    }

    /** Creates a list of objects with these fields. */
    public Field(String path, FieldType type, List<Field> items) {
        this(path, type, items, FieldType.ANY);
    }
}
