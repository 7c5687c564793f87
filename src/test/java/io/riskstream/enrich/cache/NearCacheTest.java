package io.riskstream.enrich.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.enrich.Lookup;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldSource;
import io.riskstream.event.FieldType;
import io.riskstream.event.FieldValues;
import io.riskstream.stage.ValidityToken;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;

final class NearCacheTest {
    private static final EventType TYPE = new EventType(List.of(new FieldSource() {
        @Override
        public String name() {
            return "claim";
        }

        @Override
        public List<Field> fields() {
            return List.of(new Field("code", FieldType.STRING));
        }
    }));

    private static CacheRegion region(NearCache cache, String name) {
        Lookup lookup = new Lookup(Map.of("name", name, "key", name + ":{code}", "fields", Map.of("x", "long")));
        return cache.region(lookup.toString(), RecordKey.of(lookup.key(), lookup.keyEscape(), TYPE));
    }

    private static CacheEntry entry(String id, ValidityToken token, long staleAt) {
        return new CacheEntry(id, FieldValues.EMPTY, token, staleAt);
    }

    private static CacheEntry put(CacheRegion region, String id) {
        CacheEntry entry = entry(id, ValidityToken.tracked(), Long.MAX_VALUE / 2);
        region.put(entry, region.stamp(id));
        return entry;
    }

    @Test
    void findsAnEntryUntilItIsTooOldOrItsTokenIsInvalid() {
        CacheRegion region = region(new NearCache(10, Long.MAX_VALUE), "county");
        ValidityToken token = ValidityToken.tracked();
        CacheEntry entry = entry("1", token, 100);
        region.put(entry, region.stamp("1"));
        assertSame(entry, find(region, "1", 99));
        assertNull(find(region, "1", 100));
        token.invalidate(50);
        assertNull(find(region, "1", 51));
        assertSame(entry, region.findStale("1", 60, 10));
        assertNull(region.findStale("1", 61, 10));
    }

    @Test
    void keepsEqualIdsOfDifferentLookupsApart() {
        NearCache cache = new NearCache(10, Long.MAX_VALUE);
        put(region(cache, "county"), "1");
        assertNull(find(region(cache, "state"), "1", 0));
        cache.recordChanged("state:1");
        assertTrue(find(region(cache, "county"), "1", 0) != null);
    }

    @Test
    void invalidatesAChangedRecordAndDiscardsOneReadBeforeTheChange() {
        NearCache cache = new NearCache(10, Long.MAX_VALUE);
        CacheRegion region = region(cache, "county");
        put(region, "1");
        int stamp = region.stamp("1");
        cache.recordChanged("county:1");
        assertNull(find(region, "1", 0));
        region.put(entry("1", ValidityToken.tracked(), 100), stamp);
        assertNull(find(region, "1", 0));
        assertEquals(new NearCache.Statistics(0, 0, 0, 1), cache.statistics());
    }

    @Test
    void limitsTheNumberOfEntriesWithCollidingIds() {
        NearCache cache = new NearCache(10_000, Long.MAX_VALUE);
        CacheRegion region = region(cache, "county");
        for (int i = 0; i < 1 << 12; i++) {
            StringBuilder id = new StringBuilder();
            for (int bit = 0; bit < 12; bit++) {
                id.append((i >> bit & 1) == 0 ? "Aa" : "BB"); // both have the same hash code
            }
            put(region, id.toString());
        }
        assertTrue(cache.statistics().size() < 100, () -> "cached " + cache.statistics());
        CacheEntry other = put(region, "1");
        assertSame(other, find(region, "1", 0));
    }

    @Test
    void sharesItsCapacityAmongAllLookups() {
        NearCache cache = new NearCache(10, Long.MAX_VALUE);
        CacheRegion county = region(cache, "county");
        CacheRegion state = region(cache, "state");
        for (int i = 0; i < 500; i++) {
            put(county, String.valueOf(i));
            put(state, String.valueOf(i));
        }
        assertEquals(10, cache.statistics().size());
        assertEquals(990, cache.statistics().evictions());
        long cached = 0;
        for (int i = 0; i < 500; i++) {
            cached += find(county, String.valueOf(i), 0) == null ? 0 : 1;
            cached += find(state, String.valueOf(i), 0) == null ? 0 : 1;
        }
        assertEquals(10, cached);
    }

    @Test
    void keepsAnEntryWithHitsLongerThanEntriesWithout() {
        NearCache cache = new NearCache(10, Long.MAX_VALUE);
        CacheRegion region = region(cache, "county");
        put(region, "popular");
        for (int i = 0; i < 1_000; i++) {
            put(region, String.valueOf(i));
            assertTrue(find(region, "popular", 0) != null, "after " + i);
        }
    }

    @Test
    void countsAReplacedEntryOnce() {
        NearCache cache = new NearCache(10, Long.MAX_VALUE);
        CacheRegion region = region(cache, "county");
        for (int i = 0; i < 1_000; i++) {
            put(region, String.valueOf(i % 5));
        }
        assertEquals(5, cache.statistics().size());
        assertEquals(0, cache.statistics().evictions());
    }

    @Test
    void cachesNothingWithCapacityZero() {
        NearCache cache = new NearCache(0, Long.MAX_VALUE);
        CacheRegion region = region(cache, "county");
        put(region, "1");
        assertNull(find(region, "1", 0));
    }

    private static CacheEntry putText(CacheRegion region, String id, String text) {
        FieldValues values = new FieldValues(1);
        values.setString(0, text);
        CacheEntry entry = new CacheEntry(id, values.freeze(), ValidityToken.tracked(), Long.MAX_VALUE / 2);
        region.put(entry, region.stamp(id));
        return entry;
    }

    @Test
    void neverKeepsMoreBytesThanItMay() {
        SplittableRandom random = new SplittableRandom(5);
        int maxBytes = 1 << 20;
        NearCache cache = new NearCache(1_000, maxBytes);
        CacheRegion region = region(cache, "county");
        for (int i = 0; i < 5_000; i++) {
            String id = String.valueOf(random.nextInt(500));
            if (random.nextInt(4) == 0) {
                region.invalidate(id);
            } else {
                putText(region, id, "x".repeat(random.nextInt(100_000)));
            }
            assertTrue(cache.statistics().bytes() <= maxBytes, "after " + i);
        }
        assertTrue(cache.statistics().bytes() > maxBytes / 2, () -> "too little is kept: " + cache.statistics());

        for (int id = 0; id < 500; id++) {
            region.invalidate(String.valueOf(id));
        }
        assertEquals(0, cache.statistics().bytes());
        assertEquals(0, cache.statistics().size());
    }

    @Test
    void aRecordLargerThanTheCacheIsNotKeptAndEvictsNothing() {
        NearCache cache = new NearCache(1_000, 10_000);
        CacheRegion region = region(cache, "county");
        putText(region, "small", "x");
        putText(region, "large", "x".repeat(10_000));
        assertNull(find(region, "large", 0));
        assertTrue(find(region, "small", 0) != null);
        assertEquals(0, cache.statistics().evictions());
    }

    @Test
    void countsTextsOfOtherScriptsWithTwoBytesACharacter() {
        CacheRegion region = region(new NearCache(10, Long.MAX_VALUE), "county");
        int latin = putText(region, "1", "\u00fc".repeat(1_000)).bytes();
        int cyrillic = putText(region, "2", "\u0436".repeat(1_000)).bytes();
        assertEquals(1_000, cyrillic - latin);
    }

    @Test
    void doesNotCacheAVeryLongId() {
        NearCache cache = new NearCache(10, Long.MAX_VALUE);
        CacheRegion region = region(cache, "county");
        String longest = "9".repeat(1_000_000);
        put(region, longest);
        assertNull(find(region, longest, 0));
    }

    /**
     * A writer changes records in a store and reports each change a little later. Readers read the store a little before they cache the record. After
     * all threads have ended, no cached record may differ from the store.
     */
    @Test
    void keepsNoOutdatedRecordUnderConcurrentReadsAndChanges() throws InterruptedException {
        int keys = 16;
        NearCache cache = new NearCache(keys, Long.MAX_VALUE);
        CacheRegion region = region(cache, "county");
        AtomicReferenceArray<Long> store = new AtomicReferenceArray<>(keys);
        AtomicBoolean stopped = new AtomicBoolean();
        CountDownLatch changes = new CountDownLatch(100_000);
        List<Thread> threads = new ArrayList<>();
        for (int reader = 0; reader < 3; reader++) {
            SplittableRandom random = new SplittableRandom(reader);
            threads.add(new Thread(() -> {
                while (!stopped.get()) {
                    int key = random.nextInt(keys);
                    int stamp = region.stamp("" + key);
                    Long value = store.get(key);
                    if (random.nextInt(8) == 0) {
                        Thread.yield();
                    }
                    FieldValues values = new FieldValues(1);
                    values.setInteger(0, value == null ? -1 : value);
                    region.put(
                            new CacheEntry("" + key, values.freeze(), ValidityToken.tracked(), Long.MAX_VALUE / 2),
                            stamp);
                }
            }));
        }
        SplittableRandom random = new SplittableRandom(99);
        threads.add(new Thread(() -> {
            for (long version = 0; changes.getCount() > 0; version++, changes.countDown()) {
                int key = random.nextInt(keys);
                store.set(key, version);
                cache.recordChanged("county:" + key);
            }
        }));
        threads.forEach(Thread::start);
        changes.await();
        stopped.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        for (int key = 0; key < keys; key++) {
            CacheEntry entry = find(region, "" + key, 0);
            if (entry != null) {
                assertEquals(store.get(key), entry.values().integer(0), "key " + key);
            }
        }
        assertEquals(
                cache.statistics().size(),
                cached(region, keys),
                "the table and the eviction queue contain the same entries");
    }

    private static long cached(CacheRegion region, int keys) {
        long cached = 0;
        for (int key = 0; key < keys; key++) {
            cached += find(region, "" + key, 0) == null ? 0 : 1;
        }
        return cached;
    }

    /** Hit ratios of two caches of the same capacity under requests with a Zipf distribution, optionally mixed with a scan over unique keys. */
    private record Ratios(double sieve, double lru) {
        static Ratios on(int keys, int entries, int requests, boolean scans) {
            ZipfKeys zipf = new ZipfKeys(keys, 0.99, 42);
            CacheRegion region = region(new NearCache(entries, Long.MAX_VALUE), "county");
            Map<String, Boolean> lru = new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                    return size() > entries;
                }
            };
            int sieveHits = 0;
            int lruHits = 0;
            int scanned = 0;
            for (int i = 0; i < requests; i++) {
                String key = "" + zipf.next();
                if (find(region, key, 0) != null) {
                    sieveHits++;
                } else {
                    put(region, key);
                }
                if (lru.put(key, true) != null) {
                    lruHits++;
                }
                if (scans && i % 10 == 0) { // one key in ten more, requested only once
                    String once = "scan-" + scanned++;
                    put(region, once);
                    lru.put(once, true);
                }
            }
            return new Ratios((double) sieveHits / requests, (double) lruHits / requests);
        }
    }

    @Test
    void hasAtLeastTheHitRatioOfLeastRecentlyUsedEviction() {
        StringBuilder table = new StringBuilder("hit ratio on Zipf 0.99 over 1,000,000 keys\n");
        List<String> worse = new ArrayList<>();
        for (int entries : new int[] {10_000, 100_000}) {
            for (boolean scans : new boolean[] {false, true}) {
                Ratios ratios = Ratios.on(1_000_000, entries, 400_000, scans);
                String line = String.format(
                        "%,9d records, scans %-5s  SIEVE %.4f  LRU %.4f%n",
                        entries, scans, ratios.sieve(), ratios.lru());
                table.append(line);
                if (ratios.sieve() < ratios.lru()) {
                    worse.add(line);
                }
            }
        }
        System.out.print(table);
        assertEquals(List.of(), worse);
    }

    private static CacheEntry find(CacheRegion region, String id, long now) {
        PackedKey probe = new PackedKey().set(id);
        return region.find(region.first(probe.hash()), probe, now);
    }
}
