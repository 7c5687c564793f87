package io.riskstream.event;

import java.io.Serializable;
import java.util.Objects;

/**
 * A declared field of an event.
 *
 * @param path the dotted path, such as {@code location.zip}, or {@code county.median_income} for a field that a look-up adds
 * @param type the type of the values of a valid event
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
