package io.riskstream.enrich.cache;

import io.riskstream.stage.RecordChangeListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * In-memory cache of a worker's decoded records, including negative entries for records that do not exist. All tasks of a worker that use the same
 * store share one. Safe for many threads. It is bounded by the number of entries and by the heap that they
 * take; see {@link SieveEviction} for the eviction policy.
 *
 * <p>An entry is used while its validity token is valid, it has not reached its maximum age, and the store has not reported a change. A record that
 * changes while it is being read is not cached: a stamp is taken before the request, each reported change increments it, and a record that was read
 * under an older stamp is discarded.
 *
 * <p>SIEVE was chosen over a library's cache by measurement in the fused pipeline ({@code bench jmh FusedPipeline}: from an event's bytes to its
 * verdict, six look-ups over 330,000 records with uniformly distributed keys). Over a ConcurrentHashMap it took 4.5 us an event, with cache2k 6.7 us,
 * with Caffeine 7.7 us. Over a {@link RecordTable} in which a batch looks up many records at once, six look-ups take half of what they took over the
 * map ({@code bench stages}: 2.4 us before, 1.1 to 1.3 us after). On a busy machine, where memory is slow, they took 1.6 us until ids were packed
 * ({@link PackedKey}) and each step loaded in advance what the next one reads, and 1.0 us since. With 64 records of each look-up, which all fit into
 * the processor's caches, they take 0.2 us. The remaining time is memory latency.
 */
public class NearCache implements RecordChangeListener, AutoCloseable {
    /**
     * Statistics of the cache.
     *
     * @param size number of entries, including expired entries and entries whose token is no longer valid
     * @param bytes about how much heap the entries take
     * @param evictions entries evicted because the cache was full
     * @param invalidations entries removed because their record changed in the store
     */
    public record Statistics(long size, long bytes, long evictions, long invalidations) {}

    private record KeyedRegion(RecordKey key, CacheRegion region) {}

    /** Records share stamps, so that a change may prevent the caching of another record once; a power of two. */
    private static final int STAMPS = 4_096;

    private final Map<String, KeyedRegion> regions = new ConcurrentHashMap<>();
    private final SieveEviction eviction;
    private final AtomicIntegerArray stamps = new AtomicIntegerArray(STAMPS);
    private final LongAdder invalidations = new LongAdder();

    /**
     * Creates an empty cache.
     *
     * @param maxEntries with 0, nothing is cached
     * @param maxBytes the maximum of the heap that the entries take, as far as it can be estimated: with compressed references, and without the memory
     *     that the collector needs
     */
    public NearCache(int maxEntries, long maxBytes) {
        eviction = new SieveEviction(maxEntries, maxBytes, entry -> entry.region.evict(entry));
    }

    /** Returns the region of a look-up. Look-ups share a region if a record decoded for one may be used for the other. */
    public CacheRegion region(String lookup, RecordKey key) {
        return regions.computeIfAbsent(lookup, name -> new KeyedRegion(key, newRegion(eviction)))
                .region();
    }

    /** Returns a region for another look-up; benchmarks override this to compare with other caches. */
    CacheRegion newRegion(SieveEviction shared) {
        return new CacheRegion(this, shared);
    }

    int stamp(CacheRegion region, String id) {
        return stamps.get(stripe(region, id));
    }

    private static int stripe(CacheRegion region, String id) {
        int hash = 31 * System.identityHashCode(region) + id.hashCode();
        return (hash ^ hash >>> 16) & STAMPS - 1;
    }

    @Override
    public void recordChanged(String key) {
        for (KeyedRegion keyed : regions.values()) {
            keyed.key().idIn(key).ifPresent(id -> {
                // first, so that a concurrent put either sees the new stamp, or its entry is removed below
                stamps.incrementAndGet(stripe(keyed.region(), id));
                if (keyed.region().invalidate(id)) {
                    invalidations.increment();
                }
            });
        }
    }

    public Statistics statistics() {
        return new Statistics(eviction.size(), eviction.bytes(), eviction.evictions(), invalidations.sum());
    }

    @Override
    public void close() {
        regions.values().forEach(keyed -> keyed.region().clear());
    }
}
