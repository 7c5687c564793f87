package io.riskstream.enrich;

import io.riskstream.Batch;

/**
 * What memory says of the records of some events, looked for all at once. Most of what a hit costs is waiting for memory, for the place in the table, the
 * record, its id and its values, each to be found by way of the one before. Taken step by step for many records, the waits of each step run side by
 * side. One thread's.
 */
final class Recollection {
    /** Events at a time: enough for the processor to wait for all it can at once, and few enough for its nearest cache. */
    static final int EVENTS = 16;

    private final OpenLookup[] lookups;
    private final Object[] ids;
    private final int[] hashes;
    private final CachedRecord[] records;
    private final IdProbe[] probes;

    /** What was read only to have it near; kept, so that the reading is not left out. */
    private int touched;

    Recollection(OpenLookup[] lookups) {
        this.lookups = lookups;
        int most = EVENTS * lookups.length;
        this.ids = new Object[most];
        this.hashes = new int[most];
        this.records = new CachedRecord[most];
        this.probes = new IdProbe[most];
    }

    /** Looks for the records of at most {@link #EVENTS} events, from this one of a batch on; how many events it looked at. */
    int of(Batch batch, int from, long now) {
        int events = Math.min(EVENTS, batch.size() - from);
        int count = events * lookups.length;
        for (int i = 0, at = 0; i < events; i++) {
            for (OpenLookup lookup : lookups) {
                Object id = lookup.id(batch.get(from + i), probe(at));
                ids[at] = id;
                if (id != null) {
                    hashes[at] = RecordTable.hash(id);
                    records[at] = lookup.shelf().first(hashes[at]);
                }
                at++;
            }
        }
        int near = 0;
        for (int at = 0; at < count; at++) {
            if (ids[at] != null) {
                records[at] = RecordTable.next(records[at], hashes[at]);
            }
        }
        for (int at = 0; at < count; at++) {
            if (ids[at] != null && records[at] != null) {
                near += records[at].id().length();
            }
        }
        for (int i = 0, at = 0; i < events; i++) {
            for (OpenLookup lookup : lookups) {
                CachedRecord record = lookup.recall(records[at], ids[at], hashes[at], now);
                records[at++] = record;
                near += record != null && record.isPresent() ? record.values().size() : 0;
            }
        }
        touched = near;
        return events;
    }

    private IdProbe probe(int at) {
        if (probes[at] == null) {
            probes[at] = new IdProbe();
        }
        return probes[at];
    }

    /** Puts into {@code answers} what was found for an event, counted from where it looked; whether that is all of its records. */
    boolean tell(int event, Answer[] answers) {
        boolean all = true;
        for (int j = 0; j < lookups.length; j++) {
            CachedRecord record = records[event * lookups.length + j];
            answers[j] = record == null ? Answer.Pending.PENDING : record;
            all &= record != null;
        }
        return all;
    }

    /** How much it had to touch; of no other use. */
    int touched() {
        return touched;
    }
}
