package io.riskstream;

import java.util.Objects;

/**
 * A rule that fired, and what it counted for.
 *
 * @param code the rule's id
 * @param points what it added to the score; negative points lower it
 * @param text what to tell a person
 */
public record Reason(String code, double points, String text) {
    public Reason {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(text, "text");
    }
}
