package io.riskstream.tools.local;

import io.riskstream.text.Nearest;
import io.riskstream.tools.reference.References;
import io.riskstream.tools.simulate.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The CSV files of a run's references. A file in the user's directory is used; in place of a missing one, a file of the same name is simulated if
 * the simulation has it.
 */
final class ReferenceFiles implements AutoCloseable {
    private final Optional<Path> directory;
    private final TemporaryDirectory simulated = TemporaryDirectory.create("references");
    private final List<String> used = new ArrayList<>();
    private final List<String> filled = new ArrayList<>();

    /**
     * Selects the files, and writes the simulated ones to a temporary directory.
     *
     * @param directory the user's directory; empty to simulate every file
     * @param simulation empty if the pipeline's reference data cannot be simulated
     * @throws IllegalArgumentException if the user's directory has none of the files
     */
    ReferenceFiles(References references, Optional<Path> directory, Optional<Simulation> simulation)
            throws IOException {
        this.directory = directory;
        for (String file : references.files()) {
            boolean present =
                    directory.filter(path -> Files.exists(path.resolve(file))).isPresent();
            if (present) {
                used.add(file);
            } else if (simulation.isPresent()
                    && simulation.get().referenceFiles().contains(file)) {
                filled.add(file);
            }
        }
        if (directory.isPresent() && used.isEmpty() && !references.files().isEmpty()) {
            close();
            throw new IllegalArgumentException("--references: " + directory.get() + " contains none of the files "
                    + String.join(", ", references.files()));
        }
        if (simulation.isPresent()) {
            simulation.get().writeReferences(simulated.path(), filled);
        }
    }

    /** Returns the path of a file by its name. The file does not exist if it is neither in the user's directory nor simulated. */
    Path path(String file) {
        return directory.isEmpty() || filled.contains(file)
                ? simulated.path().resolve(file)
                : directory.get().resolve(file);
    }

    /** Returns which files come from the user's directory and which are simulated, one line each; with a hint for a name that is nearly right. */
    List<String> sources() throws IOException {
        List<String> lines = new ArrayList<>();
        if (directory.isPresent()) {
            lines.add("reference files from " + directory.get() + ": " + String.join(", ", used));
        }
        if (!filled.isEmpty()) {
            lines.add("reference files simulated: " + String.join(", ", filled));
        }
        List<String> others = directory.isPresent() ? otherFiles(directory.get()) : List.of();
        for (String file : filled) {
            Nearest.to(file, others)
                    .ifPresent(other -> lines.add("  " + file + " is simulated, but the directory contains " + other
                            + "; rename it if it is that file"));
        }
        return lines;
    }

    private List<String> otherFiles(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> !used.contains(file))
                    .toList();
        }
    }

    /** Deletes the simulated files. */
    @Override
    public void close() {
        simulated.close();
    }
}
