package io.riskstream.score;

import io.riskstream.EventType;
import io.riskstream.Reason;
import io.riskstream.expression.Condition;
import java.io.Serializable;

/**
 * A rule of a scorecard.
 *
 * @param id unique in its scorecard
 * @param when an expression, see {@link Condition}
 * @param points what it adds to the score of an event for which {@code when} holds
 * @param reason what to tell a person then
 */
record Rule(String id, String when, double points, String reason) implements Serializable {
    Condition condition(EventType type) {
        return Condition.compile(when, type);
    }

    Reason asReason() {
        return new Reason(id, points, reason);
    }
}
