package io.riskstream.tools.backtest;

import io.riskstream.event.Reason;
import io.riskstream.event.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A rule that gave an event other points under the second scorecard.
 *
 * @param rule the id of the rule
 * @param before the points under the first scorecard; 0 if the rule did not fire or does not exist
 * @param after the points under the second scorecard
 */
record RuleDifference(String rule, double before, double after) {
    /** Returns the differences, in the order of the reasons; none if only base, link or bands differ. */
    static List<RuleDifference> between(Verdict first, Verdict second) {
        Map<String, Double> points = new LinkedHashMap<>();
        first.reasons().forEach(reason -> points.put(reason.code(), reason.points()));
        List<RuleDifference> differences = new ArrayList<>();
        for (Reason reason : second.reasons()) {
            Double before = points.remove(reason.code());
            double known = before == null ? 0 : before;
            if (before == null || known != reason.points()) {
                differences.add(new RuleDifference(reason.code(), known, reason.points()));
            }
        }
        points.forEach((rule, before) -> differences.add(new RuleDifference(rule, before, 0)));
        return List.copyOf(differences);
    }

    /** Returns the difference as text, such as {@code deep-water 14 -> 18}. */
    @Override
    public String toString() {
        return rule + " " + RoundedNumber.of(before) + " -> " + RoundedNumber.of(after);
    }
}
