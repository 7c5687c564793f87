package io.riskstream.event;

/** The kind of the current value of a slot. It differs from the declared {@link FieldType} if the event is invalid or the field is missing. */
public enum ValueKind {
    /** The event does not have the field. */
    ABSENT,
    /** The event has the field, and its value is null. This is not the same as absent. */
    NULL,
    /** The event has the field, and its value is an object without members. An object with members has a field for each member instead. */
    EMPTY_OBJECT,
    STRING,
    LONG,
    DOUBLE,
    BOOLEAN,
    LIST
}
