package io.riskstream.event;

import java.io.Serializable;
import java.util.Objects;

/**
 * A declared field of an event.
 *
 * @param path dotted path, such as {@code location.zip}, or {@code county.median_income} for a field that a look-up adds
 * @param type what the field holds when the event is right
 */
public record Field(String path, FieldType type) implements Serializable {
    public Field {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(type, "type");
        if (path.isEmpty()) {
            throw new IllegalArgumentException("a field needs a path");
        }
    }
}
