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
    private final Consumer<CacheEntry> evicted;
    private CacheEntry newest;
    private CacheEntry oldest;
    private CacheEntry hand;
    private int size;
    private long evictions;

    /**
     * Creates an empty queue.
     *
     * @param capacity maximum number of entries; with 0, nothing may be added
     * @param evicted called under the lock with each evicted entry
     */
    SieveEviction(int capacity, Consumer<CacheEntry> evicted) {
        this.capacity = capacity;
        this.evicted = evicted;
    }

    /** Adds an entry as the newest, and evicts another if the queue is full. */
    synchronized void add(CacheEntry entry) {
        while (size >= capacity) {
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
    }

    /** Removes an entry if the queue contains it. */
    synchronized void remove(CacheEntry entry) {
        if (entry.newer != null || entry.older != null || oldest == entry) {
            unlink(entry);
        }
    }

    private void evict() {
        CacheEntry candidate = hand == null ? oldest : hand;
        for (int skipped = 0; candidate.visited && skipped < MAX_SKIPPED; skipped++) {
            candidate.visited = false;
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
    }

    int capacity() {
        return capacity;
    }

    synchronized int size() {
        return size;
    }

    synchronized long evictions() {
        return evictions;
    }
}
