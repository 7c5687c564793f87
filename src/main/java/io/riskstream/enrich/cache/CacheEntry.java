package io.riskstream.enrich.cache;

import io.riskstream.event.FieldValues;
import io.riskstream.stage.ValidityToken;

/**
 * Immutable cache entry: the decoded fields of one record, or a negative entry if the store has no such record. An update creates a new entry.
 */
public final class CacheEntry implements LookupResult {
    private static final int VISITED = Integer.MIN_VALUE;

    /** Heap of the entry itself and of its place in the {@link RecordTable}, which has two to four references for an entry. */
    private static final int OWN_BYTES = 72 + 16;

    /** The result for an event whose values make no key, and which so has no record. */
    public static final CacheEntry NO_KEY = new CacheEntry("", null, ValidityToken.NONE, 0);

    // A hit reads the first fields, which are within 60 bytes: the JVM places longs before all other fields, and
    // references last, in this order.
    /** The first half of the packed id; see {@link PackedKey}. */
    private final long head;

    private final long tail;
    private final long staleAt;
    private final int hash;

    /** The id if it cannot be packed; otherwise null. */
    private final String id;
    /** Null in a negative entry. */
    private final FieldValues values;

    private final ValidityToken token;

    /** The next entry in its chain of the {@link RecordTable}. */
    public volatile CacheEntry next;

    // State of SieveEviction, whose lock guards every field except state.
    /**
     * The sign bit is set if a hit occurred since the eviction hand last passed. The other bits are constant: the size in bytes. Written without a lock:
     * a lost write costs at most one early eviction. One field for both keeps an entry within 72 bytes.
     */
    private int state;

    CacheRegion region;
    CacheEntry newer;
    CacheEntry older;

    /**
     * Creates an entry for a record that the store returned.
     *
     * @param values its fields, frozen, in the order of the look-up; null if there is no such record
     * @param staleAt when it exceeds its maximum age, on the context's ticker
     */
    public CacheEntry(String id, FieldValues values, ValidityToken token, long staleAt) {
        PackedKey packed = new PackedKey().set(id);
        this.head = packed.head();
        this.tail = packed.tail();
        this.id = packed.isPacked() ? null : id;
        this.hash = packed.hash();
        this.values = values;
        this.token = token;
        this.staleAt = staleAt;
        long bytes = OWN_BYTES
                + (values == null ? 0 : values.heapBytes())
                + (this.id == null ? 0 : FieldValues.heapBytes(this.id));
        this.state = (int) Math.min(bytes, Integer.MAX_VALUE);
    }

    /** Returns about how much heap this entry takes, in bytes, without the token, which entries share. */
    int bytes() {
        return state & ~VISITED;
    }

    /** True if a hit occurred since the eviction hand last passed. */
    boolean isVisited() {
        return state < 0;
    }

    /** Marks a hit. A cache line that is only read stays in the cache of every core, so a second hit writes nothing. */
    void visit() {
        int current = state;
        if (current >= 0) {
            state = current | VISITED;
        }
    }

    void clearVisited() {
        state &= ~VISITED;
    }

    /** Returns the id. A packed id becomes a new string on each call, so this is not for the hot path. */
    String id() {
        return id == null ? PackedKey.unpack(head, tail) : id;
    }

    /** True if this entry has the given id. */
    public boolean hasId(PackedKey key) {
        return head == key.head() && tail == key.tail() && (id == null || key.contentEquals(id));
    }

    /** True if this entry has the same id as another. */
    boolean hasSameId(CacheEntry other) {
        return head == other.head && tail == other.tail && (id == null || id.equals(other.id));
    }

    /** Returns the hash of the id; see {@link PackedKey#hash}. */
    int hash() {
        return hash;
    }

    /** Reads the first and the last field that a hit reads, to load them into the processor's cache; the result has no meaning. */
    public int touch() {
        return token == null ? 0 : hash;
    }

    /** Reads one of the values, to load them into the processor's cache; the result has no meaning. */
    public int touchValues() {
        return values == null || values.size() == 0 ? 0 : (int) values.integer(0);
    }

    /** True if the store has the record; false in a negative entry. */
    public boolean isPresent() {
        return values != null;
    }

    /** Returns the fields; null in a negative entry. */
    public FieldValues values() {
        return values;
    }

    ValidityToken token() {
        return token;
    }

    /** True if the entry may be used without marking the event as degraded. */
    boolean isFresh(long now) {
        return token.isValid() && now - staleAt < 0;
    }

    /** Returns for how many nanoseconds the entry has been stale; zero or less if it is fresh. */
    long staleNanos(long now) {
        long byAge = now - staleAt;
        return token.isValid() ? byAge : Math.max(byAge, now - token.invalidatedAt());
    }
}
