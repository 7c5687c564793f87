package io.riskstream.tools.reference;

import io.riskstream.event.EventType;
import io.riskstream.history.History;
import io.riskstream.history.HistorySeeds;
import io.riskstream.text.Nearest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Converts CSV files to records. All records of a reference are held in memory before the first of them is stored, so that an error in a file
 * leaves no part of the reference in the store.
 */
public final class ReferenceLoader {
    private final References references;

    public ReferenceLoader(References references) {
        this.references = references;
    }

    /**
     * Loads every reference from a directory, or from one CSV file the references that use a file of that name.
     *
     * @param store receives each key with its record, a flat JSON object; a key once per reference
     * @return the result of each reference, in the order of the references file
     * @throws IllegalArgumentException if a file is missing or invalid: {@code file:line: column 'name': what is wrong}
     */
    public List<LoadedReference> load(Path directoryOrFile, BiConsumer<String, String> store) {
        if (Files.isDirectory(directoryOrFile)) {
            return load(directoryOrFile::resolve, store);
        }
        if (!Files.isRegularFile(directoryOrFile)) {
            throw new IllegalArgumentException(directoryOrFile + ": no such directory or file");
        }
        String name = directoryOrFile.getFileName().toString();
        if (!references.files().contains(name) && !references.historyFiles().contains(name)) {
            throw new IllegalArgumentException(directoryOrFile + ": no reference uses a file '" + name + "'; "
                    + Nearest.hint(name, references.files()));
        }
        return references.list().stream()
                .filter(reference -> reference.file().equals(name))
                .map(reference -> load(reference, directoryOrFile, store))
                .toList();
    }

    /**
     * Fills the histories of a pipeline from a directory, or from one CSV file those that use a file of that name.
     *
     * @param histories the histories of the pipeline
     * @param store receives each entry
     * @return the result of each declaration, in the order of the references file
     * @throws IllegalArgumentException if a file is missing or invalid, with the line, or the pipeline does not have a history
     */
    public List<LoadedReference> loadHistories(
            Path directoryOrFile, List<History> histories, EventType type, Consumer<HistorySeeds.Seed> store) {
        return references.histories().stream()
                .filter(past -> Files.isDirectory(directoryOrFile)
                        || past.file().equals(directoryOrFile.getFileName().toString()))
                .map(past -> past.load(
                        Files.isDirectory(directoryOrFile) ? directoryOrFile.resolve(past.file()) : directoryOrFile,
                        histories,
                        type,
                        store))
                .toList();
    }

    /** Loads every reference as {@link #load(Path, BiConsumer)} does, with the path of each CSV file by its name. */
    public List<LoadedReference> load(Function<String, Path> files, BiConsumer<String, String> store) {
        return references.list().stream()
                .map(reference -> load(reference, files.apply(reference.file()), store))
                .toList();
    }

    private static LoadedReference load(Reference reference, Path file, BiConsumer<String, String> store) {
        if (!Files.isRegularFile(file)) {
            if (reference.optional()) {
                return new LoadedReference(reference.name(), reference.file(), false, 0, 0);
            }
            throw new IllegalArgumentException(file + ": no such file, but reference '" + reference.name()
                    + "' needs it; if the file may be absent, add 'optional: true' to the reference");
        }
        ReferenceRows rows = new ReferenceRows(reference, file);
        rows.read();
        Map<String, String> records = rows.records();
        records.forEach(store);
        return new LoadedReference(reference.name(), reference.file(), true, rows.count(), records.size());
    }
}
