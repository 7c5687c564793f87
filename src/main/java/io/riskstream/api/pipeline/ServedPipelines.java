package io.riskstream.api.pipeline;

import io.riskstream.text.Nearest;
import io.riskstream.tools.flux.FluxFileException;
import io.riskstream.tools.flux.Pipeline;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The pipelines that the API serves, by name. */
public final class ServedPipelines {
    private final Map<String, ServedPipeline> byName = new LinkedHashMap<>();

    /**
     * Creates the table.
     *
     * @throws IllegalArgumentException if two have the same name
     */
    public ServedPipelines(List<ServedPipeline> pipelines) {
        for (ServedPipeline pipeline : pipelines) {
            ServedPipeline other = byName.putIfAbsent(pipeline.name(), pipeline);
            if (other != null) {
                throw new IllegalArgumentException(
                        "the Flux files " + other.flux().path() + " and "
                                + pipeline.flux().path() + " both have the name '" + pipeline.name()
                                + "'; serve one of them");
            }
        }
    }

    /**
     * Reads and builds Flux files. Opens no connection.
     *
     * @param files in the working directory, or else in the jar
     * @param properties the values of {@code ${...}}
     * @throws FluxFileException if one of them is not a topology that the API can serve
     * @throws IllegalArgumentException if two have the same name
     */
    public static ServedPipelines read(List<Path> files, Properties properties) {
        return new ServedPipelines(files.stream()
                .map(file -> ServedPipeline.of(Pipeline.read(file, properties)))
                .toList());
    }

    /** Returns the pipeline of a name; empty if there is none. */
    public Optional<ServedPipeline> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Returns all pipelines, in the order of the files. */
    public Collection<ServedPipeline> all() {
        return List.copyOf(byName.values());
    }

    /** Returns a sentence for a name that {@link #find} does not find. */
    public String unknown(String name) {
        return "the API serves no pipeline '" + name + "'; " + Nearest.hint(name, byName.keySet());
    }
}
