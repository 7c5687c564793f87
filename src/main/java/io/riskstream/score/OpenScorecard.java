package io.riskstream.score;

import io.riskstream.Event;
import io.riskstream.Reason;
import io.riskstream.Verdict;
import io.riskstream.expression.Condition;
import io.riskstream.expression.Truth;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** A scorecard at work. It goes through its rules from the weightiest down, so that the reasons of an event come out ranked. */
final class OpenScorecard implements Scorer.Scoring {
    private static final Comparator<Rule> WEIGHTIEST_FIRST =
            Comparator.comparingDouble((Rule rule) -> Math.abs(rule.points())).reversed();

    private final Condition[] conditions;
    private final double[] points;
    private final Reason[] reasons;
    private final String[] decisions;
    private final double[] from;
    private final String name;
    private final String version;
    private final String hash;

    // which rules fired and failed, in one event; kept to be used again
    private final Reason[] fired;
    private final String[] failed;

    OpenScorecard(Scorecard card) {
        // a stable sort: rules of one weight keep the file's order
        List<Rule> ranked = card.rules().stream().sorted(WEIGHTIEST_FIRST).toList();
        conditions =
                ranked.stream().map(rule -> rule.condition(card.eventType())).toArray(Condition[]::new);
        points = ranked.stream().mapToDouble(Rule::points).toArray();
        reasons = ranked.stream().map(Rule::asReason).toArray(Reason[]::new);
        decisions = card.bands().stream().map(Band::decision).toArray(String[]::new);
        from = card.bands().stream().mapToDouble(Band::from).toArray();
        name = card.name();
        version = card.version();
        hash = card.hash();
        fired = new Reason[ranked.size()];
        failed = new String[ranked.size()];
    }

    @Override
    public Verdict score(Event event) {
        double score = 0;
        int firedCount = 0;
        int failedCount = 0;
        for (int i = 0; i < conditions.length; i++) {
            Truth truth = conditions[i].test(event);
            if (truth == Truth.TRUE) {
                score += points[i];
                fired[firedCount++] = reasons[i];
            } else if (truth == Truth.ERROR) {
                failed[failedCount++] = reasons[i].code();
            }
        }
        return new Verdict(
                score,
                decision(score),
                Arrays.asList(fired).subList(0, firedCount),
                event.degraded(),
                failedCount == 0 ? List.of() : Arrays.asList(failed).subList(0, failedCount),
                name,
                version,
                hash);
    }

    private String decision(double score) {
        int band = 0;
        // the last band begins at negative infinity
        while (score < from[band]) {
            band++;
        }
        return decisions[band];
    }
}
