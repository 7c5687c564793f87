package io.riskstream.enrich.cache;

import java.util.function.Consumer;

/**
 * Which records to let go when there is no more room: SIEVE (Zhang, Yang, Yue, Vigfusson, Rashmi: "SIEVE is Simpler than LRU", NSDI 2024).
 * Records stand in line as they came. A hand goes along the line from the oldest to the newest, spares those that were asked for since it last
 * passed, and lets go the first that was not.
 *
 * <p>A record that is asked for is only marked, without a lock, and keeps its place: that is what makes a hit cheap. Only adding and removing
 * take the lock.
 */
final class SieveEviction {
    /** So many records are spared in a row at most, some tens of microseconds; then the next goes whether it was asked for or not. */
    private static final int MOST_SPARED = 4_096;

    private final int capacity;
    private final Consumer<CacheEntry> letGo;
    private CacheEntry newest;
    private CacheEntry oldest;
    private CacheEntry hand;
    private int size;
    private long evictions;

    /**
     * A line with room for so many.
     *
     * @param capacity with 0, nothing may be added
     * @param letGo told of each record let go for want of room, under the lock
     */
    SieveEviction(int capacity, Consumer<CacheEntry> letGo) {
        this.capacity = capacity;
        this.letGo = letGo;
    }

    /** Lets go of a record if there is no room for another, and puts this one at the end of the line. */
    synchronized void add(CacheEntry record) {
        while (size >= capacity) {
            evict();
        }
        record.older = newest;
        if (newest != null) {
            newest.newer = record;
        } else {
            oldest = record;
        }
        newest = record;
        size++;
    }

    /** Takes a record out of the line, if it still stands there. */
    synchronized void remove(CacheEntry record) {
        if (record.newer != null || record.older != null || oldest == record) {
            unlink(record);
        }
    }

    private void evict() {
        CacheEntry candidate = hand == null ? oldest : hand;
        for (int spared = 0; candidate.visited && spared < MOST_SPARED; spared++) {
            candidate.visited = false;
            candidate = candidate.newer == null ? oldest : candidate.newer;
        }
        hand = candidate;
        unlink(candidate);
        evictions++;
        letGo.accept(candidate);
    }

    private void unlink(CacheEntry record) {
        if (hand == record) {
            hand = record.newer;
        }
        if (record.newer != null) {
            record.newer.older = record.older;
        } else {
            newest = record.older;
        }
        if (record.older != null) {
            record.older.newer = record.newer;
        } else {
            oldest = record.newer;
        }
        record.newer = null;
        record.older = null;
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
