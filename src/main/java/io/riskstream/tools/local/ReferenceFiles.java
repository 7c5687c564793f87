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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The CSV files of a run's references: those of the user's directory, or else simulated ones. The two are not mixed, because events of the user would then
 * meet a simulated history.
 */
final class ReferenceFiles implements AutoCloseable {
    private final Optional<Path> directory;
    private final TemporaryDirectory simulated = TemporaryDirectory.create("references");
    private final List<String> used = new ArrayList<>();
    private final List<String> filled = new ArrayList<>();
    /** The files that the user's directory lacks. */
    private final List<String> absent = new ArrayList<>();

    /**
     * Selects the files, and writes the simulated ones to a temporary directory.
     *
     * @param directory the user's directory; empty to simulate every file
     * @param simulation empty if the pipeline's reference data cannot be simulated
     * @throws IllegalArgumentException if the user's directory lacks a file that is not optional
     */
    ReferenceFiles(References references, Optional<Path> directory, Optional<Simulation> simulation)
            throws IOException {
        this.directory = directory;
        for (String file : references.files()) {
            boolean present =
                    directory.filter(path -> Files.exists(path.resolve(file))).isPresent();
            if (present) {
                used.add(file);
            } else if (directory.isPresent()) {
                absent.add(file);
            } else if (simulation.isPresent()
                    && simulation.get().referenceFiles().contains(file)) {
                filled.add(file);
            }
        }
        if (directory.isPresent()) {
            try {
                checkPresent(references, directory.get());
            } catch (IllegalArgumentException | IOException e) {
                close();
                throw e;
            }
        }
        if (simulation.isPresent()) {
            simulation.get().writeReferences(simulated.path(), filled);
        }
    }

    private void checkPresent(References references, Path path) throws IOException {
        List<String> required = references.requiredFiles();
        List<String> missing = absent.stream().filter(required::contains).toList();
        if (!missing.isEmpty()) {
            List<String> others = otherFiles(path);
            String near = missing.stream()
                    .flatMap(file -> Nearest.to(file, others).stream().map(other -> other + " to " + file))
                    .collect(Collectors.joining(", "));
            throw new IllegalArgumentException("--references: " + path + " lacks " + String.join(", ", missing)
                    + (near.isEmpty() ? "; without --references all files are simulated" : "; rename " + near));
        }
    }

    /** Returns the path of a file by its name. The file does not exist if it is neither in the user's directory nor simulated. */
    Path path(String file) {
        return directory.orElse(simulated.path()).resolve(file);
    }

    /** Returns which files come from the user's directory, which are simulated, and which are absent, one line each. */
    List<String> sources() throws IOException {
        List<String> lines = new ArrayList<>();
        if (directory.isPresent()) {
            lines.add("reference files from " + directory.get() + ": " + String.join(", ", used));
        }
        if (!filled.isEmpty()) {
            lines.add("reference files simulated: " + String.join(", ", filled));
        }
        List<String> others = directory.isPresent() ? otherFiles(directory.get()) : List.of();
        for (String file : absent) {
            lines.add("  no file " + file + ", so its look-ups find no record"
                    + Nearest.to(file, others)
                            .map(near -> "; the directory contains " + near + ", rename it if it is that file")
                            .orElse(""));
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
