package io.riskstream.event;

/** The declared type of a field: what a rule may do with it, and what a parser tries to make of it. */
public enum FieldType {
    STRING,
    LONG,
    DOUBLE,
    BOOLEAN,
    /** A list of any values; its elements may be strings, longs, doubles, booleans, {@link NullValue}, lists and maps. */
    LIST,
    /** Declared with several types, or none: it travels with the event, but no rule can read it. */
    ANY
}
