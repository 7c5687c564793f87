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
import io.riskstream.event.Degradation;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Template;
import io.riskstream.stage.Metrics;
import io.riskstream.stage.StageContext;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.UnicodeText;
import java.time.Duration;
import java.util.Optional;

/** A look-up opened in one task: compiled for an event type, with its region of the near-cache and its counters. */
final class ActiveLookup {
    private final Lookup declaration;
    private final Duration deadline;
    private final StageContext context;
    private final String stage;
    private final RecordKey key;
    private final RecordDecoder decoder;
    private final CacheRegion region;
    private final int firstSlot;
    private final FieldValues defaults;
    private final boolean cached;
    private final boolean fetched;
    private final long maxStaleNanos;
    private final Metrics.Counter hits;
    private final Metrics.Counter misses;
    private final Metrics.Counter joined;
    private final Metrics.Counter absent;
    private final Metrics.Counter unkeyed;
    private final Metrics.Counter errors;
    private final Metrics.Counter unusable;
    private final Metrics.Counter late;
    private final Metrics.Counter stale;
    // incremented by the task's thread and reported once a batch: to add to a metric costs more than an increment
    private int unreportedHits;
    private int unreportedMisses;
    private int unreportedJoined;
    private int unreportedAbsent;

    ActiveLookup(
            Lookup declaration,
            EventType type,
            String stage,
            Duration deadline,
            NearCache cache,
            StageContext context) {
        this.declaration = declaration;
        this.deadline = deadline;
        this.context = context;
        this.stage = stage;
        this.key = RecordKey.of(declaration.key(), declaration.keyEscape(), type);
        this.decoder = decoder(declaration);
        this.region = cache.region(declaration.toString(), key);
        this.firstSlot = firstSlot(declaration, type);
        this.defaults = declaration.defaults();
        this.cached = declaration.cached();
        this.fetched = declaration.fetchedField().isPresent();
        this.maxStaleNanos = declaration.maxStale().toNanos();
        declaration.mapper().ifPresent(mapper -> mapper.open(type, declaration.fields()));
        String prefix = stage + "." + declaration.name() + ".";
        Metrics metrics = context.metrics();
        this.hits = metrics.counter(prefix + "hits");
        this.misses = metrics.counter(prefix + "misses");
        this.joined = metrics.counter(prefix + "joined");
        this.absent = metrics.counter(prefix + "absent");
        this.unkeyed = metrics.counter(prefix + "unkeyed");
        this.errors = metrics.counter(prefix + "errors");
        this.unusable = metrics.counter(prefix + "unusable");
        this.late = metrics.counter(prefix + "late");
        this.stale = metrics.counter(prefix + "stale");
    }

    private static RecordDecoder decoder(Lookup declaration) {
        if (declaration.mapper().isPresent()) {
            return new TextDecoder();
        }
        return declaration.format() == RecordFormat.HASH
                ? new HashDecoder(declaration.recordFields(), declaration.members())
                : new JsonDecoder(declaration.recordFields(), declaration.members());
    }

    /**
     * Returns the slot of a look-up's first field; its other fields have the slots that follow.
     *
     * @throws IllegalArgumentException if the event type does not contain the look-up's fields
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
                    "the event type has the look-up's fields from another source; add the look-up itself to its sources");
        }
        return first;
    }

    private static ConfigurationException problem(String value, String message) {
        return new ConfigurationException(ConfigurationProblem.ofOption("", "", value, message));
    }

    Duration deadline() {
        return deadline;
    }

    public Lookup declaration() {
        return declaration;
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

    /** Returns the prefix of all keys of this look-up's records. */
    String prefix() {
        return key.prefix();
    }

    public String storeKey(String id) {
        return key.storeKey(id);
    }

    /**
     * Returns the cached record of an event, and counts the hit; null if the record must be fetched. Called only by the task's thread.
     *
     * @param from where the search starts, see {@link CacheRegion#first}
     * @param id see {@link #id}
     */
    public CacheEntry find(CacheEntry from, PackedKey id, long now) {
        if (id == null) {
            return CacheEntry.NO_KEY;
        }
        CacheEntry entry = cached ? region.find(from, id, now) : null;
        if (entry == null) {
            return null;
        }
        unreportedHits++;
        if (!entry.isPresent()) {
            unreportedAbsent++;
        }
        return entry;
    }

    /** Returns the id of an event's record that is not cached, as a string. */
    String missedId(Event event) {
        return id(event, new PackedKey()).toString();
    }

    /**
     * Returns why an event's values make no key, or a key that must not be requested; empty if they make one. It looks at every character of the key.
     *
     * @throws IllegalStateException as {@link #id} does
     */
    Optional<Template.Problem> keyProblem(Event event) {
        if (declaration.mapper().isEmpty()) {
            return key.problem(event);
        }
        PackedKey mapped = mappedId(event, new PackedKey());
        if (mapped == null) {
            return Optional.of(new Template.Problem(true, "its mapper returned no key"));
        }
        return UnicodeText.isEncodable(mapped.toString())
                ? Optional.empty()
                : Optional.of(new Template.Problem(
                        false, "its mapper returned a key with half of a surrogate pair, which no text in UTF-8 has"));
    }

    /** Writes the id of an event's record into {@code probe}. Returns that key, or null if the event has no such record. */
    public PackedKey id(Event event, PackedKey probe) {
        return declaration.mapper().isEmpty() ? key.id(event, probe) : mappedId(event, probe);
    }

    /**
     * Writes the mapper's key, without the prefix, into {@code probe}. Returns that key, or null if the event has no such record.
     *
     * @throws IllegalStateException if the key does not begin with the look-up's prefix
     */
    private PackedKey mappedId(Event event, PackedKey probe) {
        Optional<String> storeKey;
        synchronized (declaration) {
            storeKey = declaration.mapper().orElseThrow().key(event);
        }
        if (storeKey.isEmpty()) {
            return null;
        }
        Optional<String> id = key.idIn(storeKey.get());
        if (id.isEmpty()) {
            throw new IllegalStateException("look-up '" + declaration.name()
                    + "': its mapper returned a key that does not begin with option 'prefix', '" + key.prefix() + "'");
        }
        return probe.set(id.get());
    }

    /** Returns the current time if the record's fields are to state it; otherwise zero. */
    long requestTime() {
        return fetched ? context.clock().millis() : 0;
    }

    /** Returns the fields of a record, with the time of the request if the look-up is declared so. */
    FieldValues withRequestTime(FieldValues values, long requested) {
        if (!fetched || values == null) {
            return values;
        }
        FieldValues all = values.copy(values.size() + 1);
        all.setInteger(values.size(), requested);
        return all.compact(FieldValues.EMPTY);
    }

    /** Returns the fields that a record adds to an event; empty if {@code onMiss} applies. */
    Optional<FieldValues> fieldsOf(CacheEntry entry, Event event) {
        if (declaration.mapper().isEmpty()) {
            return Optional.ofNullable(entry.values());
        }
        Optional<String> text = entry.isPresent() ? Optional.of(entry.values().string(0)) : Optional.empty();
        Optional<FieldValues> fields;
        synchronized (declaration) {
            fields = declaration.mapper().orElseThrow().map(event, text);
        }
        if (fields.isPresent() && fields.get().size() != declaration.fields().size()) {
            throw new IllegalStateException(
                    "its mapper returned " + fields.get().size() + " values for "
                            + declaration.fields().size() + " fields");
        }
        return fields;
    }

    boolean isMapped() {
        return declaration.mapper().isPresent();
    }

    /** Returns a stale entry of the event's record that may still be used; null if there is none. Called on any thread. */
    CacheEntry findStale(Event event) {
        if (maxStaleNanos == 0) {
            return null;
        }
        PackedKey id = id(event, new PackedKey());
        return id == null
                ? null
                : region.findStale(id.toString(), context.ticker().getAsLong(), maxStaleNanos);
    }

    /** Counts and reports a record that was not fetched before the deadline. Returns the result to use in its place. */
    LookupResult.Failed deadlineExceeded() {
        String cause = "no answer within the deadline of " + deadline.toMillis() + " ms";
        late.add(1);
        report(stage + ".late", cause);
        return LookupResult.Failed.late(cause);
    }

    public void report(String code, String cause) {
        context.report(code, "look-up '" + declaration.name() + "' (" + declaration.key() + "): " + cause);
    }

    /** Returns the failure of a record that is known to be unusable, and counts the hit; null if the record must be fetched. Called only by the task's thread. */
    LookupResult.Failed findUnusable(String id, long now) {
        LookupResult.Failed known = cached ? region.unusable(id, now) : null;
        if (known != null) {
            unreportedHits++;
            report(known.code(), known.cause());
        }
        return known;
    }

    /** Counts a record for which this task starts a fetch. */
    void countMiss() {
        unreportedMisses++;
    }

    /** Counts a record for which this task joins an in-flight fetch. */
    void countJoined() {
        unreportedJoined++;
    }

    /** Counts a record that the store does not have. Called on any thread, like the next three. */
    void countAbsent() {
        absent.add(1);
    }

    /** Counts an event whose values make no key. */
    void countUnkeyed() {
        unkeyed.add(1);
    }

    /** Counts a failure other than a missed deadline: the store is unavailable, or its record is unusable. */
    void count(LookupResult.Failed failed) {
        (failed.reason() == Degradation.Cause.UNUSABLE ? unusable : errors).add(1);
    }

    void countStale() {
        stale.add(1);
    }

    /** Adds the counts since the last call to the metrics. */
    void reportCounts() {
        hits.add(unreportedHits);
        misses.add(unreportedMisses);
        joined.add(unreportedJoined);
        absent.add(unreportedAbsent);
        unreportedHits = 0;
        unreportedMisses = 0;
        unreportedJoined = 0;
        unreportedAbsent = 0;
    }
}
