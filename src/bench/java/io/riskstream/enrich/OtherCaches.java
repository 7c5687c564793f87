package io.riskstream.enrich;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.cache2k.Cache2kBuilder;

/** Near-caches on other caches than ours, for comparison. Their keys are records of look-up and id, as one would use them. */
public final class OtherCaches {
    /** What a record is kept under where all look-ups share one cache. */
    private record Key(Shelf shelf, String id) {
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
                var cache = Caffeine.newBuilder().maximumSize(entries).<Key, CachedRecord>build();
                yield of(entries, cache::getIfPresent, cache::put);
            }
            case "CACHE2K" -> {
                var cache = Cache2kBuilder.of(Key.class, CachedRecord.class)
                        .entryCapacity(entries)
                        .eternal(true)
                        .build();
                yield of(entries, cache::peek, cache::put);
            }
            default -> throw new IllegalArgumentException("no cache " + kind);
        };
    }

    private static NearCache of(int entries, Function<Key, CachedRecord> get, BiConsumer<Key, CachedRecord> put) {
        return new NearCache(entries) {
            @Override
            Shelf newShelf(Sieve line) {
                return new Shelf(this, line) {
                    @Override
                    CachedRecord find(CachedRecord from, IdProbe id, long now) {
                        CachedRecord record = get.apply(new Key(this, id.toString()));
                        return record == null || !record.isFresh(now) ? null : record;
                    }

                    @Override
                    void keep(CachedRecord record, int stamp) {
                        put.accept(new Key(this, record.id()), record);
                    }
                };
            }
        };
    }
}
