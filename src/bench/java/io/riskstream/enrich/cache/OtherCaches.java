package io.riskstream.enrich.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.riskstream.enrich.Enrich;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.cache2k.Cache2kBuilder;

/** Near-caches on other caches than ours, for comparison. Their keys are records of look-up and id, as one would use them. */
public final class OtherCaches {
    /** What a record is kept under where all look-ups share one cache. */
    private record Key(CacheRegion shelf, String id) {
        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(shelf) + id.hashCode();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key that && shelf == that.shelf && id.equals(that.id);
        }
    }

    private OtherCaches() {}

    /** The name under which {@link Enrich} asks for the worker's near-cache begins so. */
    public static boolean isNearCache(String sharedName) {
        return sharedName.startsWith(NearCache.class.getName());
    }

    /** A near-cache of this kind: SIEVE, CAFFEINE or CACHE2K. */
    public static AutoCloseable nearCache(String kind, int entries) {
        return switch (kind) {
            case "SIEVE" -> new NearCache(entries);
            case "CAFFEINE" -> {
                var cache = Caffeine.newBuilder().maximumSize(entries).<Key, CacheEntry>build();
                yield of(entries, cache::getIfPresent, cache::put);
            }
            case "CACHE2K" -> {
                var cache = Cache2kBuilder.of(Key.class, CacheEntry.class)
                        .entryCapacity(entries)
                        .eternal(true)
                        .build();
                yield of(entries, cache::peek, cache::put);
            }
            default -> throw new IllegalArgumentException("no cache " + kind);
        };
    }

    private static NearCache of(int entries, Function<Key, CacheEntry> get, BiConsumer<Key, CacheEntry> put) {
        return new NearCache(entries) {
            @Override
            CacheRegion newRegion(SieveEviction line) {
                return new CacheRegion(this, line) {
                    @Override
                    public CacheEntry find(CacheEntry from, PackedKey id, long now) {
                        CacheEntry record = get.apply(new Key(this, id.toString()));
                        return record == null || !record.isFresh(now) ? null : record;
                    }

                    @Override
                    public void keep(CacheEntry record, int stamp) {
                        put.accept(new Key(this, record.id()), record);
                    }
                };
            }
        };
    }
}
