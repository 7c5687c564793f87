package io.riskstream.tools.local;

import io.riskstream.tools.events.InputOptions;
import io.riskstream.tools.flux.FluxFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** Creates settings of local runs for the tests, and reads the results. */
final class Runs {
    static final Path SHARED = Path.of("../shared/data");

    private Runs() {}

    static Properties local() {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("conf/local.properties"))) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    /** Returns settings with simulated events, and enough patience for a busy machine. */
    static LocalRun.Settings simulated(Path flux, long events, int perSecond, Path directory) {
        return new LocalRun.Settings(
                flux,
                local(),
                Optional.empty(),
                InputOptions.NONE,
                Optional.empty(),
                events,
                perSecond,
                7,
                directory,
                Duration.ofSeconds(60),
                false);
    }

    /** Returns settings for a pipeline without look-ups. */
    static LocalRun.Settings from(Path flux, Path input, Path directory) {
        return new LocalRun.Settings(
                flux,
                local(),
                Optional.of(input),
                InputOptions.NONE,
                Optional.empty(),
                Long.MAX_VALUE,
                0,
                7,
                directory,
                Duration.ofSeconds(60),
                false);
    }

    static LocalRun.Settings from(Path flux, Path input, Path references, Path directory) {
        return new LocalRun.Settings(
                flux,
                local(),
                Optional.of(input),
                InputOptions.NONE,
                Optional.of(references),
                Long.MAX_VALUE,
                0,
                7,
                directory,
                Duration.ofSeconds(60),
                false);
    }

    static LocalRun silent(LocalRun.Settings settings) {
        return new LocalRun(settings, new PrintStream(PrintStream.nullOutputStream()), false);
    }

    static List<String> lines(Path directory, String file) throws IOException {
        return Files.readAllLines(directory.resolve(file));
    }

    /** Writes a copy of a Flux file with replacements. The file must contain each replaced text. */
    static Path variant(Path directory, String flux, String... fromAndTo) throws IOException {
        String text = FluxFiles.inlined(Path.of("flux", flux + ".yaml"));
        for (int i = 0; i < fromAndTo.length; i += 2) {
            if (!text.contains(fromAndTo[i])) {
                throw new AssertionError(flux + " has no '" + fromAndTo[i] + "'");
            }
            text = text.replace(fromAndTo[i], fromAndTo[i + 1]);
        }
        return Files.writeString(directory.resolve(flux + "-variant.yaml"), text);
    }
}
