package io.riskstream.tools.local;

import io.riskstream.enrich.Lookup;
import io.riskstream.parse.ParseAvro;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.SourceFile;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.reference.LoadedReference;
import io.riskstream.tools.reference.ReferenceLoader;
import io.riskstream.tools.reference.References;
import io.riskstream.tools.simulate.Simulation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The reference records of a pipeline: those of a directory, or else simulated ones. All are in memory.
 *
 * @param sources where the reference files come from, as lines of text
 * @param loaded the result of each reference
 * @param records the records by key
 */
public record PipelineReferences(List<String> sources, List<LoadedReference> loaded, Map<String, String> records) {
    /**
     * Reads the records that the look-ups of a pipeline find.
     *
     * @param directory the directory of the reference files; empty to simulate them
     * @param simulation empty if the pipeline's reference data cannot be simulated
     * @throws IllegalArgumentException if a file is missing or invalid, or must be simulated and the pipeline has no simulation
     */
    public static PipelineReferences read(Pipeline pipeline, Optional<Path> directory, Optional<Simulation> simulation)
            throws IOException {
        Optional<SourceFile> file =
                pipeline.findKnowledge().flatMap(knowledge -> find(knowledge.resolve("references.yaml")));
        if (file.isEmpty() || pipeline.components(Lookup.class).isEmpty()) {
            return new PipelineReferences(withoutReferences(pipeline, directory), List.of(), Map.of());
        }
        References references = new References(file.get());
        if (directory.isEmpty() && simulation.isEmpty()) {
            throw notSimulated(pipeline, "references", "--references");
        }
        Map<String, String> records = new LinkedHashMap<>();
        try (ReferenceFiles files = new ReferenceFiles(references, directory, simulation)) {
            List<LoadedReference> loaded = new ReferenceLoader(references).load(files::path, records::put);
            return new PipelineReferences(files.sources(), loaded, records);
        }
    }

    /** Returns the file; empty if there is none. */
    private static Optional<SourceFile> find(Path path) {
        try {
            SourceFile.bytes(path.toString());
        } catch (ConfigurationException none) {
            return Optional.empty();
        }
        return Optional.of(SourceFile.read(path.toString()));
    }

    /** Returns what to print of a pipeline that reads no records, or whose records no references file makes. */
    private static List<String> withoutReferences(Pipeline pipeline, Optional<Path> directory) {
        boolean looksUp = !pipeline.components(Lookup.class).isEmpty();
        if (directory.isPresent()) {
            throw new IllegalArgumentException("--references: "
                    + (looksUp
                            ? "there is no references.yaml beside the event schema of " + pipeline.path()
                            : pipeline.path() + " has no look-ups"));
        }
        return looksUp
                ? List.of("no references.yaml beside the event schema, so the look-ups find no record")
                : List.of();
    }

    static IllegalArgumentException notSimulated(Pipeline pipeline, String what, String option) {
        return new IllegalArgumentException(pipeline.path() + ": there is no simulation for "
                + pipeline.findKnowledge()
                        .map(Path::getFileName)
                        .map(Path::toString)
                        .orElse(pipeline.name())
                + "; name the " + what + " with " + option);
    }

    /** Encodes JSON for a pipeline that reads Avro. An event that does not fit the Avro schema, perhaps on purpose, is sent as it is. */
    public static UnaryOperator<byte[]> encoding(Pipeline pipeline) {
        return pipeline.components(ParseAvro.class).stream()
                .findFirst()
                .flatMap(ParseAvro::jsonEncoder)
                .<UnaryOperator<byte[]>>map(encoder -> event -> {
                    try {
                        return encoder.apply(event);
                    } catch (IllegalArgumentException doesNotFit) {
                        return event;
                    }
                })
                .orElse(UnaryOperator.identity());
    }
}
