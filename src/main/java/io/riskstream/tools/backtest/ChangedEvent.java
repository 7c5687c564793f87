package io.riskstream.tools.backtest;

import io.riskstream.event.Event;
import io.riskstream.event.Origin;
import io.riskstream.event.Verdict;
import java.util.Comparator;
import java.util.List;

/**
 * An event that two scorecards decide differently.
 *
 * @param differences the rules that made the difference, see {@link RuleDifference}
 */
record ChangedEvent(
        Origin origin,
        String id,
        double firstScore,
        String firstDecision,
        double secondScore,
        String secondDecision,
        List<RuleDifference> differences) {
    /** Orders events as their source does. */
    static final Comparator<ChangedEvent> BY_ORIGIN = Comparator.comparing(
                    (ChangedEvent event) -> event.origin().topic())
            .thenComparing(event -> event.origin().partition())
            .thenComparing(event -> event.origin().offset());

    static ChangedEvent of(Event event, Verdict first, Verdict second) {
        return new ChangedEvent(
                event.origin(),
                event.id(),
                first.score(),
                first.decision(),
                second.score(),
                second.decision(),
                RuleDifference.between(first, second));
    }
}
