package io.riskstream.api.read;

import io.riskstream.api.output.OutputOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * The newest outputs in memory, in their order, and by names that an output has, such as its key. If it has too many or too large outputs, it removes the oldest.
 * An output that is published again replaces the earlier one. Safe for many threads.
 *
 * @param <T> an output
 */
final class OutputIndex<T> {
    /** Objects and map entries of one output beside its content, in bytes. */
    private static final long OVERHEAD = 600;

    private record Named(String name, OutputOrder order) implements Comparable<Named> {
        private static final Comparator<Named> ORDER =
                Comparator.comparing(Named::name).thenComparing(Named::order);

        @Override
        public int compareTo(Named other) {
            return ORDER.compare(this, other);
        }
    }

    private final Function<T, OutputOrder> order;
    private final Function<T, List<String>> names;
    private final ToLongFunction<T> size;
    private final int maxEntries;
    private final long maxBytes;
    private final NavigableMap<OutputOrder, T> entries = new TreeMap<>();
    private final NavigableMap<Named, T> byName = new TreeMap<>();
    private long bytes;

    /**
     * Creates an empty index.
     *
     * @param size returns the size of an output's content in bytes
     */
    OutputIndex(
            Function<T, OutputOrder> order,
            Function<T, List<String>> names,
            ToLongFunction<T> size,
            int maxEntries,
            long maxBytes) {
        this.order = order;
        this.names = names;
        this.size = size;
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
    }

    synchronized void add(T entry) {
        OutputOrder at = order.apply(entry);
        T replaced = entries.put(at, entry);
        if (replaced != null) {
            forget(at, replaced);
        }
        bytes += size(entry);
        names.apply(entry).forEach(name -> byName.put(new Named(name, at), entry));
        while (entries.size() > maxEntries || bytes > maxBytes && entries.size() > 1) {
            OutputOrder oldest = entries.firstKey();
            forget(oldest, entries.remove(oldest));
        }
    }

    private void forget(OutputOrder at, T entry) {
        bytes -= size(entry);
        names.apply(entry).forEach(name -> byName.remove(new Named(name, at)));
    }

    private long size(T entry) {
        return OVERHEAD + size.applyAsLong(entry);
    }

    synchronized int size() {
        return entries.size();
    }

    synchronized long bytes() {
        return bytes;
    }

    /**
     * Returns outputs, the newest first. Without a name, the cost grows with the number of outputs that the filter skips.
     *
     * @param name selects the outputs with this name; empty for all
     * @param after returns outputs after this position only
     */
    synchronized List<T> newest(Optional<String> name, Optional<OutputOrder> after, Predicate<T> filter, int limit) {
        List<T> found = new ArrayList<>();
        for (T entry : (name.isPresent() ? named(name.get(), after) : unnamed(after)).values()) {
            if (found.size() == limit) {
                break;
            }
            if (filter.test(entry)) {
                found.add(entry);
            }
        }
        return found;
    }

    private NavigableMap<OutputOrder, T> unnamed(Optional<OutputOrder> after) {
        return after.map(position -> entries.headMap(position, false))
                .orElse(entries)
                .descendingMap();
    }

    private NavigableMap<Named, T> named(String name, Optional<OutputOrder> after) {
        Named start = new Named(name, new OutputOrder(Long.MIN_VALUE, "", ""));
        return after.map(position -> byName.subMap(start, true, new Named(name, position), false))
                // no name is between this one and the next longer one
                .orElseGet(() -> byName.subMap(
                        start, true, new Named(name + '\0', new OutputOrder(Long.MIN_VALUE, "", "")), false))
                .descendingMap();
    }
}
