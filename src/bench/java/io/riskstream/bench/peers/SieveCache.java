package io.riskstream.bench.peers;

/**
 * A near-cache for one thread with SIEVE eviction (Zhang et al. 2024). A hit is one look-up in a hash table, which touches as little memory as possible,
 * and one flag. Its entries never expire.
 */
final class SieveCache {
    private static final class Entry {
        final int hash;
        final String key;
        final Rates rates;
        boolean visited;
        Entry sameSlot;
        Entry newer;
        Entry older;

        Entry(int hash, String key, Rates rates) {
            this.hash = hash;
            this.key = key;
            this.rates = rates;
        }
    }

    private final int capacity;
    private final Entry[] slots;
    private int size;
    private Entry newest;
    private Entry oldest;
    private Entry hand;

    SieveCache(int capacity) {
        this.capacity = capacity;
        this.slots = new Entry[Integer.highestOneBit(capacity) * 4];
    }

    /** Returns a record, or null. */
    Rates get(String key) {
        int hash = hash(key);
        for (Entry entry = slots[hash & slots.length - 1]; entry != null; entry = entry.sameSlot) {
            if (entry.hash == hash && entry.key.equals(key)) {
                entry.visited = true;
                return entry.rates;
            }
        }
        return null;
    }

    private static int hash(String key) {
        int hash = key.hashCode();
        return hash ^ hash >>> 16;
    }

    void put(String key, Rates rates) {
        if (get(key) != null) {
            return;
        }
        if (size == capacity) {
            evict();
        }
        size++;
        int hash = hash(key);
        Entry entry = new Entry(hash, key, rates);
        entry.sameSlot = slots[hash & slots.length - 1];
        slots[hash & slots.length - 1] = entry;
        entry.older = newest;
        if (newest == null) {
            oldest = entry;
        } else {
            newest.newer = entry;
        }
        newest = entry;
    }

    private void evict() {
        Entry candidate = hand == null ? oldest : hand;
        while (candidate.visited) {
            candidate.visited = false;
            candidate = candidate.newer == null ? oldest : candidate.newer;
        }
        hand = candidate.newer;
        if (candidate.newer == null) {
            newest = candidate.older;
        } else {
            candidate.newer.older = candidate.older;
        }
        if (candidate.older == null) {
            oldest = candidate.newer;
        } else {
            candidate.older.newer = candidate.newer;
        }
        takeOut(candidate);
        size--;
    }

    private void takeOut(Entry gone) {
        int slot = gone.hash & slots.length - 1;
        if (slots[slot] == gone) {
            slots[slot] = gone.sameSlot;
            return;
        }
        Entry before = slots[slot];
        while (before.sameSlot != gone) {
            before = before.sameSlot;
        }
        before.sameSlot = gone.sameSlot;
    }
}
