package io.riskstream.validate.schema;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is wrong with one event: each failure once, and so many of them at most that a dead letter stays readable. */
public final class FailureList {
    private static final int MOST = 100;

    private final Set<ValidationFailure> failures = new LinkedHashSet<>();

    public void add(ValidationFailure failure) {
        if (!isFull()) {
            failures.add(failure);
        }
    }

    /** Whether further failures would not be kept. */
    public boolean isFull() {
        return failures.size() >= MOST;
    }

    /** Ordered by path. Never empty: an event that does not fit never passes. */
    public List<ValidationFailure> sorted() {
        if (failures.isEmpty()) {
            return List.of(new ValidationFailure("schema", "", "the event is not what the schema asks for"));
        }
        return failures.stream()
                .sorted(Comparator.comparing(ValidationFailure::path)
                        .thenComparing(ValidationFailure::keyword)
                        .thenComparing(ValidationFailure::message))
                .toList();
    }
}
