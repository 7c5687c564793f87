package io.riskstream.enrich.cache;

import java.util.function.Consumer;

/**
 * Eviction policy of the near-cache: SIEVE (Zhang, Yang, Yue, Vigfusson, Rashmi: "SIEVE is Simpler than LRU", NSDI 2024). Entries are queued in the
 * order in which they were added. A hand moves along the queue from the oldest to the newest entry, skips entries that had a hit since it last passed,
 * and evicts the first that had none.
 *
 * <p>A hit only marks the entry, without a lock, and does not move it: this keeps hits cheap. Only {@link #add} and {@link #remove} take the lock.
 */
final class SieveEviction {
    /** At most this many entries are skipped in a row, which takes some tens of microseconds; then the next one is evicted even if it had a hit. */
    private static final int MAX_SKIPPED = 4_096;

    private final int capacity;
    private final long maxBytes;
    private final Consumer<CacheEntry> evicted;
    private CacheEntry newest;
    private CacheEntry oldest;
    private CacheEntry hand;
    private int size;
    private long bytes;
    private long evictions;

    /**
     * Creates an empty queue.
     *
     * @param capacity maximum number of entries; with 0, nothing may be added
     * @param maxBytes maximum of the sum of {@link CacheEntry#bytes}
     * @param evicted called under the lock with each evicted entry
     */
    SieveEviction(int capacity, long maxBytes, Consumer<CacheEntry> evicted) {
        this.capacity = capacity;
        this.maxBytes = maxBytes;
        this.evicted = evicted;
    }

    /** True if nothing may be added, because the cache is disabled. */
    boolean isDisabled() {
        return capacity == 0;
    }

    /** True unless the entry alone exceeds a bound. */
    boolean mayAdd(CacheEntry entry) {
        return capacity > 0 && entry.bytes() <= maxBytes;
    }

    /** Adds an entry for which {@link #mayAdd} is true as the newest, and evicts others while there are too many, or too many bytes. */
    synchronized void add(CacheEntry entry) {
        while (size >= capacity || bytes + entry.bytes() > maxBytes) {
            evict();
        }
        entry.older = newest;
        if (newest != null) {
            newest.newer = entry;
        } else {
            oldest = entry;
        }
        newest = entry;
        size++;
        bytes += entry.bytes();
    }

    /** Removes an entry if the queue contains it. */
    synchronized void remove(CacheEntry entry) {
        if (entry.newer != null || entry.older != null || oldest == entry) {
            unlink(entry);
        }
    }

    private void evict() {
        CacheEntry candidate = hand == null ? oldest : hand;
        for (int skipped = 0; candidate.isVisited() && skipped < MAX_SKIPPED; skipped++) {
            candidate.clearVisited();
            candidate = candidate.newer == null ? oldest : candidate.newer;
        }
        hand = candidate;
        unlink(candidate);
        evictions++;
        evicted.accept(candidate);
    }

    private void unlink(CacheEntry entry) {
        if (hand == entry) {
            hand = entry.newer;
        }
        if (entry.newer != null) {
            entry.newer.older = entry.older;
        } else {
            newest = entry.older;
        }
        if (entry.older != null) {
            entry.older.newer = entry.newer;
        } else {
            oldest = entry.newer;
        }
        entry.newer = null;
        entry.older = null;
        size--;
        bytes -= entry.bytes();
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized int size() {
        return size;
    }

    synchronized long evictions() {
        return evictions;
    }
}
