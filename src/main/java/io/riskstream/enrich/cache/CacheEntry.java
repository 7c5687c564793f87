package io.riskstream.enrich.cache;

import io.riskstream.event.FieldValues;
import io.riskstream.stage.ValidityToken;

/** What a store said of one record, in memory: its fields, or that there is none. What it says never changes; a newer word is another object. */
public final class CacheEntry implements LookupResult {
    /** For an event that lacks a field of the key, and so has no record. */
    public static final CacheEntry NO_KEY = new CacheEntry("", null, ValidityToken.NONE, 0);

    // What a hit reads stands first, and within 60 bytes: the JVM puts the longs before all else, and the references
    // last, in this order.
    /** Its id, packed; see {@link PackedKey}. */
    private final long head;

    private final long tail;
    private final long staleAt;
    private final int hash;

    /** Its id, if that cannot be packed; else null. */
    private final String id;
    /** Null if there is no such record. */
    private final FieldValues values;

    private final ValidityToken lease;

    /** The record after it in its chain of the {@link RecordTable}. */
    public volatile CacheEntry next;

    // The place in line for eviction: see Sieve, whose lock guards all but the first.
    /** Whether it was asked for since the sieve last looked. Written without a lock: a mark that gets lost costs a record, at worst, its place. */
    boolean visited;

    CacheRegion region;
    CacheEntry newer;
    CacheEntry older;

    /**
     * A record as the store has it.
     *
     * @param values its fields, frozen, in the order of the look-up; null if there is no such record
     * @param staleAt when it is too old, on the context's ticker
     */
    public CacheEntry(String id, FieldValues values, ValidityToken lease, long staleAt) {
        PackedKey probe = new PackedKey().of(id);
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
        return id == null ? PackedKey.unpack(head, tail) : id;
    }

    /** Whether it is the record of this id. */
    public boolean isOf(PackedKey probe) {
        return head == probe.head() && tail == probe.tail() && (id == null || probe.hasText(id));
    }

    /** Whether it is the record of the same id. */
    boolean isOfIdOf(CacheEntry other) {
        return head == other.head && tail == other.tail && (id == null || id.equals(other.id));
    }

    /** Of its id; see {@link PackedKey#hash}. */
    int hash() {
        return hash;
    }

    /** Reads the first and the last of what a hit reads, to have it near; what it returns is of no use. */
    public int touched() {
        return lease == null ? 0 : hash;
    }

    /** Reads of its values, to have them near; what it returns is of no use. */
    public int touchedValues() {
        return values == null || values.size() == 0 ? 0 : (int) values.integer(0);
    }

    public boolean isPresent() {
        return values != null;
    }

    public FieldValues values() {
        return values;
    }

    ValidityToken lease() {
        return lease;
    }

    /** Whether it may be answered as the truth. */
    boolean isFresh(long now) {
        return lease.isValid() && now - staleAt < 0;
    }

    /** For how many nanoseconds it has been doubtful; zero or less if it is fresh. */
    long staleFor(long now) {
        long byAge = now - staleAt;
        return lease.isValid() ? byAge : Math.max(byAge, now - lease.invalidatedAt());
    }
}
