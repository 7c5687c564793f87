package io.riskstream.tools.cli;

import io.riskstream.text.ConfigurationException;
import io.riskstream.text.SourceFile;
import io.riskstream.tools.cases.CasesFile;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.validate.EventSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The Flux files and the cases that a path selects: a Flux file, with the cases beside its event schema; a directory with cases, such as {@code
 * topologies/flood-claims}, with every Flux file whose event schema is in that directory; or a directory of Flux files, with those that have cases.
 */
final class CaseSuite {
    private static final String FLUX_FILES = "flux";

    private final Path path;
    private final Optional<Path> cases;
    private final boolean hasCases;

    /**
     * Creates the selection of a path.
     *
     * @param cases a file of cases that replaces the one beside the event schema
     */
    CaseSuite(Path path, Optional<Path> cases) {
        if (Files.isDirectory(path) && cases.isPresent()) {
            throw new IllegalArgumentException("--cases: needs a Flux file, but " + path + " is a directory");
        }
        this.path = path;
        this.cases = cases;
        this.hasCases = Files.isRegularFile(path.resolve(CasesFile.NAME));
    }

    /** Returns the Flux files that may have cases of this selection. */
    List<Path> fluxFiles() {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        Path directory = hasCases ? fluxDirectoryFor(path) : path;
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file ->
                            file.toString().endsWith(".yaml") || file.toString().endsWith(".yml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IllegalArgumentException(directory + ": cannot be listed: " + e, e);
        }
    }

    /** Returns the directory of the Flux files that use a directory of cases: {@code flux/} beside {@code topologies/}. */
    private static Path fluxDirectoryFor(Path casesDirectory) {
        Path topologies = casesDirectory.toAbsolutePath().normalize().getParent();
        Path project = topologies == null ? null : topologies.getParent();
        boolean here = project == null || project.equals(Path.of("").toAbsolutePath());
        return here ? Path.of(FLUX_FILES) : project.resolve(FLUX_FILES);
    }

    /**
     * Returns the file of cases for a Flux file; empty if the selection has none for it.
     *
     * @throws IllegalArgumentException if the path is this Flux file, and it cannot have cases
     */
    Optional<Path> casesOf(Pipeline pipeline) {
        if (cases.isPresent()) {
            return cases;
        }
        Optional<Path> besideSchema = besideSchema(pipeline);
        if (!Files.isDirectory(path)) {
            Path file = besideSchema.orElseThrow(() -> new IllegalArgumentException(path
                    + ": declares no EventSchema, and " + CasesFile.NAME
                    + " is expected beside the schema; name a file of cases with --cases"));
            if (!isPresent(file)) {
                throw new IllegalArgumentException(path + ": there is no " + file
                        + "; write the first case there, or name a file of cases with --cases");
            }
            return Optional.of(file);
        }
        return besideSchema
                .filter(Files::isRegularFile)
                .filter(file -> !hasCases || same(file, path.resolve(CasesFile.NAME)));
    }

    /** Returns the file of cases beside the event schema of a pipeline; empty if there is none. */
    static Optional<Path> find(Pipeline pipeline) {
        return besideSchema(pipeline).filter(CaseSuite::isPresent);
    }

    private static Optional<Path> besideSchema(Pipeline pipeline) {
        return pipeline.components(EventSchema.class).stream().findFirst().map(schema -> Path.of(schema.name())
                .resolveSibling(CasesFile.NAME));
    }

    private static boolean isPresent(Path file) {
        try {
            SourceFile.bytes(file.toString());
            return true;
        } catch (ConfigurationException none) {
            return false;
        }
    }

    private static boolean same(Path one, Path other) {
        return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    }

    /** Returns the message for a selection without any cases. */
    String noCases() {
        return path + ": "
                + (hasCases
                        ? "no Flux file in " + fluxDirectoryFor(path) + " has its event schema there"
                        : "no Flux file in it has a " + CasesFile.NAME + " beside its event schema");
    }
}
