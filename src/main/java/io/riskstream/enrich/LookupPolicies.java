package io.riskstream.enrich;

import io.riskstream.enrich.cache.CacheEntry;
import io.riskstream.enrich.cache.LookupResult;
import io.riskstream.event.Degradation;
import io.riskstream.event.Event;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Patch;
import io.riskstream.event.Rejection;
import io.riskstream.event.RejectionCode;
import io.riskstream.event.Template;
import io.riskstream.stage.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides the outcome of an event from its look-up results, by the declared {@code onMiss} and {@code onError}. Safe for many threads. */
final class LookupPolicies {
    private final String stage;
    private final ActiveLookup[] lookups;
    private final int[] firstSlots;

    /**
     * Creates the policies of a stage's look-ups.
     *
     * @param stage the stage's name, for rejections
     * @param lookups in the order of the results
     */
    LookupPolicies(String stage, List<ActiveLookup> lookups) {
        this.stage = stage;
        this.lookups = lookups.toArray(ActiveLookup[]::new);
        this.firstSlots = lookups.stream().mapToInt(ActiveLookup::firstSlot).toArray();
    }

    /** Returns the look-ups in the order of the results; callers must not change the array. */
    ActiveLookup[] lookups() {
        return lookups;
    }

    /**
     * Returns the outcome of an event with no pending result. A rejection by one look-up takes precedence over a retry by another. If every record was
     * found, the only cost is the patch.
     */
    Outcome decide(Event event, LookupResult[] results) {
        FieldValues[] parts = new FieldValues[results.length];
        for (int i = 0; i < results.length; i++) {
            if (!(results[i] instanceof CacheEntry entry) || !entry.isPresent() || lookups[i].isMapped()) {
                return decideOneByOne(event, results);
            }
            parts[i] = entry.values();
        }
        return Outcome.pass(Patch.ofFields(firstSlots, parts));
    }

    private Outcome decideOneByOne(Event event, LookupResult[] results) {
        OutcomeBuilder builder = new OutcomeBuilder(results.length);
        for (int i = 0; i < results.length; i++) {
            LookupResult result = results[i];
            if (result instanceof CacheEntry entry) {
                addRecord(builder, i, entry, event);
            } else if (result instanceof LookupResult.Stale stale) {
                builder.degrade(lookups[i].declaration().name(), Degradation.Cause.STALE);
                addRecord(builder, i, stale.entry(), event);
            } else if (result instanceof LookupResult.Failed failed) {
                addFailure(builder, lookups[i].declaration(), failed);
            } else {
                throw new IllegalStateException(
                        "look-up '" + lookups[i].declaration().name() + "' is still pending");
            }
        }
        return builder.outcome();
    }

    private void addRecord(OutcomeBuilder builder, int i, CacheEntry entry, Event event) {
        ActiveLookup lookup = lookups[i];
        Lookup declaration = lookup.declaration();
        if (entry == CacheEntry.NO_KEY) {
            addMiss(builder, lookup, Degradation.Cause.UNKEYED, RejectionCode.ENRICH_KEY, keyProblem(lookup, event));
            return;
        }
        Optional<FieldValues> fields;
        try {
            fields = lookup.fieldsOf(entry, event);
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            // a mapper is user code: its failure must not affect other events
            String cause = "its mapper failed: " + e.getClass().getSimpleName();
            lookup.report(RejectionCode.ENRICH_RECORD, cause);
            LookupResult.Failed failed = LookupResult.Failed.unusable(cause);
            lookup.count(failed);
            addFailure(builder, declaration, failed);
            return;
        }
        if (fields.isPresent()) {
            builder.add(lookup.firstSlot(), fields.get());
            return;
        }
        addMiss(
                builder,
                lookup,
                Degradation.Cause.ABSENT,
                RejectionCode.ENRICH_MISSING,
                "the store has no record for this key");
    }

    /** Counts an event whose values make no key, and reports it unless a field is only missing. Returns the reason. */
    private static String keyProblem(ActiveLookup lookup, Event event) {
        lookup.countUnkeyed();
        Optional<Template.Problem> problem = lookup.keyProblem(event);
        problem.filter(found -> !found.missing())
                .ifPresent(found -> lookup.report(RejectionCode.ENRICH_KEY, found.message()));
        return problem.map(Template.Problem::message).orElse("the event's values make no key");
    }

    private void addMiss(
            OutcomeBuilder builder, ActiveLookup lookup, Degradation.Cause cause, String code, String reason) {
        Lookup declaration = lookup.declaration();
        switch (declaration.onMiss()) {
            case PASS -> builder.degrade(declaration.name(), cause);
            case DEFAULT -> builder.add(lookup.firstSlot(), lookup.defaults());
            case REJECT -> builder.rejections.add(rejection(declaration, code, reason));
        }
    }

    private void addFailure(OutcomeBuilder builder, Lookup declaration, LookupResult.Failed failed) {
        switch (declaration.onError()) {
            case PASS -> builder.degrade(declaration.name(), failed.reason());
            case REJECT -> builder.rejections.add(rejection(declaration, failed.code(), failed.cause()));
            case RETRY -> builder.retry = "look-up '" + declaration.name() + "': " + failed.cause();
        }
    }

    private Rejection rejection(Lookup lookup, String code, String cause) {
        return new Rejection(
                stage, code, lookup.name(), "look-up '" + lookup.name() + "' (" + lookup.key() + "): " + cause);
    }

    /** Collects the parts of one event's outcome. */
    private static final class OutcomeBuilder {
        private final int[] firstSlots;
        private final FieldValues[] parts;
        private int size;
        private final Map<String, Degradation.Cause> degraded = new LinkedHashMap<>(0);
        private final List<Rejection> rejections = new ArrayList<>(0);
        private String retry = "";

        OutcomeBuilder(int maxParts) {
            firstSlots = new int[maxParts];
            parts = new FieldValues[maxParts];
        }

        void add(int firstSlot, FieldValues values) {
            firstSlots[size] = firstSlot;
            parts[size] = values.freeze();
            size++;
        }

        void degrade(String lookup, Degradation.Cause cause) {
            degraded.putIfAbsent(lookup, cause); // a stale entry may be a negative one
        }

        Outcome outcome() {
            if (!rejections.isEmpty()) {
                return Outcome.reject(rejections);
            }
            if (!retry.isEmpty()) {
                return Outcome.retry(retry);
            }
            Patch patch = Patch.ofFields(Arrays.copyOf(firstSlots, size), Arrays.copyOf(parts, size));
            for (Map.Entry<String, Degradation.Cause> entry : degraded.entrySet()) {
                patch = patch.withDegraded(entry.getKey(), entry.getValue());
            }
            return Outcome.pass(patch);
        }
    }
}
