package io.riskstream.enrich;

import java.util.concurrent.ConcurrentHashMap;

/** The records of one look-up in a {@link NearCache}, and what of them is being fetched. Safe for many threads. */
class Shelf {
    /** An event could carry a key of any length, and fill the memory with it. */
    private static final int LONGEST_ID = 512;

    private final NearCache cache;
    private final Sieve sieve;
    // written under the sieve's lock, so that table and line always hold the same records
    private final RecordTable records = new RecordTable();
    private final ConcurrentHashMap<String, Flight> flights = new ConcurrentHashMap<>();

    Shelf(NearCache cache, Sieve sieve) {
        this.cache = cache;
        this.sieve = sieve;
    }

    /** Where to look for a record; see {@link RecordTable#first}. */
    CachedRecord first(int hash) {
        return records.first(hash);
    }

    /**
     * A record that may be answered as the truth, or null: the hit that decides what enrichment costs. No lock, nothing allocated.
     *
     * @param from where to look, see {@link #first}
     */
    CachedRecord find(CachedRecord from, IdProbe id, long now) {
        CachedRecord record = RecordTable.find(from, id);
        if (record == null || !record.isFresh(now)) {
            return null;
        }
        if (!record.visited) { // what is not written stays in every core's cache
            record.visited = true;
        }
        return record;
    }

    /** A record that is doubtful for no longer than this, or null. */
    CachedRecord findStale(String id, long now, long mostNanos) {
        CachedRecord record = records.get(id);
        return record != null && record.staleFor(now) <= mostNanos ? record : null;
    }

    /** Under what a record may be kept that is asked for from here on; see {@link #keep}. */
    int stamp(String id) {
        return cache.stamp(this, id);
    }

    /**
     * Keeps what the store said, unless the record has changed since it was asked, or its place is crowded; see {@link RecordTable#isCrowded}.
     *
     * @param stamp taken before the store was asked
     */
    void keep(CachedRecord record, int stamp) {
        String id = record.id();
        if (stamp(id) != stamp || sieve.capacity() == 0 || !record.lease().holds() || id.length() > LONGEST_ID) {
            return;
        }
        record.shelf = this;
        synchronized (sieve) {
            if (records.isCrowded(record.hash())) {
                return;
            }
            CachedRecord before = records.put(record);
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
        flights.remove(id);
        synchronized (sieve) {
            CachedRecord record = records.remove(id);
            if (record != null) {
                sieve.remove(record);
            }
            return record != null;
        }
    }

    /** Called by the sieve, under its lock. */
    void letGo(CachedRecord record) {
        records.remove(record);
    }

    /** The flight that fetches this record already; else the one given, which is to take off now. */
    Flight flight(Flight ready) {
        Flight other = flights.putIfAbsent(ready.id(), ready);
        return other == null ? ready : other;
    }

    Flight flight(String id) {
        return flights.get(id);
    }

    void landed(Flight flight) {
        flights.remove(flight.id(), flight);
    }

    void clear() {
        synchronized (sieve) {
            records.clear();
        }
    }
}
