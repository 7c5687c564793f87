package io.riskstream.tools.cli;

import io.riskstream.text.SourceFile;
import io.riskstream.tools.flux.FluxModel;
import io.riskstream.tools.flux.FluxText;
import io.riskstream.tools.flux.Substitution;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The options of every command that reads a Flux file. They have the same meaning and the same defaults for all of them. */
final class FluxOptions {
    private static final Path DEFAULT = Path.of("conf/local.properties");
    private static final String CLASS_PATH = "--classpath";

    @Option(
            names = "--filter",
            paramLabel = "FILE",
            description =
                    "properties file of the environment, which replaces $${...} as Flux does; default: conf/local.properties if the Flux file contains $${...}, otherwise none")
    private Path file;

    @Option(names = "--env", description = "replace $${ENV-NAME} from the environment, as Flux does with --env-filter")
    private boolean environment;

    @Option(
            names = CLASS_PATH,
            paramLabel = "JARS",
            description =
                    "jars and directories with classes of your own that the Flux file names, and with the files that they read; separated as in java -cp")
    @SuppressWarnings("UnusedVariable") // read from the parsed arguments before the commands are created
    private String classPath = "";

    /** The results by Flux file, so that each Flux file is read once for this. */
    private final Map<Path, Optional<Path>> fileByFlux = new HashMap<>();

    /**
     * Returns the jars and directories of {@code --classpath} of a command; none if the option is absent.
     *
     * @throws IllegalArgumentException if one of them does not exist
     */
    static List<Path> classPath(ParseResult command) {
        String value = command.matchedOptionValue(CLASS_PATH, "");
        List<Path> paths = Stream.of(value.split(File.pathSeparator))
                .filter(path -> !path.isBlank())
                .map(Path::of)
                .toList();
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new IllegalArgumentException(CLASS_PATH + ": no such file or directory: " + path);
            }
        }
        return paths;
    }

    /** True if the value of {@code ${ENV-NAME}} is an environment variable. */
    boolean environment() {
        return environment;
    }

    /**
     * Returns the properties file for a Flux file; empty if the option is absent and the Flux file needs none. A default is searched in the working
     * directory, then in the project of the Flux file, and last in the jar if the Flux file is in the jar.
     *
     * @throws IllegalArgumentException if the Flux file cannot be read, or there is no such properties file
     */
    Optional<Path> fileFor(Path flux) {
        return fileByFlux.computeIfAbsent(flux, this::findFile);
    }

    private Optional<Path> findFile(Path flux) {
        if (file != null) {
            require(Files.isRegularFile(file), "--filter: no such file: " + file);
            return Optional.of(file);
        }
        Substitution withoutFile = new Substitution(Optional.empty(), environment);
        boolean needed =
                FluxModel.read(flux, withoutFile).texts().stream().anyMatch(FluxOptions::hasUnresolvedPlaceholder);
        if (!needed) {
            return Optional.empty();
        }
        Path directory = flux.toAbsolutePath().normalize().getParent();
        Path ofProject = directory.resolveSibling(DEFAULT);
        if (Files.isRegularFile(DEFAULT)) {
            return Optional.of(DEFAULT);
        } else if (Files.isRegularFile(ofProject)) {
            return Optional.of(ofProject);
        }
        boolean inJar = !Files.exists(flux) && FluxOptions.class.getResource("/" + DEFAULT) != null;
        require(
                inJar,
                flux + ": contains ${...}, and there is no file " + DEFAULT
                        + "; name the properties file of the environment with --filter");
        return Optional.of(DEFAULT);
    }

    /**
     * Returns the properties for a Flux file; none if it needs none. With {@code --env} they contain the environment, as Flux has it.
     *
     * @throws IllegalArgumentException as {@link #fileFor} does, or if the properties file cannot be read
     */
    Properties propertiesFor(Path flux) {
        Properties properties = new Properties();
        fileFor(flux).ifPresent(path -> load(properties, path));
        if (environment) {
            System.getenv().forEach((name, value) -> properties.setProperty("ENV-" + name, value));
        }
        return properties;
    }

    /**
     * Returns the properties for a Flux file of a copy of this project, such as a revision of it: those of {@code --filter}, or else of the copy's {@code
     * conf/local.properties}.
     */
    Properties propertiesIn(Path root, Path flux) {
        Path ofCopy = root.resolve(DEFAULT);
        if (file != null || !Files.isRegularFile(ofCopy)) {
            return propertiesFor(root.resolve(flux));
        }
        Properties properties = new Properties();
        load(properties, ofCopy);
        if (environment) {
            System.getenv().forEach((name, value) -> properties.setProperty("ENV-" + name, value));
        }
        return properties;
    }

    /** Reads a properties file in ISO 8859-1, as Flux does. */
    private static void load(Properties properties, Path path) {
        try {
            properties.load(new ByteArrayInputStream(SourceFile.bytes(path.toString())));
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(path + ": cannot be read as properties: " + e.getMessage(), e);
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private static boolean hasUnresolvedPlaceholder(FluxText text) {
        for (int line = 1; line <= text.size(); line++) {
            boolean resolved = text.placeholder(line)
                    .filter(found -> found.value().isPresent())
                    .isPresent();
            if (text.line(line).contains("${") && !resolved) {
                return true;
            }
        }
        return false;
    }
}
