package io.riskstream.enrich;

import io.riskstream.enrich.cache.CacheEntry;
import io.riskstream.enrich.cache.LookupResult;
import io.riskstream.enrich.cache.PackedKey;
import io.riskstream.event.Batch;

/**
 * Looks up the cached records of several events at once. Almost the whole cost of a hit is memory latency: for the bucket in the table, the entry and
 * its values, each of which is found through the previous one. Each step is done for all records before the next step, so that the memory accesses of
 * a step overlap. A step does little else, because the processor looks ahead only a few hundred instructions. Not thread-safe.
 */
final class BatchProbe {
    /** Events in one group: enough to overlap as many memory accesses as the processor supports, and few enough for its first-level cache. */
    static final int EVENTS = 16;

    private final ActiveLookup[] lookups;
    private final PackedKey[] probes;
    /** The key that contains the id of each record; null if the event has no such record. */
    private final PackedKey[] ids;

    private final CacheEntry[] entries;

    /** The sum of what was read only to load it; stored, so that the compiler does not remove the reads. */
    private int touched;

    public BatchProbe(ActiveLookup[] lookups) {
        this.lookups = lookups;
        int capacity = EVENTS * lookups.length;
        this.probes = new PackedKey[capacity];
        for (int i = 0; i < capacity; i++) {
            probes[i] = new PackedKey();
        }
        this.ids = new PackedKey[capacity];
        this.entries = new CacheEntry[capacity];
    }

    /** Looks up the records of at most {@link #EVENTS} events of a batch, beginning at index {@code start}. Returns the number of events. */
    public int probe(Batch batch, int start, long now) {
        int events = Math.min(EVENTS, batch.size() - start);
        int count = events * lookups.length;
        for (int event = 0, i = 0; event < events; event++) {
            for (ActiveLookup lookup : lookups) {
                ids[i] = lookup.id(batch.get(start + event), probes[i]);
                i++;
            }
        }
        for (int i = 0; i < count; ) {
            for (ActiveLookup lookup : lookups) {
                entries[i] = ids[i] == null ? null : lookup.region().first(ids[i].hash());
                i++;
            }
        }
        touched = touchFirst(count) + touchSecond(count);
        for (int i = 0; i < count; ) {
            for (ActiveLookup lookup : lookups) {
                entries[i] = lookup.find(entries[i], ids[i], now);
                i++;
            }
        }
        touched += touchValues(count);
        return events;
    }

    /** Loads the first entry of each chain. */
    private int touchFirst(int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            CacheEntry entry = entries[i];
            sum += entry == null ? 0 : entry.touch();
        }
        return sum;
    }

    /** Loads the second entry of each chain whose first entry has another id; few chains are longer. */
    private int touchSecond(int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            CacheEntry entry = entries[i];
            if (entry != null && !entry.hasId(ids[i])) {
                entry = entry.next;
                entries[i] = entry;
                sum += entry == null ? 0 : entry.touch();
            }
        }
        return sum;
    }

    private int touchValues(int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            CacheEntry entry = entries[i];
            sum += entry == null ? 0 : entry.touchValues();
        }
        return sum;
    }

    /**
     * Writes the results of one event into {@code results}. Returns true if all of its records were found.
     *
     * @param event index of the event, relative to {@code start} of the last {@link #probe}
     */
    public boolean copyResults(int event, LookupResult[] results) {
        boolean complete = true;
        for (int j = 0; j < lookups.length; j++) {
            CacheEntry entry = entries[event * lookups.length + j];
            results[j] = entry == null ? LookupResult.Pending.PENDING : entry;
            complete &= entry != null;
        }
        return complete;
    }

    /** Returns the sum of the values read in advance; it has no meaning. */
    int touched() {
        return touched;
    }
}
