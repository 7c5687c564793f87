package io.riskstream.validate.schema;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The failures of one event, without duplicates, and at most 100 of them, so that a dead letter stays readable. */
public final class FailureList {
    private static final int MAX_FAILURES = 100;

    private final Set<ValidationFailure> failures = new LinkedHashSet<>();

    public void add(ValidationFailure failure) {
        if (!isFull()) {
            failures.add(failure);
        }
    }

    private boolean isFull() {
        return failures.size() >= MAX_FAILURES;
    }

    /** Returns the failures ordered by path. The list is never empty, so an invalid event never passes. */
    public List<ValidationFailure> sorted() {
        if (failures.isEmpty()) {
            return List.of(new ValidationFailure("schema", "", "the event does not match the schema"));
        }
        return failures.stream()
                .sorted(Comparator.comparing(ValidationFailure::path)
                        .thenComparing(ValidationFailure::keyword)
                        .thenComparing(ValidationFailure::message))
                .toList();
    }
}
