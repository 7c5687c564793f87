package io.riskstream.validate.schema;

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
    OBJECT
}
