package io.riskstream.enrich;

import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldValues;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * Computes the key of an event's record and converts the record, in code: for keys that a template cannot express, and for records that are neither
 * JSON nor hashes. The record is cached as a string and mapped again for each event, so that the result may depend on both.
 *
 * <p>Several threads call it, but never two at the same time. It must not block.
 */
public interface RecordMapper extends Serializable {
    /**
     * Prepares the mapper; called once in each task, before any other method.
     *
     * @param type the fields of the events
     * @param fields the fields that the look-up declares, such as {@code county.density}
     */
    default void open(EventType type, List<Field> fields) {}

    /** Returns the full key of the event's record; empty if the event has no such record. */
    Optional<String> key(Event event);

    /**
     * Returns the values that the record adds to the event.
     *
     * @param record the record as a string; empty if the store has no such record
     * @return one value for each field that the look-up declares, in their order; empty to apply the look-up's {@code onMiss}
     */
    Optional<FieldValues> map(Event event, Optional<String> record);
}
