package io.riskstream.tools.cli;

import io.riskstream.tools.flux.FluxModel;
import io.riskstream.tools.flux.FluxText;
import io.riskstream.tools.flux.Substitution;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine.Option;

/** The option {@code --filter}, with the same meaning and the same default for every command. */
final class FilterOption {
    private static final Path DEFAULT = Path.of("conf/local.properties");

    @Option(
            names = "--filter",
            paramLabel = "FILE",
            description =
                    "properties file of the environment, which replaces $${...} as Flux does; default: conf/local.properties if the Flux file contains $${...}, otherwise none")
    private Path file;

    /** The results by Flux file, so that each Flux file is read once for this. */
    private final Map<Path, Optional<Path>> fileByFlux = new HashMap<>();

    /**
     * Returns the properties file for a Flux file; empty if the option is absent and the Flux file contains no {@code ${...}}.
     *
     * @throws IllegalArgumentException if the Flux file cannot be read, or there is no such properties file
     */
    Optional<Path> fileFor(Path flux) {
        return fileByFlux.computeIfAbsent(flux, this::findFile);
    }

    private Optional<Path> findFile(Path flux) {
        if (file != null) {
            require(file, "--filter: no such file: " + file);
            return Optional.of(file);
        }
        boolean needed = FluxModel.read(flux, new Substitution(Optional.empty(), false)).texts().stream()
                .anyMatch(FilterOption::hasPlaceholder);
        if (!needed) {
            return Optional.empty();
        }
        require(
                DEFAULT,
                flux + ": contains ${...}, and there is no file " + DEFAULT
                        + "; name the properties file of the environment with --filter");
        return Optional.of(DEFAULT);
    }

    /**
     * Returns the properties for a Flux file; none if it needs none.
     *
     * @throws IllegalArgumentException as {@link #fileFor} does, or if the properties file cannot be read
     */
    Properties propertiesFor(Path flux) {
        Properties properties = new Properties();
        fileFor(flux).ifPresent(path -> load(properties, path));
        return properties;
    }

    private static void load(Properties properties, Path path) {
        try (Reader reader = Files.newBufferedReader(path)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new IllegalArgumentException(path + ": cannot be read: " + e, e);
        }
    }

    private static void require(Path path, String otherwise) {
        if (!Files.isRegularFile(path)) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private static boolean hasPlaceholder(FluxText text) {
        for (int line = 1; line <= text.size(); line++) {
            if (text.line(line).contains("${")) {
                return true;
            }
        }
        return false;
    }
}
