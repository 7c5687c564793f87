package io.riskstream.enrich;

import io.riskstream.enrich.cache.LookupResult;
import io.riskstream.enrich.cache.NearCache;
import io.riskstream.enrich.cache.RecordKey;
import io.riskstream.event.Batch;
import io.riskstream.event.Event;
import io.riskstream.event.EventType;
import io.riskstream.event.Field;
import io.riskstream.event.RejectionCode;
import io.riskstream.stage.BatchStage;
import io.riskstream.stage.Metrics;
import io.riskstream.stage.OnError;
import io.riskstream.stage.OnMiss;
import io.riskstream.stage.Options;
import io.riskstream.stage.Outcomes;
import io.riskstream.stage.RecordStore;
import io.riskstream.stage.Records;
import io.riskstream.stage.StageContext;
import io.riskstream.stage.StageSpec;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Adds the fields of records to events, as declared by {@link Lookup}s. An event whose records are all cached passes at once. The missing records of a
 * batch are fetched together, each once for all events that need it, while the task continues with other events.
 *
 * <p>Without a list, the stage does all look-ups among the event type's sources. A list selects some of them: for two stages that look up one after the
 * other, or in different stores.
 *
 * <p>Metrics for each look-up, each counted once for an event: {@code enrich.county.hits} (found in the cache), {@code .misses} (started a fetch),
 * {@code .joined} (joined an in-flight fetch), {@code .absent} (the store has no record), {@code .unkeyed} (the event's values make no key), {@code
 * .errors} (the store was unavailable), {@code .late} (no answer before the deadline), {@code .unusable} (the record does not match its declaration) and
 * {@code .stale} (a stale record was used in place of one that the store did not provide). An event that passes names the same causes: {@link
 * io.riskstream.event.Degradation}. Metrics of the worker's cache: {@code enrich.cache.entries}, {@code .bytes} (of heap, estimated), {@code
 * .evictions} and {@code .invalidations} (entries removed because the record changed), reported by the task that opened first.
 */
public final class Enrich implements BatchStage {
    private static final long serialVersionUID = 1;

    /** The options in a Flux file, the last constructor argument. */
    public static final Options.Declared OPTIONS = Options.of("enrich")
            .optional("name", Options.Kind.TEXT, "enrich", "the stage's name in metrics, rejections and messages")
            .optional(
                    "cacheEntries",
                    Options.Kind.INTEGER,
                    500_000,
                    "maximum number of records in each worker's cache; 0 disables the cache")
            .optional(
                    "cacheHeapPercent",
                    Options.Kind.INTEGER,
                    25,
                    "maximum share of the worker's heap that its cached records may take, from 1 to 90")
            .optional(
                    "deadlineMillis",
                    Options.Kind.MILLISECONDS,
                    50,
                    "how long to wait for records, for look-ups without a deadline of their own");

    private static final int MAX_ENTRIES = 100_000_000;

    private final String name;
    private final int cacheEntries;
    private final int cacheHeapPercent;
    private final Duration deadline;
    private final EventType type;
    private final RecordStore store;
    private final List<Lookup> lookups;

    private transient StageContext context;
    private transient Records records;
    private transient LookupPolicies policies;
    private transient BatchProbe cached;
    private transient LookupResult[] results;

    /** Creates a stage with all look-ups of the event type and default options. */
    public Enrich(EventType type, RecordStore store) {
        this(type, store, Map.of());
    }

    /**
     * Creates a stage with all look-ups of the event type.
     *
     * @throws IllegalArgumentException as the other constructors; also if the event type has no look-ups among its sources
     */
    public Enrich(EventType type, RecordStore store, Map<String, Object> options) {
        this(type, store, lookupsOf(type), options);
    }

    /** Creates a stage with some of the event type's look-ups and default options. */
    public Enrich(EventType type, RecordStore store, List<Lookup> lookups) {
        this(type, store, lookups, Map.of());
    }

    /**
     * Creates a stage with some of the event type's look-ups.
     *
     * @throws IllegalArgumentException if an option is invalid, an argument is null because the Flux file declares it after this stage, a look-up is not
     *     among the event type's sources, or its key contains a field that the event type does not have
     */
    public Enrich(EventType type, RecordStore store, List<Lookup> lookups, Map<String, Object> options) {
        Options parsed = OPTIONS.read(options);
        this.name = parsed.text("name");
        this.cacheEntries = parsed.integer("cacheEntries", 0, MAX_ENTRIES);
        this.cacheHeapPercent = parsed.integer("cacheHeapPercent", 1, 90);
        this.deadline = parsed.millis("deadlineMillis");
        if (deadline.isZero()) {
            throw parsed.problem("deadlineMillis", "option 'deadlineMillis' must be at least 1");
        }
        this.type = required(type, "event type");
        this.store = required(store, "record store");
        this.lookups = new ArrayList<>(required(lookups, "list of look-ups"));
        if (lookups.isEmpty()) {
            throw parsed.problem("it has no look-ups; add some to the event type's sources, or remove this stage");
        }
        Set<String> names = new HashSet<>();
        for (Lookup lookup : this.lookups) {
            if (!names.add(required(lookup, "look-up").name())) {
                throw parsed.problem(
                        "", lookup.name(), "two look-ups have the name '" + lookup.name() + "'; rename one");
            }
            checked(lookup, "", () -> ActiveLookup.firstSlot(lookup, type));
            checked(lookup, "key", () -> RecordKey.of(lookup.key(), lookup.keyEscape(), type));
        }
    }

    /** Adds the names of this stage and of the look-up to the problems that a call reports. */
    private void checked(Lookup lookup, String option, Supplier<?> call) {
        try {
            Object unused = call.get();
        } catch (ConfigurationException e) {
            throw new ConfigurationException(e.problems().stream()
                    .map(problem -> problem.within("look-up '" + lookup.name() + "'", "")
                            .within(name, option))
                    .toList());
        }
    }

    private static List<Lookup> lookupsOf(EventType type) {
        return type == null ? List.of() : type.sources(Lookup.class);
    }

    private <T> T required(T argument, String what) {
        if (argument == null) {
            throw new ConfigurationException(ConfigurationProblem.of(
                    name, "its " + what + " is missing; declare it before this stage in the Flux file"));
        }
        return argument;
    }

    /** Returns the record store. */
    public RecordStore store() {
        return store;
    }

    /** Returns the look-ups. */
    public List<Lookup> lookups() {
        return List.copyOf(lookups);
    }

    @Override
    public StageSpec spec() {
        List<String> codes = new ArrayList<>();
        if (lookups.stream().anyMatch(lookup -> lookup.onMiss() == OnMiss.REJECT)) {
            codes.add(RejectionCode.ENRICH_MISSING);
            codes.add(RejectionCode.ENRICH_KEY);
        }
        if (lookups.stream().anyMatch(lookup -> lookup.onError() == OnError.REJECT)) {
            codes.add(RejectionCode.ENRICH_ERROR);
            codes.add(RejectionCode.ENRICH_RECORD);
        }
        Duration longest = lookups.stream()
                .map(this::deadline)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return StageSpec.named(name)
                .on(type)
                .reading(lookups.stream()
                        .flatMap(lookup -> RecordKey.of(lookup.key(), lookup.keyEscape(), type).fieldPaths().stream())
                        .distinct()
                        .toList())
                .writing(lookups.stream()
                        .flatMap(lookup -> lookup.fields().stream())
                        .map(Field::path)
                        .toList())
                .rejecting(codes.toArray(String[]::new))
                .completingWithin(longest);
    }

    private Duration deadline(Lookup lookup) {
        return lookup.deadline().orElse(deadline);
    }

    @Override
    public void open(StageContext stageContext) {
        context = stageContext;
        records = context.records(store);
        NearCache cache = context.shared(
                String.join(
                        " ",
                        NearCache.class.getName(),
                        store.toString(),
                        String.valueOf(cacheEntries),
                        String.valueOf(cacheHeapPercent)),
                () -> newCache(context.metrics()));
        List<ActiveLookup> open = lookups.stream()
                .map(lookup -> new ActiveLookup(lookup, type, name, deadline(lookup), cache, stageContext))
                .toList();
        policies = new LookupPolicies(name, open);
        cached = new BatchProbe(policies.lookups());
        results = new LookupResult[open.size()];
        Set<String> prefixes = open.stream()
                .filter(lookup -> lookup.declaration().cached())
                .map(ActiveLookup::prefix)
                .collect(Collectors.toSet());
        if (!prefixes.isEmpty()) {
            records.watch(prefixes, cache);
        }
    }

    private NearCache newCache(Metrics metrics) {
        NearCache cache = new NearCache(cacheEntries, Runtime.getRuntime().maxMemory() / 100 * cacheHeapPercent);
        metrics.gauge(name + ".cache.entries", () -> cache.statistics().size());
        metrics.gauge(name + ".cache.bytes", () -> cache.statistics().bytes());
        metrics.gauge(name + ".cache.evictions", () -> cache.statistics().evictions());
        metrics.gauge(name + ".cache.invalidations", () -> cache.statistics().invalidations());
        return cache;
    }

    @Override
    public void apply(Batch batch, Outcomes outcomes) {
        long now = context.ticker().getAsLong();
        List<InFlightFetch> newFetches = new ArrayList<>(0);
        try {
            for (int start = 0; start < batch.size(); ) {
                int count = cached.probe(batch, start, now);
                for (int i = 0; i < count; i++) {
                    Event event = batch.get(start + i);
                    outcomes.set(
                            start + i,
                            cached.copyResults(i, results)
                                    ? policies.decide(event, results)
                                    : new PendingEvent(event, results.clone(), policies).awaitFetches(now, newFetches));
                }
                start += count;
            }
        } finally {
            // an exception for one event must not keep the others from their records
            for (ActiveLookup lookup : policies.lookups()) {
                lookup.reportCounts();
            }
            if (!newFetches.isEmpty()) {
                fetch(newFetches);
            }
        }
    }

    private void fetch(List<InFlightFetch> newFetches) {
        try {
            records.fetch(newFetches);
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError | OutOfMemoryError e) {
            // A fetch that stays in flight would make each later event with its key wait in vain. Only the class is
            // named, since the message of a store
            // may contain a key.
            String cause = "the request to the store failed (" + e.getClass().getSimpleName() + ")";
            newFetches.forEach(fetch -> fetch.failed(cause));
        }
    }
}
