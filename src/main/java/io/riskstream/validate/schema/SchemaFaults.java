package io.riskstream.validate.schema;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects the mistakes in a schema and in the files that it refers to. */
final class SchemaFaults {
    /** One mistake often causes others, such as a keyword that is misspelt in a list of hundreds. */
    private static final int MAX_FAULTS = 100;

    private final Set<SchemaException.Fault> faults = new LinkedHashSet<>();

    /** Adds a mistake; the message continues the pointer. */
    void add(String file, String pointer, String message) {
        if (faults.size() < MAX_FAULTS) {
            faults.add(new SchemaException.Fault(file, pointer, message));
        }
    }

    boolean isEmpty() {
        return faults.isEmpty();
    }

    /** @throws SchemaException if there is a mistake; it contains all of them */
    void throwIfAny() {
        if (!faults.isEmpty()) {
            throw new SchemaException(List.copyOf(new ArrayList<>(faults)));
        }
    }
}
