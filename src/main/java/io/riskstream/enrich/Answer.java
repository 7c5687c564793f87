package io.riskstream.enrich;

/** What came of one look-up of one event. */
sealed interface Answer permits CachedRecord, Answer.Stale, Answer.Failed, Answer.Pending {
    /** A record that may be outdated, answered because the store cannot be asked. */
    record Stale(CachedRecord record) implements Answer {}

    /**
     * The store could not tell.
     *
     * @param code what an event is rejected with, if it is
     * @param cause a sentence without values
     */
    record Failed(String code, String cause) implements Answer {}

    /** The record is being fetched. */
    enum Pending implements Answer {
        PENDING
    }
}
