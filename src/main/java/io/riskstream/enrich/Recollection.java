package io.riskstream.enrich;

import io.riskstream.Batch;

/**
 * What memory says of the records of some events, looked for all at once. Nearly all that a hit costs is waiting for memory: for the place in the
 * table, the record and its values, each to be found by way of the one before. Taken step by step for many records, the waits of each step run side by
 * side; a step does little else, since the processor looks ahead a few hundred instructions and no further. One thread's.
 */
final class Recollection {
    /** Events at a time: enough for the processor to wait for all it can at once, and few enough for its nearest cache. */
    static final int EVENTS = 16;

    private final OpenLookup[] lookups;
    private final IdProbe[] probes;
    /** The probe that holds the id; null if the event has none. */
    private final IdProbe[] ids;

    private final CachedRecord[] records;

    /** What was read only to have it near; kept, so that the reading is not left out. */
    private int touched;

    Recollection(OpenLookup[] lookups) {
        this.lookups = lookups;
        int most = EVENTS * lookups.length;
        this.probes = new IdProbe[most];
        for (int at = 0; at < most; at++) {
            probes[at] = new IdProbe();
        }
        this.ids = new IdProbe[most];
        this.records = new CachedRecord[most];
    }

    /** Looks for the records of at most {@link #EVENTS} events, from this one of a batch on; how many events it looked at. */
    int of(Batch batch, int from, long now) {
        int events = Math.min(EVENTS, batch.size() - from);
        int count = events * lookups.length;
        for (int i = 0, at = 0; i < events; i++) {
            for (OpenLookup lookup : lookups) {
                ids[at] = lookup.id(batch.get(from + i), probes[at]);
                at++;
            }
        }
        for (int at = 0; at < count; ) {
            for (OpenLookup lookup : lookups) {
                records[at] = ids[at] == null ? null : lookup.shelf().first(ids[at].hash());
                at++;
            }
        }
        touched = touchFirst(count) + touchSecond(count);
        for (int at = 0; at < count; ) {
            for (OpenLookup lookup : lookups) {
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
            CachedRecord record = records[at];
            near += record == null ? 0 : record.touched();
        }
        return near;
    }

    /** What stands second, where the first is another id's; seldom has a place more. */
    private int touchSecond(int count) {
        int near = 0;
        for (int at = 0; at < count; at++) {
            CachedRecord record = records[at];
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
            CachedRecord record = records[at];
            near += record == null ? 0 : record.touchedValues();
        }
        return near;
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
