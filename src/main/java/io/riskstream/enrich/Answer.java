package io.riskstream.enrich;

import io.riskstream.FieldValues;

/** What came of one look-up of one event. */
sealed interface Answer {
    /** What the store said, and may be answered from memory until {@code staleAt} on the context's ticker. */
    sealed interface Known extends Answer {
        long staleAt();
    }

    /** The record's fields, frozen, in the order of the look-up. */
    record Found(FieldValues values, long staleAt) implements Known {}

    /** There is no such record. */
    record Absent(long staleAt) implements Known {}

    /**
     * The store could not tell.
     *
     * @param code what an event is rejected with, if it is
     * @param cause a sentence without values
     */
    record Failed(String code, String cause) implements Answer {}

    /** The record is not in memory, and must be fetched. */
    record Pending(CacheKey key) implements Answer {}

    /** The event lacks a field of the key, and so has no record. */
    Known NO_KEY = new Absent(0);
}
