package io.riskstream.enrich;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The records of a worker's look-ups, decoded, in its memory; also which records do not exist. One for all tasks of an {@link Enrich} in a
 * worker. Safe for many threads. Bounded by its number of records; the ones used least are let go.
 *
 * <p>A record that has become too old counts as not there. It is not removed, but replaced by the look-up that follows.
 */
final class NearCache implements AutoCloseable {
    /**
     * How the cache is doing.
     *
     * @param size records in it, about
     * @param hits reads that found something, be it too old
     * @param misses reads that found nothing
     * @param evictions records let go for want of room
     */
    record Statistics(long size, long hits, long misses, long evictions) {}

    /** An event could carry a key of any length, and fill the memory with it. */
    private static final int LONGEST_ID = 512;

    private final Cache<CacheKey, Answer.Known> records;
    private final LongSupplier ticker;

    NearCache(long entries, LongSupplier ticker) {
        this.records = Caffeine.newBuilder().maximumSize(entries).recordStats().build();
        this.ticker = ticker;
    }

    /** What is known of a record, if it is not too old. */
    Optional<Answer.Known> get(CacheKey key) {
        Answer.Known known = records.getIfPresent(key);
        return known == null || known.staleAt() - ticker.getAsLong() <= 0 ? Optional.empty() : Optional.of(known);
    }

    /** Keeps what was read from the store. */
    void put(CacheKey key, Answer.Known known) {
        if (key.id().length() <= LONGEST_ID) {
            records.put(key, known);
        }
    }

    Statistics statistics() {
        CacheStats stats = records.stats();
        return new Statistics(records.estimatedSize(), stats.hitCount(), stats.missCount(), stats.evictionCount());
    }

    @Override
    public void close() {
        records.invalidateAll();
    }
}
