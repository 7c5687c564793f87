package io.riskstream.score;

import io.riskstream.event.EventType;
import io.riskstream.expression.Condition;
import io.riskstream.expression.Formula;
import java.io.Serializable;
import java.util.Optional;

/**
 * A rule of a scorecard.
 *
 * @param id unique in its scorecard
 * @param when an expression, see {@link Condition}
 * @param points what it adds to the score of an event for which {@code when} holds
 * @param reason what to tell a person then
 * @param group the id of the group it is in; empty if it is in none
 */
record Rule(String id, String when, Points points, String reason, String group) implements Serializable {
    Condition condition(EventType type) {
        return Condition.compile(when, type);
    }

    /** How its points are worked out; empty if they are the same for every event. */
    Optional<Formula> formula(EventType type) {
        return points instanceof Points.Worked worked
                ? Optional.of(Formula.compile(worked.formula(), type))
                : Optional.empty();
    }

    /** Its points where they are the same for every event, and else 0. */
    double fixedPoints() {
        return points instanceof Points.Fixed fixed ? fixed.value() : 0;
    }
}
