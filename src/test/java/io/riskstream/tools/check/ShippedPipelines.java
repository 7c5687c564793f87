package io.riskstream.tools.check;

import io.riskstream.text.SourceFile;
import io.riskstream.tools.flux.FluxFiles;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The Flux files under flux/, the components that they include, and the environment in which tests check them. */
final class ShippedPipelines {
    static final List<String> FILES = List.of(
            "flux/flood-claims.yaml",
            "flux/flood-claims-fused.yaml",
            "flux/flood-claims-spout.yaml",
            "flux/auto-claims.yaml",
            "flux/auto-claims-fused.yaml");

    private static final Path CHANGED = Path.of("target/changed-pipelines");

    /**
     * A pipeline with one changed file.
     *
     * @param flux the Flux file
     * @param text its text; it includes the changed components if they are what is changed
     * @param file the changed file, as findings name it
     */
    record ChangedPipeline(String flux, String text, String file) {}

    private ShippedPipelines() {}

    static Properties local() {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("conf/local.properties"))) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    /** Returns the text of each Flux file, without what it includes. */
    static Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        FILES.forEach(file -> texts.put(file, SourceFile.read(file).text()));
        return texts;
    }

    /** Returns the text of each Flux file, and of each file with components. */
    static Map<String, String> sources() {
        Map<String, String> sources = texts();
        FILES.forEach(flux -> sources.computeIfAbsent(
                componentsOf(flux), file -> SourceFile.read(file).text()));
        return sources;
    }

    static String componentsOf(String flux) {
        try {
            return FluxFiles.componentsOf(Path.of(flux)).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the Flux file that a file belongs to: itself, or the first that includes it. */
    static String fluxOf(String file) {
        return FILES.contains(file)
                ? file
                : FILES.stream()
                        .filter(flux -> componentsOf(flux).equals(file))
                        .findFirst()
                        .orElseThrow();
    }

    /**
     * Returns the pipeline of a Flux file with the text of one of its files replaced. Changed components are written below target/.
     *
     * @param file the Flux file, or its components
     * @param name the directory for the changed components, different for each change
     */
    static ChangedPipeline changed(String flux, String file, String text, String name) {
        if (file.equals(flux)) {
            return new ChangedPipeline(flux, text, flux);
        }
        try {
            Path changed = Files.createDirectories(CHANGED.resolve(name)).resolve("components.yaml");
            Files.writeString(changed, text);
            String including =
                    FluxFiles.including(Path.of(flux), SourceFile.read(flux).text(), changed);
            return new ChangedPipeline(flux, including, changed.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
