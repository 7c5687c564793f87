package io.riskstream.tools.cli;

import io.riskstream.tools.cases.EventFiles;
import io.riskstream.tools.flux.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a command is given that takes one event through a pipeline. What cannot be used ends it with 2. */
final class EventInput {
    private static final Path STANDARD_INPUT = Path.of("-");
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Parameters(index = "0", paramLabel = "FLUX", description = "the pipeline's Flux file")
    private Path flux;

    @Option(
            names = "--event",
            paramLabel = "FILE",
            required = true,
            description =
                    "the event, as it would come from Kafka, or - for the standard input; one line break at its end is left out")
    private Path event;

    @Option(
            names = "--records",
            paramLabel = "FILE",
            description =
                    "what the look-ups find: a JSON object, from a record's key to the record; nothing if not given")
    private Path records;

    @Option(
            names = "--clock",
            paramLabel = "TIME",
            description = "the time of day, such as 2004-09-20T12:00:00Z; now if not given")
    private Instant clock;

    @Option(
            names = "--filter",
            paramLabel = "FILE",
            defaultValue = "conf/local.properties",
            description = "the environment (${DEFAULT-VALUE}); nothing in it is connected to")
    private Path filter;

    /** The event's bytes, from a file or, for {@code -}, from the standard input. */
    byte[] event() throws IOException {
        return EventFiles.event(event.equals(STANDARD_INPUT) ? System.in.readAllBytes() : bytes("--event", event));
    }

    /** Records by key; none if no file is given. */
    Map<String, byte[]> records() throws IOException {
        if (records == null) {
            return Map.of();
        }
        byte[] content = bytes("--records", records);
        try {
            return EventFiles.records(content);
        } catch (IllegalArgumentException wrong) {
            throw unusable("--records: " + records + ": " + wrong.getMessage());
        }
    }

    /** The time of day. */
    Instant clock() {
        if (clock == null) {
            return Instant.now();
        }
        require(
                clock.isAfter(EARLIEST) && clock.isBefore(LATEST),
                "--clock must lie between " + EARLIEST + " and " + LATEST);
        return clock;
    }

    /** The pipeline; empty if its Flux file has errors, which are told. */
    Optional<Pipeline> pipeline() throws IOException {
        require(Files.isRegularFile(filter), "--filter: no such file: " + filter);
        return CheckedFluxFile.accepts(command.commandLine(), flux, filter)
                ? Optional.of(Pipeline.read(flux, FilterFile.read(filter)))
                : Optional.empty();
    }

    private byte[] bytes(String option, Path file) throws IOException {
        require(Files.isRegularFile(file), option + ": no such file: " + file);
        return Files.readAllBytes(file);
    }

    /** Ends the command with this sentence, unless something holds. */
    void require(boolean holds, String otherwise) {
        if (!holds) {
            throw unusable(otherwise);
        }
    }

    private CommandLine.ParameterException unusable(String message) {
        return new CommandLine.ParameterException(command.commandLine(), message);
    }
}
