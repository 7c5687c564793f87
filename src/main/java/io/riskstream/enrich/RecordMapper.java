package io.riskstream.enrich;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldValues;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * Finds an event's record, and reads it, in code: for keys that no template can say, and records that are neither JSON nor hashes. The record is
 * kept in memory as its text, and mapped anew for each event, so that it may depend on both.
 *
 * <p>Called by several threads, but never by two at once. It must not block.
 */
public interface RecordMapper extends Serializable {
    /**
     * Gets to know what it works on; once in each task, before anything else.
     *
     * @param type the fields of the events to come
     * @param fields those that the look-up declares, such as {@code county.density}
     */
    default void open(EventType type, List<Field> fields) {}

    /** The whole key of the event's record; empty if the event has none. */
    Optional<String> key(Event event);

    /**
     * What the record adds to the event.
     *
     * @param record the record's text; empty if there is none
     * @return as many values as the look-up declares fields, in their order; empty to go by the look-up's {@code onMiss}
     */
    Optional<FieldValues> map(Event event, Optional<String> record);
}
