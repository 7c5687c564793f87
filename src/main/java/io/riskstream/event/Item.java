package io.riskstream.event;

import java.util.Map;

/**
 * One object in a list of objects. Its declared fields have slots, as those of an event do; {@link EventType#itemType} has their names and types.
 *
 * @param values the declared fields by slot, frozen
 * @param undeclared the members that the item has and its type does not declare; immutable
 */
public record Item(FieldValues values, Map<String, Object> undeclared) {
    /** Returns how many slots have a value, never the values, which are personal data. */
    @Override
    public String toString() {
        return "Item[" + values + "]";
    }
}
