package io.riskstream.score;

import io.riskstream.expression.Formula;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A scorecard for reports.
 *
 * @param hash SHA-256 of its text, in hexadecimal
 * @param logistic true if its scores are probabilities
 * @param rules in the order of the file
 * @param bands from the highest down
 */
public record ScorecardDescription(
        String name, String version, String hash, boolean logistic, List<RuleText> rules, List<Band> bands) {
    /**
     * A rule as it is written.
     *
     * @param reads the paths of the fields that its condition and its points read
     */
    public record RuleText(String id, String when, String points, String reason, List<String> reads) {}

    /**
     * A band.
     *
     * @param from the lowest score of the band; negative infinity for the last one
     */
    public record Band(String decision, double from) {}

    static ScorecardDescription of(Scorecard card) {
        return new ScorecardDescription(
                card.name(),
                card.version(),
                card.hash(),
                card.link() == LinkFunction.LOGISTIC,
                card.rules().stream().map(rule -> of(rule, card)).toList(),
                card.bands().stream()
                        .map(band -> new Band(band.decision(), band.from()))
                        .toList());
    }

    private static RuleText of(Rule rule, Scorecard card) {
        Set<String> reads = new LinkedHashSet<>(rule.condition(card.eventType()).reads());
        rule.formula(card.eventType()).map(Formula::reads).ifPresent(reads::addAll);
        return new RuleText(rule.id(), rule.when(), rule.points().toString(), rule.reason(), List.copyOf(reads));
    }
}
