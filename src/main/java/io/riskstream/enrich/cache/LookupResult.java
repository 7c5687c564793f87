package io.riskstream.enrich.cache;

/** What came of one look-up of one event. */
public sealed interface LookupResult permits CacheEntry, LookupResult.Stale, LookupResult.Failed, LookupResult.Pending {
    /** A record that may be outdated, answered because the store cannot be asked. */
    record Stale(CacheEntry record) implements LookupResult {}

    /**
     * The store could not tell.
     *
     * @param code what an event is rejected with, if it is
     * @param cause a sentence without values
     */
    record Failed(String code, String cause) implements LookupResult {}

    /** The record is being fetched. */
    enum Pending implements LookupResult {
        PENDING
    }
}
