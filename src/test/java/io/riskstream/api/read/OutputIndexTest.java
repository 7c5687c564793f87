package io.riskstream.api.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.riskstream.api.output.OutputOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutputIndexTest {
    private record Entry(long time, String origin, String name, int size) {
        OutputOrder order() {
            return new OutputOrder(time, origin, "p");
        }
    }

    private static OutputIndex<Entry> index(int maxEntries, long maxBytes) {
        return new OutputIndex<>(Entry::order, entry -> List.of(entry.name()), Entry::size, maxEntries, maxBytes);
    }

    /** Every page of every query has what a sorted list of the newest entries has. */
    @Test
    void agreesWithASortedList() {
        Random random = new Random(5);
        for (int round = 0; round < 40; round++) {
            int max = 1 + random.nextInt(60);
            OutputIndex<Entry> index = index(max, Long.MAX_VALUE);
            List<Entry> model = new ArrayList<>();
            for (int i = 0; i < 150; i++) {
                Entry entry = new Entry(random.nextInt(40), "o" + random.nextInt(4), "n" + random.nextInt(3), 1);
                index.add(entry);
                model.removeIf(other -> other.order().equals(entry.order()));
                model.add(entry);
                model.sort(Comparator.comparing(Entry::order).reversed());
                while (model.size() > max) {
                    model.remove(model.size() - 1);
                }
            }
            assertEquals(model.size(), index.size());
            for (Optional<String> name : List.of(Optional.<String>empty(), Optional.of("n0"), Optional.of("n"))) {
                List<Entry> expected = model.stream()
                        .filter(entry -> name.map(entry.name()::equals).orElse(true))
                        .toList();
                assertEquals(expected, pages(index, name, 1 + random.nextInt(9)));
            }
        }
    }

    private static List<Entry> pages(OutputIndex<Entry> index, Optional<String> name, int limit) {
        List<Entry> all = new ArrayList<>();
        Optional<OutputOrder> after = Optional.empty();
        while (true) {
            List<Entry> page = index.newest(name, after, entry -> true, limit);
            if (page.isEmpty()) {
                return all;
            }
            all.addAll(page);
            after = Optional.of(page.get(page.size() - 1).order());
        }
    }

    @Test
    void itsMemoryIsBounded() {
        OutputIndex<Entry> index = index(1_000_000, 100_000);
        for (int i = 0; i < 5_000; i++) {
            index.add(new Entry(i, "o", "n", 1_000));
            assertTrue(index.bytes() <= 100_000, "" + index.bytes());
        }
        assertEquals(62, index.size());
        assertEquals(
                4_999,
                index.newest(Optional.empty(), Optional.empty(), entry -> true, 1)
                        .get(0)
                        .time());
        index.add(new Entry(9_999, "o", "n", 1_000_000));
        assertEquals(1, index.size(), "one that is too large alone replaces all others");
    }

    @Test
    void theFilterDoesNotCountForTheLimit() {
        OutputIndex<Entry> index = index(100, Long.MAX_VALUE);
        for (int i = 0; i < 100; i++) {
            index.add(new Entry(i, "o", "n", 1));
        }
        List<Entry> even = index.newest(Optional.of("n"), Optional.empty(), entry -> entry.time() % 2 == 0, 3);
        assertEquals(List.of(98L, 96L, 94L), even.stream().map(Entry::time).toList());
    }
}
