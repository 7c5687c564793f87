package io.riskstream.enrich.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.riskstream.enrich.Enrich;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.cache2k.Cache2kBuilder;

/** Near-caches that use other libraries' caches, for comparison. Their keys are records of look-up and id, as is usual. */
public final class OtherCaches {
    /** The key of an entry in a cache that all look-ups share. */
    private record Key(CacheRegion region, String id) {
        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(region) + id.hashCode();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key that && region == that.region && id.equals(that.id);
        }
    }

    private OtherCaches() {}

    /** True if this is the name under which {@link Enrich} requests the worker's near-cache. */
    public static boolean isNearCache(String sharedName) {
        return sharedName.startsWith(NearCache.class.getName());
    }

    /** Returns a near-cache of this kind: SIEVE, CAFFEINE or CACHE2K. */
    public static AutoCloseable nearCache(String kind, int entries) {
        return switch (kind) {
            case "SIEVE" -> new NearCache(entries, Long.MAX_VALUE);
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
            default -> throw new IllegalArgumentException("unknown cache " + kind + "; use SIEVE, CAFFEINE or CACHE2K");
        };
    }

    private static NearCache of(int entries, Function<Key, CacheEntry> get, BiConsumer<Key, CacheEntry> put) {
        return new NearCache(entries, Long.MAX_VALUE) {
            @Override
            CacheRegion newRegion(SieveEviction shared) {
                return new CacheRegion(this, shared) {
                    @Override
                    public CacheEntry find(CacheEntry from, PackedKey id, long now) {
                        CacheEntry entry = get.apply(new Key(this, id.toString()));
                        return entry == null || !entry.isFresh(now) ? null : entry;
                    }

                    @Override
                    public void put(CacheEntry entry, int stamp) {
                        put.accept(new Key(this, entry.id()), entry);
                    }
                };
            }
        };
    }
}
