package io.riskstream.validate.schema;

/** What kinds of values JSON Schema tells apart, numbers by how an event holds them. */
public enum JsonKind {
    TEXT,
    /** A number held as a long. */
    INTEGER,
    /** A number held as a double; it may be whole all the same. */
    NUMBER,
    TRUTH,
    NULL,
    LIST,
    OBJECT
}
