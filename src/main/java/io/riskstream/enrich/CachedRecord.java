package io.riskstream.enrich;

import io.riskstream.FieldValues;
import io.riskstream.Lease;

/** What a store said of one record, in memory: its fields, or that there is none. What it says never changes; a newer word is another object. */
final class CachedRecord implements Answer {
    /** For an event that lacks a field of the key, and so has no record. */
    static final CachedRecord NO_KEY = new CachedRecord("", null, Lease.NONE, 0);

    // What a hit reads stands first, and within 60 bytes: the JVM puts the longs before all else, and the references
    // last, in this order.
    /** Its id, packed; see {@link IdProbe}. */
    private final long head;

    private final long tail;
    private final long staleAt;
    private final int hash;

    /** Its id, if that cannot be packed; else null. */
    private final String id;
    /** Null if there is no such record. */
    private final FieldValues values;

    private final Lease lease;

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
        IdProbe probe = new IdProbe().of(id);
        this.head = probe.head();
        this.tail = probe.tail();
        this.id = probe.isPacked() ? null : id;
        this.hash = probe.hash();
        this.values = values;
        this.lease = lease;
        this.staleAt = staleAt;
    }

    /** Made anew if it is packed; not for the hot path. */
    String id() {
        return id == null ? IdProbe.unpack(head, tail) : id;
    }

    /** Whether it is the record of this id. */
    boolean isOf(IdProbe probe) {
        return head == probe.head() && tail == probe.tail() && (id == null || probe.hasText(id));
    }

    /** Whether it is the record of the same id. */
    boolean isOfIdOf(CachedRecord other) {
        return head == other.head && tail == other.tail && (id == null || id.equals(other.id));
    }

    /** Of its id; see {@link IdProbe#hash}. */
    int hash() {
        return hash;
    }

    /** Reads the first and the last of what a hit reads, to have it near; what it returns is of no use. */
    int touched() {
        return lease == null ? 0 : hash;
    }

    /** Reads of its values, to have them near; what it returns is of no use. */
    int touchedValues() {
        return values == null || values.size() == 0 ? 0 : (int) values.integer(0);
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
