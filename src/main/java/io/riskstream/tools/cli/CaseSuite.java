package io.riskstream.tools.cli;

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
 * Which Flux files and which cases are meant by a path: a Flux file, with the cases beside its event schema; a directory with cases, such as {@code
 * topologies/flood-claims}, with every Flux file whose event schema lies there; or a directory of Flux files, with those that have cases.
 */
final class CaseSuite {
    private static final String FLUX_FILES = "flux";

    private final Path path;
    private final Optional<Path> cases;
    private final boolean ofKnowledge;

    /**
     * The meaning of a path.
     *
     * @param cases a file of cases in place of those beside the schemas
     */
    CaseSuite(Path path, Optional<Path> cases) {
        if (Files.isDirectory(path) && cases.isPresent()) {
            throw new IllegalArgumentException("--cases goes with one Flux file, not with the directory " + path);
        }
        this.path = path;
        this.cases = cases;
        this.ofKnowledge = Files.isRegularFile(path.resolve(CasesFile.NAME));
    }

    /** The Flux files to look at. */
    List<Path> fluxFiles() {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        Path directory = ofKnowledge ? fluxBeside(path) : path;
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file ->
                            file.toString().endsWith(".yaml") || file.toString().endsWith(".yml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IllegalArgumentException(directory + ": cannot be listed: " + e, e);
        }
    }

    /** Where the Flux files are whose knowledge is in a directory: {@code flux/} beside {@code topologies/}. */
    private static Path fluxBeside(Path knowledge) {
        Path topologies = knowledge.toAbsolutePath().normalize().getParent();
        Path project = topologies == null ? null : topologies.getParent();
        boolean here = project == null || project.equals(Path.of("").toAbsolutePath());
        return here ? Path.of(FLUX_FILES) : project.resolve(FLUX_FILES);
    }

    /**
     * The cases of a Flux file; empty if it is not meant, or has none.
     *
     * @throws IllegalArgumentException if it alone is meant, and has none
     */
    Optional<Path> casesOf(Pipeline pipeline) {
        if (cases.isPresent()) {
            return cases;
        }
        Optional<Path> beside = pipeline.components(EventSchema.class).stream()
                .findFirst()
                .map(schema -> Path.of(schema.name()).resolveSibling(CasesFile.NAME));
        if (!Files.isDirectory(path)) {
            return Optional.of(beside.orElseThrow(() -> new IllegalArgumentException(path
                    + ": it declares no EventSchema, beside which its " + CasesFile.NAME
                    + " would lie; name a file with --cases")));
        }
        return beside.filter(Files::isRegularFile)
                .filter(file -> !ofKnowledge || same(file, path.resolve(CasesFile.NAME)));
    }

    private static boolean same(Path one, Path other) {
        return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    }

    /** What to say if no Flux file has cases. */
    String none() {
        return path + ": "
                + (ofKnowledge
                        ? "no Flux file in " + fluxBeside(path) + " has its event schema there"
                        : "no Flux file in it has a " + CasesFile.NAME + " beside its event schema");
    }
}
