package io.riskstream.enrich;

import io.riskstream.Outcome;
import io.riskstream.Patch;
import io.riskstream.Rejection;
import io.riskstream.RejectionCode;
import java.util.ArrayList;
import java.util.List;

/**
 * What the declared {@code onMiss} and {@code onError} make of the answers for one event. Safe for many threads.
 *
 * @param stage the stage's name, for rejections
 * @param lookups in the order of the answers
 */
record Policies(String stage, List<OpenLookup> lookups) {
    /** The outcome, once nothing is pending. One look-up that rejects outweighs one that would try again. */
    Outcome decide(Answer[] answers) {
        Patch patch = Patch.NONE;
        List<Rejection> rejections = new ArrayList<>(0);
        String retry = "";
        for (int i = 0; i < answers.length; i++) {
            OpenLookup lookup = lookups.get(i);
            Lookup declared = lookup.declared();
            Answer answer = answers[i];
            if (answer instanceof Answer.Found found) {
                patch = patch.withFields(lookup.firstSlot(), found.values());
            } else if (answer instanceof Answer.Absent) {
                switch (declared.onMiss()) {
                    case PASS -> patch = patch.withDegraded(declared.name());
                    case DEFAULT -> patch = patch.withFields(lookup.firstSlot(), lookup.defaults());
                    case REJECT ->
                        rejections.add(rejection(declared, RejectionCode.ENRICH_MISSING, "there is no record"));
                }
            } else if (answer instanceof Answer.Failed failed) {
                switch (declared.onError()) {
                    case PASS -> patch = patch.withDegraded(declared.name());
                    case REJECT -> rejections.add(rejection(declared, failed.code(), failed.cause()));
                    case RETRY -> retry = "look-up '" + declared.name() + "': " + failed.cause();
                }
            } else {
                throw new IllegalStateException("look-up '" + declared.name() + "' is still pending");
            }
        }
        if (!rejections.isEmpty()) {
            return Outcome.reject(rejections);
        }
        return retry.isEmpty() ? Outcome.pass(patch) : Outcome.retry(retry);
    }

    private Rejection rejection(Lookup lookup, String code, String cause) {
        return new Rejection(
                stage, code, lookup.name(), "look-up '" + lookup.name() + "' (" + lookup.key() + "): " + cause);
    }
}
