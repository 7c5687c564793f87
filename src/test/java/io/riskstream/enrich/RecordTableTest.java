package io.riskstream.enrich;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.FieldValues;
import io.riskstream.Lease;
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

    private static CachedRecord record(String id) {
        return new CachedRecord(id, FieldValues.EMPTY, Lease.told(), Long.MAX_VALUE);
    }

    @Test
    void holds_what_a_map_holds() {
        SplittableRandom random = new SplittableRandom(3);
        Map<String, CachedRecord> map = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            String id = "id" + random.nextInt(5_000);
            switch (random.nextInt(3)) {
                case 0 -> {
                    CachedRecord record = record(id);
                    assertSame(map.put(id, record), table.put(record));
                }
                case 1 -> assertSame(map.remove(id), table.remove(id));
                default -> assertSame(map.get(id), table.get(id));
            }
        }
        map.forEach((id, record) -> assertSame(record, table.get(id)));
    }

    @Test
    void ids_of_one_hash_are_told_apart() {
        assertEquals("Aa".hashCode(), "BB".hashCode());
        CachedRecord first = record("Aa");
        CachedRecord second = record("BB");
        table.put(first);
        table.put(second);
        assertSame(first, table.get("Aa"));
        assertSame(second, table.get("BB"));
        assertTrue(table.remove(first));
        assertFalse(table.remove(first));
        assertNull(table.get("Aa"));
        assertSame(second, table.get("BB"));
    }

    @Test
    void a_probe_finds_what_its_string_finds() {
        CachedRecord record = record("LA:2005");
        table.put(record);
        IdProbe probe = new IdProbe();
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
                            CachedRecord found = table.get(passing);
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
