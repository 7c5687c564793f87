package io.riskstream.validate.schema;

import io.riskstream.text.SourceFile;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects the mistakes in a schema and in the files that it refers to. */
final class SchemaFaults {
    /** One mistake often causes others, such as a keyword that is misspelt in a list of hundreds. */
    private static final int MAX_FAULTS = 100;

    private final Set<SchemaException.Fault> faults = new LinkedHashSet<>();
    private final Map<String, SourceFile> files = new HashMap<>();

    /** Adds a file, in which mistakes have a position. */
    void addFile(SourceFile file) {
        files.put(file.name(), file);
    }

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
            throw new SchemaException(List.copyOf(faults), files);
        }
    }
}
