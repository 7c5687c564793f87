package io.riskstream.event;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A source of fields for an {@link EventType}: the schema of the events, or a look-up. */
public interface FieldSource {
    /** Returns the name of this source for messages: the file of the schema, or the name of the look-up. */
    String name();

    /** Returns the fields, always in the same order. */
    List<Field> fields();

    /** Returns the possible values of fields by path, as far as they are known for valid events. They stay with the submitter. */
    default Map<String, FieldDomain> domains() {
        return Map.of();
    }

    /** Returns the path of the field that states when the source was read for an event, in milliseconds since 1970; empty if there is none. */
    default Optional<String> fetchedField() {
        return Optional.empty();
    }

    /**
     * True if the fields are part of the event as it arrives, as those of a schema are; false if a later stage adds them, as a look-up does. A parser
     * fills only fields that arrive. Otherwise a sender could forge the result of a look-up.
     */
    default boolean arrives() {
        return true;
    }
}
