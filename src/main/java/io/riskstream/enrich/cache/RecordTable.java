package io.riskstream.enrich.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Hash table of cache entries by id, with chaining through the entries themselves, so that a look-up takes two dependent memory accesses. Callers
 * serialize writes with a lock of their own; reads take no lock.
 *
 * <p>While the table grows, a reader may miss an entry that is present; its record is then fetched again. A reader never gets the entry of another id,
 * or one that was removed before the read began.
 *
 * <p>A look-up can be split into steps ({@link #first}, then along the chain, then {@link #find} from there), for callers that look up many records at
 * once: their memory accesses then overlap.
 */
final class RecordTable {
    private static final VarHandle BUCKET = MethodHandles.arrayElementVarHandle(CacheEntry[].class);
    private static final int MIN_BUCKETS = 1 << 6;
    private static final int MAX_BUCKETS = 1 << 30;

    /** A chain almost never becomes this long by chance, since there are twice as many buckets as entries. */
    private static final int MAX_CHAIN = 64;

    private volatile CacheEntry[] buckets = new CacheEntry[MIN_BUCKETS];
    private int size;

    /** Returns the first entry of the chain that may contain an id with this hash, or null. */
    CacheEntry first(int hash) {
        CacheEntry[] current = buckets;
        return (CacheEntry) BUCKET.getAcquire(current, hash & current.length - 1);
    }

    /** Returns the entry of this id, searching along the chain from the given entry on, or null. */
    static CacheEntry find(CacheEntry from, PackedKey id) {
        CacheEntry entry = from;
        while (entry != null && !entry.hasId(id)) {
            entry = entry.next;
        }
        return entry;
    }

    CacheEntry get(PackedKey id) {
        return find(first(id.hash()), id);
    }

    CacheEntry get(String id) {
        return get(new PackedKey().set(id));
    }

    /**
     * True if the chain for this hash is too long to add another entry. A sender could choose ids with colliding hashes, and each look-up of one of
     * them would pass all the others.
     */
    boolean isChainFull(int hash) {
        int length = 0;
        for (CacheEntry entry = first(hash); entry != null && length < MAX_CHAIN; entry = entry.next) {
            length++;
        }
        return length == MAX_CHAIN;
    }

    /** Adds an entry in place of the one of the same id. Returns the replaced entry, or null. */
    CacheEntry put(CacheEntry entry) {
        CacheEntry replaced = first(entry.hash());
        while (replaced != null && !replaced.hasSameId(entry)) {
            replaced = replaced.next;
        }
        if (size >= buckets.length / 2 && buckets.length < MAX_BUCKETS) {
            grow();
        }
        link(buckets, entry);
        size++;
        if (replaced != null) {
            remove(replaced); // last, so that a reader finds one of the two at any time
        }
        return replaced;
    }

    private static void link(CacheEntry[] target, CacheEntry entry) {
        int bucket = entry.hash() & target.length - 1;
        entry.next = target[bucket];
        BUCKET.setRelease(target, bucket, entry);
    }

    private void grow() {
        CacheEntry[] old = buckets;
        CacheEntry[] larger = new CacheEntry[2 * old.length];
        for (CacheEntry chain : old) {
            CacheEntry entry = chain;
            while (entry != null) {
                CacheEntry next = entry.next;
                link(larger, entry);
                entry = next;
            }
        }
        buckets = larger;
    }

    /** Removes the entry of this id. Returns it, or null if there is none. */
    CacheEntry remove(String id) {
        CacheEntry entry = get(id);
        return entry != null && remove(entry) ? entry : null;
    }

    /** Removes this entry object. Returns true if the table contained it. */
    boolean remove(CacheEntry entry) {
        CacheEntry[] current = buckets;
        int bucket = entry.hash() & current.length - 1;
        CacheEntry previous = null;
        for (CacheEntry candidate = current[bucket]; candidate != null; candidate = candidate.next) {
            if (candidate == entry) {
                // the entry keeps its own next, for readers that have reached it
                if (previous == null) {
                    BUCKET.setRelease(current, bucket, entry.next);
                } else {
                    previous.next = entry.next;
                }
                size--;
                return true;
            }
            previous = candidate;
        }
        return false;
    }

    void clear() {
        buckets = new CacheEntry[MIN_BUCKETS];
        size = 0;
    }
}
