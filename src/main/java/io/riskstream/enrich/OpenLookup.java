package io.riskstream.enrich;

import io.riskstream.Event;
import io.riskstream.EventType;
import io.riskstream.Field;
import io.riskstream.FieldValues;
import io.riskstream.Metrics;
import io.riskstream.RejectionCode;
import io.riskstream.StageContext;
import java.time.Duration;
import java.util.Optional;

/** A look-up at work in one task: compiled for an event type, with its shelf in the near-cache and its counters. */
final class OpenLookup {
    private final Lookup declared;
    private final Duration deadline;
    private final StageContext context;
    private final String stage;
    private final RecordKey key;
    private final RecordDecoder decoder;
    private final Shelf shelf;
    private final int firstSlot;
    private final FieldValues defaults;
    private final boolean cached;
    private final long maxStaleNanos;
    private final Metrics.Counter hits;
    private final Metrics.Counter misses;
    private final Metrics.Counter joined;
    private final Metrics.Counter absent;
    private final Metrics.Counter errors;
    private final Metrics.Counter late;
    private final Metrics.Counter stale;
    // counted by the task's thread, and told once a batch: a counter costs more than the count
    private int hitsToTell;
    private int missesToTell;
    private int joinedToTell;
    private int absentToTell;

    OpenLookup(
            Lookup declared, EventType type, String stage, Duration deadline, NearCache cache, StageContext context) {
        this.declared = declared;
        this.deadline = deadline;
        this.context = context;
        this.stage = stage;
        this.key = RecordKey.of(declared.key(), type);
        this.decoder = decoder(declared);
        this.shelf = cache.shelf(declared, key);
        this.firstSlot = firstSlot(declared, type);
        this.defaults = declared.defaults();
        this.cached = declared.cached();
        this.maxStaleNanos = declared.maxStale().toNanos();
        declared.mapper().ifPresent(mapper -> mapper.open(type, declared.fields()));
        String prefix = stage + "." + declared.name() + ".";
        Metrics metrics = context.metrics();
        this.hits = metrics.counter(prefix + "hits");
        this.misses = metrics.counter(prefix + "misses");
        this.joined = metrics.counter(prefix + "joined");
        this.absent = metrics.counter(prefix + "absent");
        this.errors = metrics.counter(prefix + "errors");
        this.late = metrics.counter(prefix + "late");
        this.stale = metrics.counter(prefix + "stale");
    }

    private static RecordDecoder decoder(Lookup declared) {
        if (declared.mapper().isPresent()) {
            return new TextDecoder();
        }
        return declared.format() == RecordFormat.HASH ? new HashDecoder(declared) : new JsonDecoder(declared);
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

    Shelf shelf() {
        return shelf;
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

    /** What all keys of its records begin with. */
    String prefix() {
        return key.before();
    }

    String storeKey(String id) {
        return key.key(id);
    }

    /**
     * What memory says of an event's record, and counts it; null if the record must be fetched. By the task's thread alone.
     *
     * @param from where to look, see {@link Shelf#first}
     * @param id see {@link #id}
     */
    CachedRecord recall(CachedRecord from, IdProbe id, long now) {
        if (id == null) {
            absentToTell++;
            return CachedRecord.NO_KEY;
        }
        CachedRecord record = cached ? shelf.find(from, id, now) : null;
        if (record == null) {
            return null;
        }
        hitsToTell++;
        if (!record.isPresent()) {
            absentToTell++;
        }
        return record;
    }

    /** The id of an event's record that is not in memory. */
    String missedId(Event event) {
        return id(event, new IdProbe()).toString();
    }

    /** The id of an event's record, in the probe; null if the event has none. */
    IdProbe id(Event event, IdProbe probe) {
        return declared.mapper().isEmpty() ? key.id(event, probe) : mappedId(event, probe);
    }

    /** The mapper's key, without the prefix, in the probe; null if the event has none, or it does not begin as the look-up says. */
    private IdProbe mappedId(Event event, IdProbe probe) {
        Optional<String> whole;
        synchronized (declared) {
            whole = declared.mapper().orElseThrow().key(event);
        }
        if (whole.isEmpty()) {
            return null;
        }
        Optional<String> id = key.idIn(whole.get());
        if (id.isEmpty()) {
            throw new IllegalStateException(
                    "look-up '" + declared.name() + "': its mapper gave a key that does not begin with '" + key.before()
                            + "', as option 'prefix' says");
        }
        return probe.of(id.get());
    }

    /** What a record that is there adds to an event; empty to go by {@code onMiss}. */
    Optional<FieldValues> fieldsOf(CachedRecord record, Event event) {
        if (declared.mapper().isEmpty()) {
            return Optional.ofNullable(record.values());
        }
        Optional<String> text = record.isPresent() ? Optional.of(record.values().string(0)) : Optional.empty();
        Optional<FieldValues> fields;
        synchronized (declared) {
            fields = declared.mapper().orElseThrow().map(event, text);
        }
        if (fields.isPresent() && fields.get().size() != declared.fields().size()) {
            throw new IllegalStateException("its mapper gave " + fields.get().size() + " values for "
                    + declared.fields().size() + " fields");
        }
        return fields;
    }

    boolean isMapped() {
        return declared.mapper().isPresent();
    }

    /** A record of the event that is doubtful, and may be answered all the same; null if there is none. On any thread. */
    CachedRecord findStale(Event event) {
        if (maxStaleNanos == 0) {
            return null;
        }
        IdProbe id = id(event, new IdProbe());
        return id == null
                ? null
                : shelf.findStale(id.toString(), context.ticker().getAsLong(), maxStaleNanos);
    }

    /** The answer in place of one that has not come in time; counted and reported. */
    Answer.Failed late() {
        String cause = "no answer in time; its deadline is " + deadline.toMillis() + " ms";
        late.add(1);
        report(stage + ".late", cause);
        return new Answer.Failed(RejectionCode.ENRICH_ERROR, cause);
    }

    void report(String code, String cause) {
        context.report(code, "look-up '" + declared.name() + "' (" + declared.key() + "): " + cause);
    }

    /** Counts a record that is fetched for this task. */
    void countMiss() {
        missesToTell++;
    }

    /** Counts a record that is being fetched already. */
    void countJoined() {
        joinedToTell++;
    }

    /** Counts what the store said; on any thread, like those below. */
    void countAbsent() {
        absent.add(1);
    }

    void countError() {
        errors.add(1);
    }

    void countStale() {
        stale.add(1);
    }

    /** Tells what was counted since the last time. */
    void tell() {
        hits.add(hitsToTell);
        misses.add(missesToTell);
        joined.add(joinedToTell);
        absent.add(absentToTell);
        hitsToTell = 0;
        missesToTell = 0;
        joinedToTell = 0;
        absentToTell = 0;
    }
}
