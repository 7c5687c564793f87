package io.riskstream.enrich.cache;

import io.riskstream.stage.RecordChangeListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * The records of a worker's look-ups, decoded, in its memory; also which records do not exist. One for all tasks of a worker that look up in one
 * store. Safe for many threads. Bounded by its number of records; see {@link SieveEviction} for which are let go.
 *
 * <p>A record is answered as long as its lease holds, it is not too old, and the store has not told of a change. A record that changes while it
 * is being read is not keyed: a stamp is taken before the store is asked, each change that is told raises it, and what was read under an older
 * stamp is not keyed.
 *
 * <p>SIEVE rather than a library's cache, by measurement in the fused pipeline ({@code bench jmh FusedPipeline}: from an event's bytes to its
 * verdict, six look-ups over 330,000 records asked for evenly). Over a ConcurrentHashMap it took 4.5 us an event, with cache2k 6.7 us, with Caffeine
 * 7.7 us. Over a {@link RecordTable} that a batch asks for many records at once, six look-ups take half of what they took over the
 * map ({@code bench stages}: 2.4 us before, 1.1 to 1.3 us after). On a busy machine, where memory is slow, they took 1.6 us until ids were packed
 * ({@link PackedKey}) and each step touched ahead what the next one reads, and 1.0 us since; with 64 records of each look-up, all in the processor's
 * caches, 0.2 us. What is left is waiting for memory.
 */
public class NearCache implements RecordChangeListener, AutoCloseable {
    /**
     * How the cache is doing.
     *
     * @param size records in it, those too old and those whose lease has ended included
     * @param evictions records let go for want of room
     * @param invalidations records forgotten since they changed in the store
     */
    public record Statistics(long size, long evictions, long invalidations) {}

    private record KeyedRegion(RecordKey key, CacheRegion region) {}

    /** Records share stamps, so that a change may keep another record out for once; a power of two. */
    private static final int STAMPS = 4_096;

    private final Map<String, KeyedRegion> regions = new ConcurrentHashMap<>();
    private final SieveEviction sieve;
    private final AtomicIntegerArray stamps = new AtomicIntegerArray(STAMPS);
    private final LongAdder invalidations = new LongAdder();

    public NearCache(int entries) {
        sieve = new SieveEviction(entries, record -> record.region.letGo(record));
    }

    /** The place of a look-up's records; the same for look-ups of which a record decoded for one may serve the other. */
    public CacheRegion region(String lookup, RecordKey key) {
        return regions.computeIfAbsent(lookup, declared -> new KeyedRegion(key, newRegion(sieve)))
                .region();
    }

    /** A place for the records of one more look-up; benchmarks put another cache's in its stead. */
    CacheRegion newRegion(SieveEviction line) {
        return new CacheRegion(this, line);
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
                // first, so that what is being put just now finds either the new stamp, or itself removed
                stamps.incrementAndGet(stripe(keyed.region(), id));
                if (keyed.region().changed(id)) {
                    invalidations.increment();
                }
            });
        }
    }

    public Statistics statistics() {
        return new Statistics(sieve.size(), sieve.evictions(), invalidations.sum());
    }

    @Override
    public void close() {
        regions.values().forEach(keyed -> keyed.region().clear());
    }
}
