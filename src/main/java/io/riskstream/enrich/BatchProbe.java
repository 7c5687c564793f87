package io.riskstream.enrich;

import io.riskstream.enrich.cache.CacheEntry;
import io.riskstream.enrich.cache.LookupResult;
import io.riskstream.enrich.cache.PackedKey;
import io.riskstream.event.Batch;

/**
 * What memory says of the records of some events, looked for all at once. Nearly all that a hit costs is waiting for memory: for the place in the
 * table, the record and its values, each to be found by way of the one before. Taken step by step for many records, the waits of each step run side by
 * side; a step does little else, since the processor looks ahead a few hundred instructions and no further. One thread's.
 */
public final class BatchProbe {
    /** Events at a time: enough for the processor to wait for all it can at once, and few enough for its nearest cache. */
    static final int EVENTS = 16;

    private final ActiveLookup[] lookups;
    private final PackedKey[] probes;
    /** The probe that holds the id; null if the event has none. */
    private final PackedKey[] ids;

    private final CacheEntry[] records;

    /** What was read only to have it near; kept, so that the reading is not left out. */
    private int touched;

    public BatchProbe(ActiveLookup[] lookups) {
        this.lookups = lookups;
        int most = EVENTS * lookups.length;
        this.probes = new PackedKey[most];
        for (int at = 0; at < most; at++) {
            probes[at] = new PackedKey();
        }
        this.ids = new PackedKey[most];
        this.records = new CacheEntry[most];
    }

    /** Looks for the records of at most {@link #EVENTS} events, from this one of a batch on; how many events it looked at. */
    public int of(Batch batch, int from, long now) {
        int events = Math.min(EVENTS, batch.size() - from);
        int count = events * lookups.length;
        for (int i = 0, at = 0; i < events; i++) {
            for (ActiveLookup lookup : lookups) {
                ids[at] = lookup.id(batch.get(from + i), probes[at]);
                at++;
            }
        }
        for (int at = 0; at < count; ) {
            for (ActiveLookup lookup : lookups) {
                records[at] = ids[at] == null ? null : lookup.region().first(ids[at].hash());
                at++;
            }
        }
        touched = touchFirst(count) + touchSecond(count);
        for (int at = 0; at < count; ) {
            for (ActiveLookup lookup : lookups) {
                records[at] = lookup.recall(records[at], ids[at], now);
                at++;
            }
        }
        touched += touchValues(count);
        return events;
    }

    /** What stands first in each place. */
    private int touchFirst(int count) {
        int near = 0;
        for (int at = 0; at < count; at++) {
            CacheEntry record = records[at];
            near += record == null ? 0 : record.touched();
        }
        return near;
    }

    /** What stands second, where the first is another id's; seldom has a place more. */
    private int touchSecond(int count) {
        int near = 0;
        for (int at = 0; at < count; at++) {
            CacheEntry record = records[at];
            if (record != null && !record.isOf(ids[at])) {
                record = record.next;
                records[at] = record;
                near += record == null ? 0 : record.touched();
            }
        }
        return near;
    }

    private int touchValues(int count) {
        int near = 0;
        for (int at = 0; at < count; at++) {
            CacheEntry record = records[at];
            near += record == null ? 0 : record.touchedValues();
        }
        return near;
    }

    /** Puts into {@code answers} what was found for an event, counted from where it looked; whether that is all of its records. */
    public boolean tell(int event, LookupResult[] answers) {
        boolean all = true;
        for (int j = 0; j < lookups.length; j++) {
            CacheEntry record = records[event * lookups.length + j];
            answers[j] = record == null ? LookupResult.Pending.PENDING : record;
            all &= record != null;
        }
        return all;
    }

    /** How much it had to touch; of no other use. */
    int touched() {
        return touched;
    }
}
