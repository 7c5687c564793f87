package io.riskstream.enrich.cache;

import io.riskstream.event.Degradation;
import io.riskstream.event.RejectionCode;

/** The result of one look-up for one event. */
public sealed interface LookupResult permits CacheEntry, LookupResult.Stale, LookupResult.Failed, LookupResult.Pending {
    /** A stale record, used because the store is unavailable. */
    record Stale(CacheEntry entry) implements LookupResult {}

    /**
     * The look-up failed.
     *
     * @param code the rejection code if the event is rejected
     * @param reason the cause in the verdict of an event that passes
     * @param cause a sentence without values
     */
    record Failed(String code, Degradation.Cause reason, String cause) implements LookupResult {
        /** Returns the failure of a store that could not be read. */
        public static Failed unavailable(String cause) {
            return new Failed(RejectionCode.ENRICH_ERROR, Degradation.Cause.UNAVAILABLE, cause);
        }

        /** Returns the failure of a store that did not answer before the deadline. */
        public static Failed late(String cause) {
            return new Failed(RejectionCode.ENRICH_ERROR, Degradation.Cause.LATE, cause);
        }

        /** Returns the failure of a record that does not match its declaration. */
        public static Failed unusable(String cause) {
            return new Failed(RejectionCode.ENRICH_RECORD, Degradation.Cause.UNUSABLE, cause);
        }
    }

    /** The record is being fetched. */
    enum Pending implements LookupResult {
        PENDING
    }
}
