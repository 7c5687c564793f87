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

    private static CacheEntry record(String id) {
        return new CacheEntry(id, FieldValues.EMPTY, ValidityToken.tracked(), Long.MAX_VALUE);
    }

    @Test
    void holds_what_a_map_holds() {
        SplittableRandom random = new SplittableRandom(3);
        Map<String, CacheEntry> map = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            String id = "id" + random.nextInt(5_000);
            switch (random.nextInt(3)) {
                case 0 -> {
                    CacheEntry record = record(id);
                    assertSame(map.put(id, record), table.put(record));
                }
                case 1 -> assertSame(map.remove(id), table.remove(id));
                default -> assertSame(map.get(id), table.get(id));
            }
        }
        map.forEach((id, record) -> assertSame(record, table.get(id)));
    }

    /** Ids at and about the limit of what is packed, of narrow and wide characters, with much in common; asked for as strings and as written. */
    @Test
    void holds_what_a_map_holds_whatever_the_ids_are() {
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
                    CacheEntry record = record(id);
                    assertEquals(id, record.id());
                    assertSame(map.put(id, record), table.put(record));
                }
                case 1 -> assertSame(map.remove(id), table.remove(id));
                case 2 -> assertSame(map.get(id), table.get(id));
                default -> {
                    probe.clear().append(id);
                    assertSame(map.get(id), table.get(probe.ready()));
                }
            }
        }
        map.forEach((id, record) -> assertSame(record, table.get(id)));
    }

    /** Numbers in a row, as ids often are: no more of them meet in a place than chance has it, so none is turned away and few are passed by. */
    @Test
    void ids_that_differ_in_any_one_character_are_spread() {
        for (int at = 0; at < PackedKey.SHORT - 2; at++) {
            RecordTable places = new RecordTable();
            int passed = 0;
            int count = 20_000;
            for (int i = 0; i < count; i++) {
                StringBuilder id = new StringBuilder("0".repeat(PackedKey.SHORT));
                id.setCharAt(at, (char) (i & 0x3f | 0x80));
                id.setCharAt(at + 1, (char) (i >> 6 & 0x3f | 0x80));
                id.setCharAt(at + 2, (char) (i >> 12 & 0x3f | 0x80));
                CacheEntry record = record(id.toString());
                assertFalse(places.isCrowded(record.hash()));
                places.put(record);
            }
            for (int i = 0; i < count; i++) {
                StringBuilder id = new StringBuilder("0".repeat(PackedKey.SHORT));
                id.setCharAt(at, (char) (i & 0x3f | 0x80));
                id.setCharAt(at + 1, (char) (i >> 6 & 0x3f | 0x80));
                id.setCharAt(at + 2, (char) (i >> 12 & 0x3f | 0x80));
                PackedKey probe = new PackedKey().of(id.toString());
                CacheEntry record = places.first(probe.hash());
                for (; !record.isOf(probe); record = record.next) {
                    passed++;
                }
            }
            // by chance a quarter of the records, as there are two to four places for each
            assertTrue(passed < count / 2, "from character " + at + ": " + passed);
        }
    }

    @Test
    void ids_of_one_hash_are_told_apart() {
        String some = "Aa" + "-".repeat(PackedKey.SHORT);
        String other = "BB" + "-".repeat(PackedKey.SHORT);
        assertEquals(some.hashCode(), other.hashCode());
        CacheEntry first = record(some);
        CacheEntry second = record(other);
        assertEquals(first.hash(), second.hash());
        table.put(first);
        table.put(second);
        assertSame(first, table.get(some));
        assertSame(second, table.get(other));
        assertTrue(table.remove(first));
        assertFalse(table.remove(first));
        assertNull(table.get(some));
        assertSame(second, table.get(other));
    }

    @Test
    void a_probe_finds_what_its_string_finds() {
        CacheEntry record = record("LA:2005");
        table.put(record);
        PackedKey probe = new PackedKey();
        probe.clear().append("LA").append(":2005");
        assertSame(record, table.get(probe.ready()));
    }

    @Test
    void is_empty_once_cleared() {
        table.put(record("a"));
        table.clear();
        assertNull(table.get("a"));
    }

    /** One writer, two readers: what is never taken out is found all the time but for growth, and no reader gets another's record or stays behind. */
    @Test
    void readers_need_no_lock() throws Exception {
        int lasting = 3_000;
        for (int i = 0; i < lasting; i++) {
            table.put(record("lasting" + i));
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
                            // the table has its size by now, and grows no more
                            assertNotNull(table.get("lasting" + random.nextInt(lasting)));
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
                    table.put(record("passing" + random.nextInt(1_000)));
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
    void a_table_that_grows_keeps_all() {
        int count = 10_000;
        for (int i = 0; i < count; i++) {
            table.put(record("id" + i));
        }
        for (int i = 0; i < count; i++) {
            assertNotNull(table.get("id" + i));
        }
    }
}
