package io.riskstream.event;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The result of scoring an event, with everything that is needed to reproduce it.
 *
 * @param score the score in points, or a probability if the scorecard has a logistic link
 * @param decision the decision of the band that contains the score
 * @param reasons the rules that applied, those with the most points first
 * @param degradations the look-ups that did not add their current record; the score may be too low or too high without them
 * @param unevaluated the ids of the rules that ended in an error, such as a comparison with a missing field; their points are not counted
 * @param scorecard the name of the scorecard
 * @param version the version of the scorecard
 * @param hash SHA-256 of the text of the scorecard, in hexadecimal
 * @param shadow the verdict of the shadow scorecard, which is evaluated beside this one and has no effect on the decision
 */
public record Verdict(
        double score,
        String decision,
        List<Reason> reasons,
        List<Degradation> degradations,
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
        degradations = List.copyOf(degradations);
        unevaluated = List.copyOf(unevaluated);
        Objects.requireNonNull(shadow, "shadow");
    }

    /** Creates a verdict without a shadow. */
    public Verdict(
            double score,
            String decision,
            List<Reason> reasons,
            List<Degradation> degradations,
            List<String> unevaluated,
            String scorecard,
            String version,
            String hash) {
        this(score, decision, reasons, degradations, unevaluated, scorecard, version, hash, Optional.empty());
    }

    /** Returns the names of the look-ups that did not add their current record. */
    public List<String> degraded() {
        return Degradation.lookups(degradations);
    }
}
