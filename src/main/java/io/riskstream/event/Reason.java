package io.riskstream.event;

import java.util.Objects;

/**
 * A rule that applied to an event, with its points.
 *
 * @param code the id of the rule
 * @param points the points that the rule added to the score, after the cap of its group; negative points lower the score. The points of all reasons and
 *     the base of the scorecard add up to the score, or to its log-odds if the score is a probability
 * @param text the explanation for people
 */
public record Reason(String code, double points, String text) {
    public Reason {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(text, "text");
    }
}
