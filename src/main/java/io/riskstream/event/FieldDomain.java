package io.riskstream.event;

import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The values that a field of a valid event can have, as far as they are known, besides null. {@code check} uses it to find rules that can never fire.
 *
 * @param min the least number
 * @param max the greatest number
 * @param values all possible values, strings and doubles; empty if they are not limited to some
 * @param allowsText false for strings that the field cannot have
 */
public record FieldDomain(double min, double max, Optional<Set<Object>> values, Predicate<String> allowsText) {
    /** The domain of a field of which nothing is known. */
    public static final FieldDomain ANY =
            new FieldDomain(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Optional.empty(), text -> true);
}
