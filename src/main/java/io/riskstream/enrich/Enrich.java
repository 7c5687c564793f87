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
 * Adds to each event what its declared look-ups find. An event whose records are all in memory is answered at once; the records that are
 * missing are fetched together, each once for all events that want it, while the task goes on.
 *
 * <p>Metrics, for each look-up: {@code enrich.county.hits} (answered from memory), {@code .misses} (had to be fetched), {@code .joined} (was being
 * fetched already), {@code .absent} (there is no record, or the event lacks a field of its key), {@code .errors} (the store could not be asked, or
 * the record is not as declared), {@code .late} (no answer before the deadline) and {@code .stale} (answered from memory beyond its time, since
 * the store could not be asked), each counted once for an event. Of the worker's memory: {@code enrich.cache.entries}, {@code .evictions} and
 * {@code .invalidations} (records forgotten because they changed), shown by the task that opened first.
 */
public final class Enrich implements BatchStage {
    private static final long serialVersionUID = 1;

    /** What may stand in a Flux file, after the look-ups. */
    public static final Options.Declared OPTIONS = Options.of("enrich")
            .optional("name", Options.Kind.TEXT, "enrich", "what metrics, rejections and messages call the stage")
            .optional("cacheEntries", Options.Kind.INTEGER, 500_000, "records kept in each worker's memory")
            .optional(
                    "deadlineMillis",
                    Options.Kind.MILLISECONDS,
                    50,
                    "how long to wait for records, for look-ups that do not say it themselves");

    private static final int MOST_ENTRIES = 100_000_000;

    private final String name;
    private final int cacheEntries;
    private final Duration deadline;
    private final EventType type;
    private final RecordStore store;
    private final List<Lookup> lookups;

    private transient StageContext context;
    private transient Records records;
    private transient LookupPolicies policies;
    private transient BatchProbe memory;
    private transient LookupResult[] answers;

    /** The stage with its default name and size. */
    public Enrich(EventType type, RecordStore store, List<Lookup> lookups) {
        this(type, store, lookups, Map.of());
    }

    /**
     * The stage as declared in a Flux file.
     *
     * @throws IllegalArgumentException if something referred to is declared only further down, a look-up is not part of the event type, or its
     *     key names a field that the event does not have
     */
    public Enrich(EventType type, RecordStore store, List<Lookup> lookups, Map<String, Object> options) {
        Options given = OPTIONS.read(options);
        this.name = given.text("name");
        this.cacheEntries = given.integer("cacheEntries", 0, MOST_ENTRIES);
        this.deadline = given.millis("deadlineMillis");
        if (deadline.isZero()) {
            throw given.problem("deadlineMillis", "option 'deadlineMillis' must be at least 1");
        }
        this.type = declared(type, "event type");
        this.store = declared(store, "record store");
        this.lookups = new ArrayList<>(declared(lookups, "list of look-ups"));
        if (lookups.isEmpty()) {
            throw given.problem("it has no look-ups; leave the stage out");
        }
        Set<String> names = new HashSet<>();
        for (Lookup lookup : this.lookups) {
            if (!names.add(declared(lookup, "look-up").name())) {
                throw given.problem("", lookup.name(), "two look-ups are called '" + lookup.name() + "'");
            }
            checked(lookup, "", () -> ActiveLookup.firstSlot(lookup, type));
            checked(lookup, "key", () -> RecordKey.of(lookup.key(), type));
        }
    }

    /** Adds the names of this stage and of the look-up to the problems that a call reports. */
    private void checked(Lookup lookup, String option, Supplier<?> call) {
        try {
            call.get();
        } catch (ConfigurationException e) {
            throw new ConfigurationException(e.problems().stream()
                    .map(problem -> problem.within("look-up '" + lookup.name() + "'", "")
                            .within(name, option))
                    .toList());
        }
    }

    private <T> T declared(T part, String what) {
        if (part == null) {
            throw new ConfigurationException(ConfigurationProblem.of(
                    name,
                    "its " + what + " is missing; is it declared further down in the Flux file than this stage?"));
        }
        return part;
    }

    @Override
    public StageSpec spec() {
        List<String> codes = new ArrayList<>();
        if (lookups.stream().anyMatch(lookup -> lookup.onMiss() == OnMiss.REJECT)) {
            codes.add(RejectionCode.ENRICH_MISSING);
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
                        .flatMap(lookup -> RecordKey.of(lookup.key(), type).reads().stream())
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
    public void open(StageContext world) {
        context = world;
        records = world.records(store);
        NearCache cache = world.shared(
                NearCache.class.getName() + " " + store + " " + cacheEntries, () -> newCache(world.metrics()));
        List<ActiveLookup> open = lookups.stream()
                .map(lookup -> new ActiveLookup(lookup, type, name, deadline(lookup), cache, world))
                .toList();
        policies = new LookupPolicies(name, open);
        memory = new BatchProbe(policies.lookups());
        answers = new LookupResult[open.size()];
        Set<String> prefixes = open.stream()
                .filter(lookup -> lookup.declared().cached())
                .map(ActiveLookup::prefix)
                .collect(Collectors.toSet());
        if (!prefixes.isEmpty()) {
            records.watch(prefixes, cache);
        }
    }

    private NearCache newCache(Metrics metrics) {
        NearCache cache = new NearCache(cacheEntries);
        metrics.gauge(name + ".cache.entries", () -> cache.statistics().size());
        metrics.gauge(name + ".cache.evictions", () -> cache.statistics().evictions());
        metrics.gauge(name + ".cache.invalidations", () -> cache.statistics().invalidations());
        return cache;
    }

    @Override
    public void apply(Batch batch, Outcomes outcomes) {
        long now = context.ticker().getAsLong();
        List<InFlightFetch> departing = new ArrayList<>(0);
        try {
            for (int from = 0; from < batch.size(); ) {
                int looked = memory.of(batch, from, now);
                for (int i = 0; i < looked; i++) {
                    Event event = batch.get(from + i);
                    outcomes.set(
                            from + i,
                            memory.tell(i, answers)
                                    ? policies.decide(event, answers)
                                    : new PendingEvent(event, answers.clone(), policies).fetched(now, departing));
                }
                from += looked;
            }
        } finally {
            // whatever happens to one event, those that wait for records shall have them
            for (ActiveLookup lookup : policies.lookups()) {
                lookup.tell();
            }
            if (!departing.isEmpty()) {
                fetch(departing);
            }
        }
    }

    private void fetch(List<InFlightFetch> departing) {
        try {
            records.fetch(departing);
        } catch (RuntimeException e) {
            // the class alone: a store's message may quote a key
            String cause = "the store could not be asked (" + e.getClass().getSimpleName() + ")";
            departing.forEach(flight -> flight.failed(cause));
        }
    }
}
