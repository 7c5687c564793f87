package io.riskstream.validate;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is wrong with one event: each failure once, and so many of them at most that a dead letter stays readable. */
final class FailureList {
    private static final int MOST = 100;

    private final Set<Failure> failures = new LinkedHashSet<>();

    void add(Failure failure) {
        if (!isFull()) {
            failures.add(failure);
        }
    }

    /** Whether further failures would not be kept. */
    boolean isFull() {
        return failures.size() >= MOST;
    }

    /** Ordered by path. Never empty: an event that does not fit never passes. */
    List<Failure> sorted() {
        if (failures.isEmpty()) {
            return List.of(new Failure("schema", "", "the event is not what the schema asks for"));
        }
        return failures.stream()
                .sorted(Comparator.comparing(Failure::path)
                        .thenComparing(Failure::keyword)
                        .thenComparing(Failure::message))
                .toList();
    }
}
