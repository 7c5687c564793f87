package io.riskstream.event;

/** What a slot of an event holds just now. It differs from the declared {@link FieldType} where the event is wrong, or a field is missing. */
public enum ValueKind {
    /** The event does not have the field. */
    ABSENT,
    /** The field is there, and null: not the same as absent. */
    NULL,
    /** The field is there, and an object without members; one with members is its members, by dotted path. */
    EMPTY_OBJECT,
    STRING,
    LONG,
    DOUBLE,
    BOOLEAN,
    LIST
}
