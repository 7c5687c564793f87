package io.riskstream.enrich.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Records by id: a hash table whose chains run through the records themselves, so that the way to one is two steps through memory. Writers take turns
 * by a lock of their caller's; readers take none.
 *
 * <p>While the table grows, a reader may miss a record that is there, and will have it fetched once more. It never sees another id's record, nor one that
 * was removed before it began.
 *
 * <p>A look-up can be taken in steps ({@link #first}, then along the chain, then {@link #find} from there on), for callers that look for many records at
 * once: the processor then waits for memory once for many of them.
 */
final class RecordTable {
    private static final VarHandle PLACE = MethodHandles.arrayElementVarHandle(CacheEntry[].class);
    private static final int LEAST = 1 << 6;
    private static final int MOST = 1 << 30;

    /** As good as never are there so many records in one place by chance, as there are twice as many places as records. */
    private static final int CROWD = 64;

    private volatile CacheEntry[] places = new CacheEntry[LEAST];
    private int size;

    /** The first record of those that may have an id of this hash, or null. */
    CacheEntry first(int hash) {
        CacheEntry[] now = places;
        return (CacheEntry) PLACE.getAcquire(now, hash & now.length - 1);
    }

    /** From here on along the chain, the record of this id, or null. */
    static CacheEntry find(CacheEntry from, PackedKey id) {
        CacheEntry record = from;
        while (record != null && !record.isOf(id)) {
            record = record.next;
        }
        return record;
    }

    CacheEntry get(PackedKey id) {
        return find(first(id.hash()), id);
    }

    CacheEntry get(String id) {
        return get(new PackedKey().of(id));
    }

    /**
     * Whether its place holds so many records that another one shall not be put there: someone chooses ids whose hashes meet, and whoever looks for
     * one of them would pass all the others.
     */
    boolean isCrowded(int hash) {
        int there = 0;
        for (CacheEntry record = first(hash); record != null && there < CROWD; record = record.next) {
            there++;
        }
        return there == CROWD;
    }

    /** Puts a record in the place of the one of its id; that one, or null. */
    CacheEntry put(CacheEntry record) {
        CacheEntry before = first(record.hash());
        while (before != null && !before.isOfIdOf(record)) {
            before = before.next;
        }
        if (size >= places.length / 2 && places.length < MOST) {
            grow();
        }
        link(places, record);
        size++;
        if (before != null) {
            remove(before); // readers have met the new one first
        }
        return before;
    }

    private static void link(CacheEntry[] into, CacheEntry record) {
        int place = record.hash() & into.length - 1;
        record.next = into[place];
        PLACE.setRelease(into, place, record);
    }

    private void grow() {
        CacheEntry[] old = places;
        CacheEntry[] more = new CacheEntry[2 * old.length];
        for (CacheEntry chain : old) {
            CacheEntry record = chain;
            while (record != null) {
                CacheEntry next = record.next;
                link(more, record);
                record = next;
            }
        }
        places = more;
    }

    /** Removes the record of this id; it, or null. */
    CacheEntry remove(String id) {
        CacheEntry record = get(id);
        return record != null && remove(record) ? record : null;
    }

    /** Removes this very record; whether it was there. */
    boolean remove(CacheEntry record) {
        CacheEntry[] now = places;
        int place = record.hash() & now.length - 1;
        CacheEntry before = null;
        for (CacheEntry at = now[place]; at != null; before = at, at = at.next) {
            if (at == record) {
                // it keeps its own next, for the readers that stand on it
                if (before == null) {
                    PLACE.setRelease(now, place, record.next);
                } else {
                    before.next = record.next;
                }
                size--;
                return true;
            }
        }
        return false;
    }

    void clear() {
        places = new CacheEntry[LEAST];
        size = 0;
    }
}
