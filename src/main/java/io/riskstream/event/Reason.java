package io.riskstream.event;

import java.util.Objects;

/**
 * A rule that fired, and what it counted for.
 *
 * @param code the rule's id
 * @param points what it added to the score, after its group's cap; negative points lower it. The points of all reasons and the scorecard's base add up to the score
 *     (to its log-odds, where it is a probability)
 * @param text what to tell a person
 */
public record Reason(String code, double points, String text) {
    public Reason {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(text, "text");
    }
}
