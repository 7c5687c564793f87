package io.riskstream.enrich;

import io.riskstream.FieldValues;
import io.riskstream.Lease;

/** What a store said of one record, in memory: its fields, or that there is none. What it says never changes; a newer word is another object. */
final class CachedRecord implements Answer {
    /** For an event that lacks a field of the key, and so has no record. */
    static final CachedRecord NO_KEY = new CachedRecord("", null, Lease.NONE, 0);

    private final String id;
    private final int hash;
    /** Null if there is no such record. */
    private final FieldValues values;

    private final Lease lease;
    private final long staleAt;

    /** The record after it in its chain of the {@link RecordTable}. */
    volatile CachedRecord next;

    // The place in line for eviction: see Sieve, whose lock guards all but the first.
    /** Whether it was asked for since the sieve last looked. Written without a lock: a mark that gets lost costs a record, at worst, its place. */
    boolean visited;

    Shelf shelf;
    CachedRecord newer;
    CachedRecord older;

    /**
     * A record as the store has it.
     *
     * @param values its fields, frozen, in the order of the look-up; null if there is no such record
     * @param staleAt when it is too old, on the context's ticker
     */
    CachedRecord(String id, FieldValues values, Lease lease, long staleAt) {
        this.id = id;
        this.hash = RecordTable.hash(id);
        this.values = values;
        this.lease = lease;
        this.staleAt = staleAt;
    }

    String id() {
        return id;
    }

    /** Of its id; see {@link RecordTable#hash}. */
    int hash() {
        return hash;
    }

    boolean isPresent() {
        return values != null;
    }

    FieldValues values() {
        return values;
    }

    Lease lease() {
        return lease;
    }

    /** Whether it may be answered as the truth. */
    boolean isFresh(long now) {
        return lease.holds() && now - staleAt < 0;
    }

    /** For how many nanoseconds it has been doubtful; zero or less if it is fresh. */
    long staleFor(long now) {
        long byAge = now - staleAt;
        return lease.holds() ? byAge : Math.max(byAge, now - lease.endedAt());
    }
}
