package io.riskstream.validate.schema;

import java.util.EnumSet;
import java.util.Set;

/** The kinds of values that JSON Schema distinguishes, with two kinds of numbers, as an event holds them. */
public enum JsonKind {
    STRING,
    /** A number held as a long. */
    LONG,
    /** A number held as a double. It may have no fraction. */
    DOUBLE,
    BOOLEAN,
    NULL,
    LIST,
    OBJECT;

    /** Returns the kinds of the values of a {@code type}; none for a name that is not a type. */
    public static Set<JsonKind> ofType(String type) {
        return switch (type) {
            case "string" -> EnumSet.of(STRING);
            case "integer" -> EnumSet.of(LONG);
            case "number" -> EnumSet.of(LONG, DOUBLE);
            case "boolean" -> EnumSet.of(BOOLEAN);
            case "null" -> EnumSet.of(NULL);
            case "array" -> EnumSet.of(LIST);
            case "object" -> EnumSet.of(OBJECT);
            default -> EnumSet.noneOf(JsonKind.class);
        };
    }
}
