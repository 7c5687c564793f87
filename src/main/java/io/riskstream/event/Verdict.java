package io.riskstream.event;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What was decided of an event, and all that is needed to reproduce it.
 *
 * @param score in the scorecard's points, or a probability where the scorecard is a logistic one
 * @param decision the name of the band the score falls into
 * @param reasons the rules that fired, the weightiest first
 * @param degraded names of look-ups that were passed over, so that the score may be too low or too high
 * @param unevaluated ids of rules that ended in an error, such as a comparison with a missing field, and so count for nothing
 * @param scorecard the scorecard's name
 * @param version the scorecard's version
 * @param hash SHA-256 of the scorecard's text, in hexadecimal
 * @param shadow what another scorecard, on trial beside this one, would have decided; it decides nothing
 */
public record Verdict(
        double score,
        String decision,
        List<Reason> reasons,
        List<String> degraded,
        List<String> unevaluated,
        String scorecard,
        String version,
        String hash,
        Optional<Verdict> shadow) {
    public Verdict {
        Objects.requireNonNull(decision, "decision");
        Objects.requireNonNull(scorecard, "scorecard");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(hash, "hash");
        reasons = List.copyOf(reasons);
        degraded = List.copyOf(degraded);
        unevaluated = List.copyOf(unevaluated);
        Objects.requireNonNull(shadow, "shadow");
    }

    /** A verdict without a shadow. */
    public Verdict(
            double score,
            String decision,
            List<Reason> reasons,
            List<String> degraded,
            List<String> unevaluated,
            String scorecard,
            String version,
            String hash) {
        this(score, decision, reasons, degraded, unevaluated, scorecard, version, hash, Optional.empty());
    }
}
