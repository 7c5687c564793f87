package io.riskstream.score;

import io.riskstream.expression.Definitions;
import io.riskstream.expression.Formula;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A scorecard for reports.
 *
 * @param hash SHA-256 of its text, in hexadecimal
 * @param logistic true if its scores are probabilities
 * @param rules the rules; then each table, and its rows that have points
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
        Definitions definitions = card.definitions(InstantSource.system());
        Map<String, CompiledTable> tables = card.compiledTables(definitions);
        List<RuleText> rules = new ArrayList<>();
        card.rules().forEach(rule -> rules.add(of(rule, card, definitions)));
        card.tables()
                .forEach(table -> rules.addAll(of(table, tables.get(table.id()).reads())));
        return new ScorecardDescription(
                card.name(),
                card.version(),
                card.hash(),
                card.link() == LinkFunction.LOGISTIC,
                List.copyOf(rules),
                card.bands().stream()
                        .map(band -> new Band(band.decision(), band.from()))
                        .toList());
    }

    private static RuleText of(Rule rule, Scorecard card, Definitions definitions) {
        Set<String> reads = new LinkedHashSet<>(
                rule.condition(card.eventType(), definitions).reads());
        rule.formula(card.eventType(), definitions).map(Formula::reads).ifPresent(reads::addAll);
        return new RuleText(rule.id(), rule.when(), rule.points().toString(), rule.reason(), List.copyOf(reads));
    }

    /** Returns a table as verdicts name it: by its id if it cannot be evaluated, by its rows if they match. */
    private static List<RuleText> of(PointsTable table, List<String> reads) {
        List<RuleText> texts = new ArrayList<>();
        String by = String.join(", ", table.inputs());
        texts.add(new RuleText(table.id(), "a row matches " + by, "of the row", "Table " + table.id(), reads));
        for (PointsTable.Row row : table.rows()) {
            if (row.points() != 0) {
                texts.add(
                        new RuleText(table.code(row), row.shown(), Double.toString(row.points()), row.reason(), reads));
            }
        }
        return texts;
    }
}
