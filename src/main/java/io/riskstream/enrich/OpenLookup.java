package io.riskstream.enrich;

import io.riskstream.Event;
import io.riskstream.EventType;
import io.riskstream.Field;
import io.riskstream.FieldValues;
import io.riskstream.Metrics;
import java.time.Duration;
import java.util.Optional;

/** A look-up at work in one task: compiled for an event type, with its counters. */
final class OpenLookup {
    private final Lookup declared;
    private final Duration deadline;
    private final String records;
    private final RecordKey key;
    private final RecordDecoder decoder;
    private final int firstSlot;
    private final FieldValues defaults;
    private final Metrics.Counter hits;
    private final Metrics.Counter misses;
    private final Metrics.Counter absent;
    private final Metrics.Counter errors;
    private final Metrics.Counter late;
    private int hitsToTell;
    private int missesToTell;
    private int absentToTell;

    OpenLookup(Lookup declared, EventType type, String stage, Duration deadline, Metrics metrics) {
        this.declared = declared;
        this.deadline = deadline;
        this.records = declared.toString().intern();
        this.key = RecordKey.of(declared.key(), type);
        this.decoder = new RecordDecoder(declared);
        this.firstSlot = firstSlot(declared, type);
        this.defaults = declared.defaults();
        String prefix = stage + "." + declared.name() + ".";
        this.hits = metrics.counter(prefix + "hits");
        this.misses = metrics.counter(prefix + "misses");
        this.absent = metrics.counter(prefix + "absent");
        this.errors = metrics.counter(prefix + "errors");
        this.late = metrics.counter(prefix + "late");
    }

    /**
     * The slot of a look-up's first field; the others follow it.
     *
     * @throws IllegalArgumentException if the event type does not have the look-up's fields
     */
    static int firstSlot(Lookup lookup, EventType type) {
        Optional<Field> missing = lookup.fields().stream()
                .filter(field -> !type.fields().contains(field))
                .findFirst();
        if (missing.isPresent()) {
            throw new IllegalArgumentException("the event type has no field '"
                    + missing.get().path() + "' of type " + missing.get().type()
                    + "; add the look-up to the event type's sources");
        }
        int first = type.slot(lookup.fields().get(0).path());
        int end = Math.min(type.size(), first + lookup.fields().size());
        if (!type.fields().subList(first, end).equals(lookup.fields())) {
            throw new IllegalArgumentException(
                    "the event type has the look-up's fields from elsewhere; add the look-up itself to its sources");
        }
        return first;
    }

    Duration deadline() {
        return deadline;
    }

    Lookup declared() {
        return declared;
    }

    /** Under what its record of an event is kept in memory; empty if the event lacks a field of the key. */
    Optional<CacheKey> cacheKey(Event event) {
        return key.id(event).map(id -> new CacheKey(records, id));
    }

    String storeKey(CacheKey cacheKey) {
        return key.key(cacheKey.id());
    }

    boolean cached() {
        return !declared.maxAge().isZero();
    }

    RecordDecoder decoder() {
        return decoder;
    }

    int firstSlot() {
        return firstSlot;
    }

    FieldValues defaults() {
        return defaults;
    }

    /** Counts an answer from memory; by the task's thread alone, like {@link #countMiss} and {@link #countNoKey}. */
    void countHit(Answer.Known known) {
        hitsToTell++;
        if (known instanceof Answer.Absent) {
            absentToTell++;
        }
    }

    /** Counts a record that had to be fetched. */
    void countMiss() {
        missesToTell++;
    }

    /** Counts an event that lacks a field of the key. */
    void countNoKey() {
        absentToTell++;
    }

    /** Tells what was counted since the last time: once a batch, for a counter costs more than the count. */
    void tell() {
        hits.add(hitsToTell);
        misses.add(missesToTell);
        absent.add(absentToTell);
        hitsToTell = 0;
        missesToTell = 0;
        absentToTell = 0;
    }

    /** Counts what the store said; on any thread. */
    void countFetched(long absentCount, long errorCount) {
        absent.add(absentCount);
        errors.add(errorCount);
    }

    /** Counts an event that waited in vain. */
    void countLate() {
        late.add(1);
    }
}
