package io.riskstream.enrich;

import io.riskstream.enrich.cache.CacheEntry;
import io.riskstream.enrich.cache.CacheRegion;
import io.riskstream.enrich.cache.LookupResult;
import io.riskstream.enrich.cache.NearCache;
import io.riskstream.enrich.cache.PackedKey;
import io.riskstream.enrich.cache.RecordKey;
import io.riskstream.enrich.record.HashDecoder;
import io.riskstream.enrich.record.JsonDecoder;
import io.riskstream.enrich.record.RecordDecoder;
import io.riskstream.enrich.record.RecordFormat;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldValues;
import io.riskstream.event.RejectionCode;
import io.riskstream.stage.Metrics;
import io.riskstream.stage.StageContext;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import java.time.Duration;
import java.util.Optional;

/** A look-up at work in one task: compiled for an event type, with its region in the near-cache and its counters. */
public final class ActiveLookup {
    private final Lookup declared;
    private final Duration deadline;
    private final StageContext context;
    private final String stage;
    private final RecordKey key;
    private final RecordDecoder decoder;
    private final CacheRegion region;
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

    ActiveLookup(
            Lookup declared, EventType type, String stage, Duration deadline, NearCache cache, StageContext context) {
        this.declared = declared;
        this.deadline = deadline;
        this.context = context;
        this.stage = stage;
        this.key = RecordKey.of(declared.key(), type);
        this.decoder = decoder(declared);
        this.region = cache.region(declared.toString(), key);
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
        return declared.format() == RecordFormat.HASH
                ? new HashDecoder(declared.fields(), declared.members())
                : new JsonDecoder(declared.fields(), declared.members());
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
            throw problem(
                    missing.get().path(),
                    "the event type has no field '"
                            + missing.get().path() + "' of type "
                            + missing.get().type()
                            + "; add the look-up to the event type's sources");
        }
        int first = type.slot(lookup.fields().get(0).path());
        int end = Math.min(type.size(), first + lookup.fields().size());
        if (!type.fields().subList(first, end).equals(lookup.fields())) {
            throw problem(
                    "",
                    "the event type has the look-up's fields from elsewhere; add the look-up itself to its sources");
        }
        return first;
    }

    private static ConfigurationException problem(String value, String message) {
        return new ConfigurationException(ConfigurationProblem.ofOption("", "", value, message));
    }

    Duration deadline() {
        return deadline;
    }

    public Lookup declared() {
        return declared;
    }

    public CacheRegion region() {
        return region;
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

    public String storeKey(String id) {
        return key.key(id);
    }

    /**
     * What memory says of an event's record, and counts it; null if the record must be fetched. By the task's thread alone.
     *
     * @param from where to look, see {@link CacheRegion#first}
     * @param id see {@link #id}
     */
    public CacheEntry recall(CacheEntry from, PackedKey id, long now) {
        if (id == null) {
            absentToTell++;
            return CacheEntry.NO_KEY;
        }
        CacheEntry record = cached ? region.find(from, id, now) : null;
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
        return id(event, new PackedKey()).toString();
    }

    /** The id of an event's record, in the probe; null if the event has none. */
    public PackedKey id(Event event, PackedKey probe) {
        return declared.mapper().isEmpty() ? key.id(event, probe) : mappedId(event, probe);
    }

    /** The mapper's key, without the prefix, in the probe; null if the event has none, or it does not begin as the look-up says. */
    private PackedKey mappedId(Event event, PackedKey probe) {
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
    Optional<FieldValues> fieldsOf(CacheEntry record, Event event) {
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
    CacheEntry findStale(Event event) {
        if (maxStaleNanos == 0) {
            return null;
        }
        PackedKey id = id(event, new PackedKey());
        return id == null
                ? null
                : region.findStale(id.toString(), context.ticker().getAsLong(), maxStaleNanos);
    }

    /** The answer in place of one that has not come in time; counted and reported. */
    LookupResult.Failed late() {
        String cause = "no answer in time; its deadline is " + deadline.toMillis() + " ms";
        late.add(1);
        report(stage + ".late", cause);
        return new LookupResult.Failed(RejectionCode.ENRICH_ERROR, cause);
    }

    public void report(String code, String cause) {
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
