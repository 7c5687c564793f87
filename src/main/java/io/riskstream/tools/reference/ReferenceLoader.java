package io.riskstream.tools.reference;

import io.riskstream.text.Nearest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Makes records of CSV files. The records of one reference are all made before the first of them is stored, so that a fault in a file leaves
 * no half of it in the store; they are held in memory meanwhile.
 */
public final class ReferenceLoader {
    private final References references;

    public ReferenceLoader(References references) {
        this.references = references;
    }

    /**
     * Loads every reference from a directory, or, given one CSV file, those that are made of a file of its name.
     *
     * @param store takes a key and its record, a flat JSON object; each key comes once per reference
     * @return what came of each reference, in the references file's order
     * @throws IllegalArgumentException if a file is missing or wrong: {@code file:line: column 'name': what is wrong}
     */
    public List<LoadedReference> load(Path directoryOrFile, BiConsumer<String, String> store) {
        boolean directory = Files.isDirectory(directoryOrFile);
        if (!directory && !Files.isRegularFile(directoryOrFile)) {
            throw new IllegalArgumentException(directoryOrFile + ": no such directory or file");
        }
        List<LoadedReference> loaded = new ArrayList<>();
        for (Reference reference : references.list()) {
            if (directory) {
                loaded.add(load(reference, directoryOrFile.resolve(reference.file()), store));
            } else if (directoryOrFile.getFileName().toString().equals(reference.file())) {
                loaded.add(load(reference, directoryOrFile, store));
            }
        }
        if (!directory && loaded.isEmpty()) {
            String name = directoryOrFile.getFileName().toString();
            throw new IllegalArgumentException(directoryOrFile + ": no reference is made of a file '" + name + "'; "
                    + Nearest.hint(name, references.files()));
        }
        return loaded;
    }

    private static LoadedReference load(Reference reference, Path file, BiConsumer<String, String> store) {
        if (!Files.isRegularFile(file)) {
            if (reference.optional()) {
                return new LoadedReference(reference.name(), reference.file(), false, 0, 0);
            }
            throw new IllegalArgumentException(file + ": no such file, and reference '" + reference.name()
                    + "' needs it; if it may be absent, write 'optional: true'");
        }
        ReferenceRows rows = new ReferenceRows(reference, file);
        try {
            rows.read();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read", e);
        }
        Map<String, String> records = rows.records();
        records.forEach(store);
        return new LoadedReference(reference.name(), reference.file(), true, rows.count(), records.size());
    }
}
