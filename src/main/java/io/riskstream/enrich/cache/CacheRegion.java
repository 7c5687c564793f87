package io.riskstream.enrich.cache;

import io.riskstream.stage.ValidityToken;
import java.util.concurrent.ConcurrentHashMap;

/** The entries of one look-up in a {@link NearCache}, and its in-flight fetches. Safe for many threads. */
public class CacheRegion {
    /** An event may contain a key of any length; longer ids are not cached, so that such events cannot fill the memory. */
    private static final int MAX_ID_LENGTH = 512;

    /** Such records are a mistake of the loader or of the declaration; the limit bounds the memory if all are. */
    private static final int MAX_UNUSABLE = 10_000;

    /** That a record does not match its declaration. It is valid as long as an entry of the record would be. */
    private record Unusable(LookupResult.Failed failure, ValidityToken token, long staleAt) {}

    private final NearCache cache;
    private final SieveEviction eviction;
    // written under the lock of the eviction, so that the table and the eviction queue contain the same entries
    private final RecordTable entries = new RecordTable();
    private final ConcurrentHashMap<String, Fetch> fetches = new ConcurrentHashMap<>();
    // apart from the table: a hit need not look here
    private final ConcurrentHashMap<String, Unusable> unusable = new ConcurrentHashMap<>();

    CacheRegion(NearCache cache, SieveEviction eviction) {
        this.cache = cache;
        this.eviction = eviction;
    }

    /** Returns the first entry of the chain for a hash, where {@link #find} starts; null if the chain is empty. */
    public CacheEntry first(int hash) {
        return entries.first(hash);
    }

    /**
     * Returns a fresh entry, or null. The cost of this hit dominates the cost of enrichment: it takes no lock and allocates nothing.
     *
     * @param from where the search starts, see {@link #first}
     */
    public CacheEntry find(CacheEntry from, PackedKey id, long now) {
        CacheEntry entry = RecordTable.find(from, id);
        if (entry == null || !entry.isFresh(now)) {
            return null;
        }
        entry.visit();
        return entry;
    }

    /** Returns an entry that has been stale for at most this long, or null. */
    public CacheEntry findStale(String id, long now, long maxStaleNanos) {
        CacheEntry entry = entries.get(id);
        return entry != null && entry.staleNanos(now) <= maxStaleNanos ? entry : null;
    }

    /** Returns the stamp under which a record that is requested from now on may be cached; see {@link #put}. */
    public int stamp(String id) {
        return cache.stamp(this, id);
    }

    /**
     * Caches a record, unless it was invalidated after the stamp was taken, its chain is full ({@link RecordTable#isChainFull}), or it is larger than
     * the whole cache may be.
     *
     * @param stamp taken before the record was requested from the store
     */
    public void put(CacheEntry entry, int stamp) {
        String id = entry.id();
        if (stamp(id) != stamp || !eviction.mayAdd(entry) || !entry.token().isValid() || id.length() > MAX_ID_LENGTH) {
            return;
        }
        entry.region = this;
        synchronized (eviction) {
            if (entries.isChainFull(entry.hash())) {
                return;
            }
            CacheEntry replaced = entries.put(entry);
            if (replaced != null) {
                eviction.remove(replaced);
            }
            eviction.add(entry);
        }
        // This check finds an invalidation that was reported before it; a later one finds the entry in the table.
        if (stamp(id) != stamp) {
            synchronized (eviction) {
                if (entries.remove(entry)) {
                    eviction.remove(entry);
                }
            }
        }
    }

    /**
     * Remembers that a record does not match its declaration, so that it is not fetched again for each event; as {@link #put}, it has no effect if the record
     * was invalidated after the stamp was taken.
     */
    public void putUnusable(String id, LookupResult.Failed failure, ValidityToken token, long staleAt, int stamp) {
        if (stamp(id) != stamp
                || eviction.isDisabled()
                || !token.isValid()
                || id.length() > MAX_ID_LENGTH
                || unusable.size() >= MAX_UNUSABLE) {
            return;
        }
        unusable.put(id, new Unusable(failure, token, staleAt));
        if (stamp(id) != stamp) {
            unusable.remove(id);
        }
    }

    /** Returns the failure of a record that is known not to match its declaration; null if there is none. */
    public LookupResult.Failed unusable(String id, long now) {
        Unusable known = unusable.get(id);
        if (known == null) {
            return null;
        }
        if (known.token().isValid() && now - known.staleAt() < 0) {
            return known.failure();
        }
        unusable.remove(id, known);
        return null;
    }

    /** Removes the entry of a record that has changed. Returns true if there was one. Later requests for the record start a new fetch. */
    boolean invalidate(String id) {
        fetches.remove(id);
        unusable.remove(id);
        synchronized (eviction) {
            CacheEntry entry = entries.remove(id);
            if (entry != null) {
                eviction.remove(entry);
            }
            return entry != null;
        }
    }

    /** Removes an evicted entry. The eviction calls this under its lock. */
    void evict(CacheEntry entry) {
        entries.remove(entry);
    }

    /** Registers a fetch. Returns the in-flight fetch of the same record if there is one; otherwise the given fetch, which the caller must start. */
    public Fetch joinOrRegister(Fetch fetch) {
        Fetch inFlight = fetches.putIfAbsent(fetch.id(), fetch);
        return inFlight == null ? fetch : inFlight;
    }

    /** Returns the in-flight fetch of a record, or null. */
    public Fetch inFlight(String id) {
        return fetches.get(id);
    }

    /** Removes a completed fetch. */
    public void complete(Fetch fetch) {
        fetches.remove(fetch.id(), fetch);
    }

    void clear() {
        unusable.clear();
        synchronized (eviction) {
            entries.clear();
        }
    }
}
