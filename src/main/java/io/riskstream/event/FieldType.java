package io.riskstream.event;

/** The declared type of a field. It decides which operations a rule may apply, and which type a parser converts a value to. */
public enum FieldType {
    STRING,
    LONG,
    DOUBLE,
    BOOLEAN,
    /**
     * A list. Its elements may be strings, longs, doubles, booleans, {@link NullValue}, lists and maps; an object is an {@link Item} instead of a map if
     * the field declares {@linkplain Field#items its items}.
     */
    LIST,
    /** A field that its schema declares with several types, or without a type. The event carries it, but no rule can read it. */
    ANY
}
