package io.riskstream.enrich.cache;

import java.util.concurrent.ConcurrentHashMap;

/** The records of one look-up in a {@link NearCache}, and what of them is being fetched. Safe for many threads. */
public class CacheRegion {
    /** An event could carry a key of any length, and fill the memory with it. */
    private static final int LONGEST_ID = 512;

    private final NearCache cache;
    private final SieveEviction sieve;
    // written under the sieve's lock, so that table and line always hold the same records
    private final RecordTable records = new RecordTable();
    private final ConcurrentHashMap<String, Fetch> fetches = new ConcurrentHashMap<>();

    CacheRegion(NearCache cache, SieveEviction sieve) {
        this.cache = cache;
        this.sieve = sieve;
    }

    /** Where to look for a record; see {@link RecordTable#first}. */
    public CacheEntry first(int hash) {
        return records.first(hash);
    }

    /**
     * A record that may be answered as the truth, or null: the hit that decides what enrichment costs. No lock, nothing allocated.
     *
     * @param from where to look, see {@link #first}
     */
    public CacheEntry find(CacheEntry from, PackedKey id, long now) {
        CacheEntry record = RecordTable.find(from, id);
        if (record == null || !record.isFresh(now)) {
            return null;
        }
        if (!record.visited) { // what is not written stays in every core's cache
            record.visited = true;
        }
        return record;
    }

    /** A record that is doubtful for no longer than this, or null. */
    public CacheEntry findStale(String id, long now, long mostNanos) {
        CacheEntry record = records.get(id);
        return record != null && record.staleFor(now) <= mostNanos ? record : null;
    }

    /** Under what a record may be kept that is asked for from here on; see {@link #keep}. */
    public int stamp(String id) {
        return cache.stamp(this, id);
    }

    /**
     * Keeps what the store said, unless the record has changed since it was asked, or its place is crowded; see {@link RecordTable#isCrowded}.
     *
     * @param stamp taken before the store was asked
     */
    public void keep(CacheEntry record, int stamp) {
        String id = record.id();
        if (stamp(id) != stamp || sieve.capacity() == 0 || !record.lease().isValid() || id.length() > LONGEST_ID) {
            return;
        }
        record.region = this;
        synchronized (sieve) {
            if (records.isCrowded(record.hash())) {
                return;
            }
            CacheEntry before = records.put(record);
            if (before != null) {
                sieve.remove(before);
            }
            sieve.add(record);
        }
        // A change that was told before this look is found by it; one told after it finds the record in the table.
        if (stamp(id) != stamp) {
            synchronized (sieve) {
                if (records.remove(record)) {
                    sieve.remove(record);
                }
            }
        }
    }

    /** Forgets a record that has changed; whether there was one. Whoever asks for it from now on asks the store anew. */
    boolean changed(String id) {
        fetches.remove(id);
        synchronized (sieve) {
            CacheEntry record = records.remove(id);
            if (record != null) {
                sieve.remove(record);
            }
            return record != null;
        }
    }

    /** Called by the sieve, under its lock. */
    void letGo(CacheEntry record) {
        records.remove(record);
    }

    /** The flight that fetches this record already; else the one given, which is to take off now. */
    public Fetch join(Fetch own) {
        Fetch other = fetches.putIfAbsent(own.id(), own);
        return other == null ? own : other;
    }

    public Fetch inFlight(String id) {
        return fetches.get(id);
    }

    public void complete(Fetch fetch) {
        fetches.remove(fetch.id(), fetch);
    }

    void clear() {
        synchronized (sieve) {
            records.clear();
        }
    }
}
