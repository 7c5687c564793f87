package io.riskstream.event;

import java.util.List;

/** Something that gives fields to an event: its schema, or a look-up. An {@link EventType} is made of these. */
public interface FieldSource {
    /** How messages call this source: the schema's file, or the look-up's name. */
    String name();

    /** The fields, in an order that never changes. */
    List<Field> fields();

    /**
     * Whether these fields come with the event itself, as a schema's do, and not from a later stage, as a look-up's. A parser fills only what
     * arrives: otherwise a sender could forge what a look-up is to find.
     */
    default boolean arrives() {
        return true;
    }
}
