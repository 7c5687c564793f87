package io.riskstream.enrich.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.event.FieldValues;
import io.riskstream.stage.ValidityToken;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RecordTableTest {
    private final RecordTable table = new RecordTable();

    private static CacheEntry entry(String id) {
        return new CacheEntry(id, FieldValues.EMPTY, ValidityToken.tracked(), Long.MAX_VALUE);
    }

    @Test
    void containsTheSameAsAMap() {
        SplittableRandom random = new SplittableRandom(3);
        Map<String, CacheEntry> map = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            String id = "id" + random.nextInt(5_000);
            switch (random.nextInt(3)) {
                case 0 -> {
                    CacheEntry entry = entry(id);
                    assertSame(map.put(id, entry), table.put(entry));
                }
                case 1 -> assertSame(map.remove(id), table.remove(id));
                default -> assertSame(map.get(id), table.get(id));
            }
        }
        map.forEach((id, entry) -> assertSame(entry, table.get(id)));
    }

    /** Ids around the packing limit, of narrow and wide characters, with long common parts; looked up as strings and as written characters. */
    @Test
    void containsTheSameAsAMapForIdsOfAllKinds() {
        SplittableRandom random = new SplittableRandom(11);
        String letters = "ab\0\u00ff\u0100\u0161";
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            StringBuilder id = new StringBuilder("same-beginning".substring(0, random.nextInt(15)));
            for (int more = random.nextInt(6); more > 0; more--) {
                id.append(letters.charAt(random.nextInt(letters.length())));
            }
            ids.add(id.toString());
        }
        Map<String, CacheEntry> map = new HashMap<>();
        PackedKey probe = new PackedKey();
        for (int i = 0; i < 200_000; i++) {
            String id = ids.get(random.nextInt(ids.size()));
            switch (random.nextInt(4)) {
                case 0 -> {
                    CacheEntry entry = entry(id);
                    assertEquals(id, entry.id());
                    assertSame(map.put(id, entry), table.put(entry));
                }
                case 1 -> assertSame(map.remove(id), table.remove(id));
                case 2 -> assertSame(map.get(id), table.get(id));
                default -> {
                    probe.clearBuffer().append(id);
                    assertSame(map.get(id), table.get(probe.setWritten()));
                }
            }
        }
        map.forEach((id, entry) -> assertSame(entry, table.get(id)));
    }

    /** Consecutive numbers, as ids often are: they collide no more often than random ids, so no chain is full and searches stay short. */
    @Test
    void spreadsIdsThatDifferInAnyCharacter() {
        for (int position = 0; position < PackedKey.MAX_PACKED_LENGTH - 2; position++) {
            RecordTable numbers = new RecordTable();
            int skipped = 0;
            int count = 20_000;
            for (int i = 0; i < count; i++) {
                StringBuilder id = new StringBuilder("0".repeat(PackedKey.MAX_PACKED_LENGTH));
                id.setCharAt(position, (char) (i & 0x3f | 0x80));
                id.setCharAt(position + 1, (char) (i >> 6 & 0x3f | 0x80));
                id.setCharAt(position + 2, (char) (i >> 12 & 0x3f | 0x80));
                CacheEntry entry = entry(id.toString());
                assertFalse(numbers.isChainFull(entry.hash()));
                numbers.put(entry);
            }
            for (int i = 0; i < count; i++) {
                StringBuilder id = new StringBuilder("0".repeat(PackedKey.MAX_PACKED_LENGTH));
                id.setCharAt(position, (char) (i & 0x3f | 0x80));
                id.setCharAt(position + 1, (char) (i >> 6 & 0x3f | 0x80));
                id.setCharAt(position + 2, (char) (i >> 12 & 0x3f | 0x80));
                PackedKey probe = new PackedKey().set(id.toString());
                CacheEntry entry = numbers.first(probe.hash());
                for (; !entry.hasId(probe); entry = entry.next) {
                    skipped++;
                }
            }
            // random ids would skip a quarter of the entries, since there are two to four buckets for each
            assertTrue(skipped < count / 2, "from character " + position + ": " + skipped);
        }
    }

    @Test
    void distinguishesIdsWithTheSameHash() {
        String one = "Aa" + "-".repeat(PackedKey.MAX_PACKED_LENGTH);
        String other = "BB" + "-".repeat(PackedKey.MAX_PACKED_LENGTH);
        assertEquals(one.hashCode(), other.hashCode());
        CacheEntry first = entry(one);
        CacheEntry second = entry(other);
        assertEquals(first.hash(), second.hash());
        table.put(first);
        table.put(second);
        assertSame(first, table.get(one));
        assertSame(second, table.get(other));
        assertTrue(table.remove(first));
        assertFalse(table.remove(first));
        assertNull(table.get(one));
        assertSame(second, table.get(other));
    }

    @Test
    void findsAnEntryByWrittenCharacters() {
        CacheEntry entry = entry("LA:2005");
        table.put(entry);
        PackedKey probe = new PackedKey();
        probe.clearBuffer().append("LA").append(":2005");
        assertSame(entry, table.get(probe.setWritten()));
    }

    @Test
    void isEmptyAfterClear() {
        table.put(entry("a"));
        table.clear();
        assertNull(table.get("a"));
    }

    /** One writer, two readers: entries that are never removed are always found while the table does not grow, and no reader gets an entry of another id. */
    @Test
    void supportsReadersWithoutALock() throws Exception {
        int permanent = 3_000;
        for (int i = 0; i < permanent; i++) {
            table.put(entry("permanent" + i));
        }
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService readers = Executors.newFixedThreadPool(2);
        try {
            List<Future<Integer>> reading = new ArrayList<>();
            for (int reader = 0; reader < 2; reader++) {
                int seed = reader;
                reading.add(readers.submit(() -> {
                    SplittableRandom random = new SplittableRandom(seed);
                    int rounds = 0;
                    while (!done.get() || rounds == 0) {
                        rounds++;
                        for (int i = 0; i < 1_000; i++) {
                            String passing = "passing" + random.nextInt(2_000);
                            CacheEntry found = table.get(passing);
                            assertTrue(found == null || found.id().equals(passing));
                            // the table has reached its final size
                            assertNotNull(table.get("permanent" + random.nextInt(permanent)));
                        }
                    }
                    return rounds;
                }));
            }
            SplittableRandom random = new SplittableRandom(9);
            for (int i = 0; i < 300_000; i++) {
                if (random.nextBoolean()) {
                    table.remove("passing" + random.nextInt(1_000));
                } else {
                    table.put(entry("passing" + random.nextInt(1_000)));
                }
            }
            done.set(true);
            for (Future<Integer> reader : reading) {
                assertTrue(reader.get() > 0);
            }
        } finally {
            readers.shutdownNow();
        }
    }

    @Test
    void keepsAllEntriesWhenItGrows() {
        int count = 10_000;
        for (int i = 0; i < count; i++) {
            table.put(entry("id" + i));
        }
        for (int i = 0; i < count; i++) {
            assertNotNull(table.get("id" + i));
        }
    }
}
