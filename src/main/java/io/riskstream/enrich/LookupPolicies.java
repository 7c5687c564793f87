package io.riskstream.enrich;

import io.riskstream.enrich.cache.CacheEntry;
import io.riskstream.enrich.cache.LookupResult;
import io.riskstream.event.Event;
import io.riskstream.event.FieldValues;
import io.riskstream.event.Patch;
import io.riskstream.event.Rejection;
import io.riskstream.event.RejectionCode;
import io.riskstream.stage.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the declared {@code onMiss} and {@code onError} make of the answers for one event. Safe for many threads. */
final class LookupPolicies {
    private final String stage;
    private final ActiveLookup[] lookups;
    private final int[] firstSlots;

    /**
     * The policies of a stage's look-ups.
     *
     * @param stage the stage's name, for rejections
     * @param lookups in the order of the answers
     */
    LookupPolicies(String stage, List<ActiveLookup> lookups) {
        this.stage = stage;
        this.lookups = lookups.toArray(ActiveLookup[]::new);
        this.firstSlots = lookups.stream().mapToInt(ActiveLookup::firstSlot).toArray();
    }

    /** In the order of the answers; not to be changed. */
    ActiveLookup[] lookups() {
        return lookups;
    }

    /**
     * The outcome, once nothing is pending. One look-up that rejects outweighs one that would try again. Where every record is there, all it
     * costs is the patch.
     */
    Outcome decide(Event event, LookupResult[] answers) {
        FieldValues[] parts = new FieldValues[answers.length];
        for (int i = 0; i < answers.length; i++) {
            if (!(answers[i] instanceof CacheEntry record) || !record.isPresent() || lookups[i].isMapped()) {
                return decideOneByOne(event, answers);
            }
            parts[i] = record.values();
        }
        return Outcome.pass(Patch.ofFields(firstSlots, parts));
    }

    private Outcome decideOneByOne(Event event, LookupResult[] answers) {
        Decision decision = new Decision(answers.length);
        for (int i = 0; i < answers.length; i++) {
            LookupResult answer = answers[i];
            if (answer instanceof CacheEntry record) {
                known(decision, i, record, event);
            } else if (answer instanceof LookupResult.Stale stale) {
                decision.degrade(lookups[i].declared().name());
                known(decision, i, stale.record(), event);
            } else if (answer instanceof LookupResult.Failed failed) {
                failed(decision, lookups[i].declared(), failed);
            } else {
                throw new IllegalStateException(
                        "look-up '" + lookups[i].declared().name() + "' is still pending");
            }
        }
        return decision.outcome();
    }

    private void known(Decision decision, int i, CacheEntry record, Event event) {
        ActiveLookup lookup = lookups[i];
        Lookup declared = lookup.declared();
        Optional<FieldValues> fields;
        if (record == CacheEntry.NO_KEY) {
            fields = Optional.empty();
        } else {
            try {
                fields = lookup.fieldsOf(record, event);
            } catch (RuntimeException e) {
                // code of the user's own; whatever it does to one event, the others go on
                String cause = "its mapper failed: " + e.getClass().getSimpleName();
                lookup.report(RejectionCode.ENRICH_RECORD, cause);
                failed(decision, declared, new LookupResult.Failed(RejectionCode.ENRICH_RECORD, cause));
                return;
            }
        }
        if (fields.isPresent()) {
            decision.add(lookup.firstSlot(), fields.get());
            return;
        }
        switch (declared.onMiss()) {
            case PASS -> decision.degrade(declared.name());
            case DEFAULT -> decision.add(lookup.firstSlot(), lookup.defaults());
            case REJECT ->
                decision.rejections.add(rejection(declared, RejectionCode.ENRICH_MISSING, "there is no record"));
        }
    }

    private void failed(Decision decision, Lookup declared, LookupResult.Failed failed) {
        switch (declared.onError()) {
            case PASS -> decision.degrade(declared.name());
            case REJECT -> decision.rejections.add(rejection(declared, failed.code(), failed.cause()));
            case RETRY -> decision.retry = "look-up '" + declared.name() + "': " + failed.cause();
        }
    }

    private Rejection rejection(Lookup lookup, String code, String cause) {
        return new Rejection(
                stage, code, lookup.name(), "look-up '" + lookup.name() + "' (" + lookup.key() + "): " + cause);
    }

    /** The outcome of one event as it comes about. */
    private static final class Decision {
        private final int[] firstSlots;
        private final FieldValues[] parts;
        private int size;
        private final List<String> degraded = new ArrayList<>(0);
        private final List<Rejection> rejections = new ArrayList<>(0);
        private String retry = "";

        Decision(int most) {
            firstSlots = new int[most];
            parts = new FieldValues[most];
        }

        void add(int firstSlot, FieldValues values) {
            firstSlots[size] = firstSlot;
            parts[size] = values.freeze();
            size++;
        }

        void degrade(String lookup) {
            if (!degraded.contains(lookup)) { // a doubtful record may be that there is none
                degraded.add(lookup);
            }
        }

        Outcome outcome() {
            if (!rejections.isEmpty()) {
                return Outcome.reject(rejections);
            }
            if (!retry.isEmpty()) {
                return Outcome.retry(retry);
            }
            Patch patch = Patch.ofFields(Arrays.copyOf(firstSlots, size), Arrays.copyOf(parts, size));
            for (String lookup : degraded) {
                patch = patch.withDegraded(lookup);
            }
            return Outcome.pass(patch);
        }
    }
}
