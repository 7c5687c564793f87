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

    private static CacheRegion shelf(NearCache cache, String name) {
        Lookup lookup = new Lookup(Map.of("name", name, "key", name + ":{code}", "fields", Map.of("x", "long")));
        return cache.region(lookup.toString(), RecordKey.of(lookup.key(), TYPE));
    }

    private static CacheEntry record(String id, ValidityToken lease, long staleAt) {
        return new CacheEntry(id, FieldValues.EMPTY, lease, staleAt);
    }

    private static CacheEntry put(CacheRegion shelf, String id) {
        CacheEntry record = record(id, ValidityToken.tracked(), Long.MAX_VALUE / 2);
        shelf.keep(record, shelf.stamp(id));
        return record;
    }

    @Test
    void aRecordIsAnsweredUntilItIsTooOldOrItsLeaseEnds() {
        CacheRegion shelf = shelf(new NearCache(10), "county");
        ValidityToken lease = ValidityToken.tracked();
        CacheEntry record = record("1", lease, 100);
        shelf.keep(record, shelf.stamp("1"));
        assertSame(record, find(shelf, "1", 99));
        assertNull(find(shelf, "1", 100));
        lease.invalidate(50);
        assertNull(find(shelf, "1", 51));
        assertSame(record, shelf.findStale("1", 60, 10));
        assertNull(shelf.findStale("1", 61, 10));
    }

    @Test
    void theSameIdOfAnotherLookupIsAnotherRecord() {
        NearCache cache = new NearCache(10);
        put(shelf(cache, "county"), "1");
        assertNull(find(shelf(cache, "state"), "1", 0));
        cache.recordChanged("state:1");
        assertTrue(find(shelf(cache, "county"), "1", 0) != null);
    }

    @Test
    void aChangedRecordIsForgottenAndOneReadBeforeTheChangeIsNotKept() {
        NearCache cache = new NearCache(10);
        CacheRegion shelf = shelf(cache, "county");
        put(shelf, "1");
        int stamp = shelf.stamp("1");
        cache.recordChanged("county:1");
        assertNull(find(shelf, "1", 0));
        shelf.keep(record("1", ValidityToken.tracked(), 100), stamp);
        assertNull(find(shelf, "1", 0));
        assertEquals(new NearCache.Statistics(0, 0, 1), cache.statistics());
    }

    @Test
    void idsThatAreChosenToMeetInOnePlaceDoNotFillIt() {
        NearCache cache = new NearCache(10_000);
        CacheRegion shelf = shelf(cache, "county");
        for (int i = 0; i < 1 << 12; i++) {
            StringBuilder id = new StringBuilder();
            for (int bit = 0; bit < 12; bit++) {
                id.append((i >> bit & 1) == 0 ? "Aa" : "BB"); // of one hash
            }
            put(shelf, id.toString());
        }
        assertTrue(cache.statistics().size() < 100, () -> "kept " + cache.statistics());
        CacheEntry other = put(shelf, "1");
        assertSame(other, find(shelf, "1", 0));
    }

    @Test
    void itHoldsNoMoreThanItsNumberOfRecordsOfAllLookupsTogether() {
        NearCache cache = new NearCache(10);
        CacheRegion county = shelf(cache, "county");
        CacheRegion state = shelf(cache, "state");
        for (int i = 0; i < 500; i++) {
            put(county, String.valueOf(i));
            put(state, String.valueOf(i));
        }
        assertEquals(new NearCache.Statistics(10, 990, 0), cache.statistics());
        long held = 0;
        for (int i = 0; i < 500; i++) {
            held += find(county, String.valueOf(i), 0) == null ? 0 : 1;
            held += find(state, String.valueOf(i), 0) == null ? 0 : 1;
        }
        assertEquals(10, held);
    }

    @Test
    void aRecordThatIsAskedForOutlastsThoseThatAreNot() {
        NearCache cache = new NearCache(10);
        CacheRegion shelf = shelf(cache, "county");
        put(shelf, "dear");
        for (int i = 0; i < 1_000; i++) {
            put(shelf, String.valueOf(i));
            assertTrue(find(shelf, "dear", 0) != null, "after " + i);
        }
    }

    @Test
    void aRecordThatReplacesAnotherTakesNoMoreRoom() {
        NearCache cache = new NearCache(10);
        CacheRegion shelf = shelf(cache, "county");
        for (int i = 0; i < 1_000; i++) {
            put(shelf, String.valueOf(i % 5));
        }
        assertEquals(new NearCache.Statistics(5, 0, 0), cache.statistics());
    }

    @Test
    void withoutRoomNothingIsKept() {
        NearCache cache = new NearCache(0);
        CacheRegion shelf = shelf(cache, "county");
        put(shelf, "1");
        assertNull(find(shelf, "1", 0));
    }

    @Test
    void anIdOfAnyLengthDoesNotFillTheMemory() {
        NearCache cache = new NearCache(10);
        CacheRegion shelf = shelf(cache, "county");
        String longest = "9".repeat(1_000_000);
        put(shelf, longest);
        assertNull(find(shelf, longest, 0));
    }

    /**
     * Writers change records in a store and tell of it, a little later; readers read the store, a little before they keep what they read. Once
     * all is quiet, nothing that is kept may differ from the store.
     */
    @Test
    void noRecordStaysOutdatedHoweverReadsAndChangesMeet() throws InterruptedException {
        int keys = 16;
        NearCache cache = new NearCache(keys);
        CacheRegion shelf = shelf(cache, "county");
        AtomicReferenceArray<Long> store = new AtomicReferenceArray<>(keys);
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch changes = new CountDownLatch(100_000);
        List<Thread> threads = new ArrayList<>();
        for (int reader = 0; reader < 3; reader++) {
            SplittableRandom random = new SplittableRandom(reader);
            threads.add(new Thread(() -> {
                while (!over.get()) {
                    int key = random.nextInt(keys);
                    int stamp = shelf.stamp("" + key);
                    Long value = store.get(key);
                    if (random.nextInt(8) == 0) {
                        Thread.yield();
                    }
                    FieldValues values = new FieldValues(1);
                    values.setInteger(0, value == null ? -1 : value);
                    shelf.keep(
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
        over.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        for (int key = 0; key < keys; key++) {
            CacheEntry kept = find(shelf, "" + key, 0);
            if (kept != null) {
                assertEquals(store.get(key), kept.values().integer(0), "key " + key);
            }
        }
        assertEquals(cache.statistics().size(), held(shelf, keys), "map and line hold the same records");
    }

    private static long held(CacheRegion shelf, int keys) {
        long held = 0;
        for (int key = 0; key < keys; key++) {
            held += find(shelf, "" + key, 0) == null ? 0 : 1;
        }
        return held;
    }

    /** The share of requests answered from a cache of these many records, on Zipf's law; with every hundredth request's whole scan through it. */
    private record Ratios(double sieve, double lru) {
        static Ratios on(int keys, int entries, int requests, boolean scans) {
            ZipfKeys zipf = new ZipfKeys(keys, 0.99, 42);
            CacheRegion shelf = shelf(new NearCache(entries), "county");
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
                if (find(shelf, key, 0) != null) {
                    sieveHits++;
                } else {
                    put(shelf, key);
                }
                if (lru.put(key, true) != null) {
                    lruHits++;
                }
                if (scans && i % 10 == 0) { // a tenth again of keys that are asked for once
                    String once = "scan-" + scanned++;
                    put(shelf, once);
                    lru.put(once, true);
                }
            }
            return new Ratios((double) sieveHits / requests, (double) lruHits / requests);
        }
    }

    @Test
    void itAnswersNoLessOftenThanTheLeastRecentlyUsedRule() {
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

    private static CacheEntry find(CacheRegion shelf, String id, long now) {
        PackedKey probe = new PackedKey().of(id);
        return shelf.find(shelf.first(probe.hash()), probe, now);
    }
}
