package io.riskstream.enrich.cache;

/** The result of one look-up for one event. */
public sealed interface LookupResult permits CacheEntry, LookupResult.Stale, LookupResult.Failed, LookupResult.Pending {
    /** A stale record, used because the store is unavailable. */
    record Stale(CacheEntry entry) implements LookupResult {}

    /**
     * The look-up failed.
     *
     * @param code the rejection code if the event is rejected
     * @param cause a sentence without values
     */
    record Failed(String code, String cause) implements LookupResult {}

    /** The record is being fetched. */
    enum Pending implements LookupResult {
        PENDING
    }
}
