package io.riskstream;

import java.util.List;
import java.util.Objects;

/**
 * What was decided of an event, and all that is needed to reproduce it.
 *
 * @param score in the scorecard's points
 * @param decision the name of the band the score falls into
 * @param reasons the rules that fired, the weightiest first
 * @param degraded names of look-ups that were passed over, so that the score may be too low or too high
 * @param unevaluated ids of rules that ended in an error, such as a comparison with a missing field
 * @param scorecard the scorecard's name
 * @param version the scorecard's version
 * @param hash SHA-256 of the scorecard's text, in hexadecimal
 */
public record Verdict(
        double score,
        String decision,
        List<Reason> reasons,
        List<String> degraded,
        List<String> unevaluated,
        String scorecard,
        String version,
        String hash) {
    public Verdict {
        Objects.requireNonNull(decision, "decision");
        Objects.requireNonNull(scorecard, "scorecard");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(hash, "hash");
        reasons = List.copyOf(reasons);
        degraded = List.copyOf(degraded);
        unevaluated = List.copyOf(unevaluated);
    }
}
