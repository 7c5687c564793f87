package io.riskstream.score;

import io.riskstream.event.EventType;
import io.riskstream.expression.Condition;
import io.riskstream.expression.Definitions;
import io.riskstream.expression.Formula;
import java.io.Serializable;
import java.util.Optional;

/**
 * A rule of a scorecard.
 *
 * @param id the id, unique in the scorecard
 * @param when the condition, see {@link Condition}
 * @param points the points that the rule adds to the score if the condition is true
 * @param reason the explanation for people
 * @param group the id of the group; empty if the rule is in none
 */
record Rule(String id, String when, Points points, String reason, String group) implements Serializable {
    Condition condition(EventType type, Definitions definitions) {
        return Condition.compile(when, type, definitions);
    }

    /** Returns the formula of the points; empty if the points are fixed. */
    Optional<Formula> formula(EventType type, Definitions definitions) {
        return points instanceof Points.Computed computed
                ? Optional.of(Formula.compile(computed.formula(), type, definitions))
                : Optional.empty();
    }

    /** Returns the points if they are fixed; 0 otherwise. */
    double fixedPoints() {
        return points instanceof Points.Fixed fixed ? fixed.value() : 0;
    }
}
