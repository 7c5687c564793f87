package io.riskstream.expression;

import io.riskstream.event.FieldDomain;
import io.riskstream.event.FieldType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What a conjunction of conditions demands of one field. Mutable; {@link #copy} before another branch. */
final class FieldConstraints {
    private final FieldType type;
    private double low;
    private boolean lowIncluded = true;
    private double high;
    private boolean highIncluded = true;
    /** The only possible values, strings, doubles or booleans; null if they are not limited to some. */
    private Set<Object> allowed;

    private final Set<Object> excluded = new HashSet<>();
    private final List<Predicate<String>> texts = new ArrayList<>();
    private boolean mustHaveValue;
    private boolean mustNotHaveValue;

    FieldConstraints(FieldType type, FieldDomain domain) {
        this.type = type;
        this.low = domain.min();
        this.high = domain.max();
        this.allowed = domain.values().<Set<Object>>map(HashSet::new).orElse(null);
        this.texts.add(domain.allowsText());
    }

    private FieldConstraints(FieldConstraints other) {
        type = other.type;
        low = other.low;
        lowIncluded = other.lowIncluded;
        high = other.high;
        highIncluded = other.highIncluded;
        allowed = other.allowed == null ? null : new HashSet<>(other.allowed);
        excluded.addAll(other.excluded);
        texts.addAll(other.texts);
        mustHaveValue = other.mustHaveValue;
        mustNotHaveValue = other.mustNotHaveValue;
    }

    FieldConstraints copy() {
        return new FieldConstraints(this);
    }

    FieldConstraints value(boolean present) {
        mustHaveValue |= present;
        mustNotHaveValue |= !present;
        return this;
    }

    FieldConstraints compare(String sign, double number) {
        mustHaveValue = true;
        switch (sign) {
            case "<" -> below(number, false);
            case "<=" -> below(number, true);
            case ">" -> above(number, false);
            default -> above(number, true);
        }
        return this;
    }

    private void below(double number, boolean included) {
        if (number < high || number == high && !included) {
            high = number;
            highIncluded = included;
        }
    }

    private void above(double number, boolean included) {
        if (number > low || number == low && !included) {
            low = number;
            lowIncluded = included;
        }
    }

    FieldConstraints in(Set<Object> values) {
        mustHaveValue = true;
        if (allowed == null) {
            allowed = new HashSet<>(values);
        } else {
            allowed.retainAll(values);
        }
        return this;
    }

    /** Excludes values. The field may also have no value. */
    FieldConstraints notIn(Set<Object> values) {
        excluded.addAll(values);
        return this;
    }

    FieldConstraints text(Predicate<String> predicate) {
        mustHaveValue = true;
        texts.add(predicate);
        return this;
    }

    /** False only if no valid event satisfies the constraints. */
    boolean isSatisfiable() {
        if (mustHaveValue && mustNotHaveValue) {
            return false;
        }
        return !mustHaveValue || hasPossibleValue();
    }

    private boolean hasPossibleValue() {
        if (allowed != null) {
            return allowed.stream().anyMatch(this::isPossible);
        } else if (type == FieldType.BOOLEAN) {
            return !(excluded.contains(true) && excluded.contains(false));
        } else if (type == FieldType.LONG && Double.isFinite(low) && Double.isFinite(high)) {
            double first = lowIncluded || low != Math.rint(low) ? Math.ceil(low) : low + 1;
            double last = highIncluded || high != Math.rint(high) ? Math.floor(high) : high - 1;
            if (last - first > excluded.size()) {
                return true;
            }
            for (double value = first; value <= last; value++) {
                if (!excluded.contains(value + 0.0)) {
                    return true;
                }
            }
            return false;
        }
        return low < high || low == high && lowIncluded && highIncluded && !excluded.contains(low + 0.0);
    }

    private boolean isPossible(Object value) {
        if (excluded.contains(value)) {
            return false;
        } else if (value instanceof Double number) {
            return (number > low || lowIncluded && number == low) && (number < high || highIncluded && number == high);
        }
        return !(value instanceof String text) || texts.stream().allMatch(predicate -> predicate.test(text));
    }

    /** Returns the range of the field's numbers. */
    NumberRange range() {
        return Optional.ofNullable(allowed)
                .filter(values -> !values.isEmpty() && values.stream().allMatch(Double.class::isInstance))
                .map(values -> {
                    double[] numbers = values.stream()
                            .mapToDouble(value -> (Double) value)
                            .sorted()
                            .toArray();
                    double least = Math.max(low, numbers[0]);
                    double greatest = Math.min(high, numbers[numbers.length - 1]);
                    return new NumberRange(least, greatest);
                })
                .orElseGet(() -> new NumberRange(low, high));
    }
}
