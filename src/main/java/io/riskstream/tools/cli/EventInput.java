package io.riskstream.tools.cli;

import io.riskstream.event.Header;
import io.riskstream.tools.cases.EventFiles;
import io.riskstream.tools.flux.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The arguments of a command that applies a pipeline to one event. */
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
                    "the event as the value of a Kafka record, or - for the standard input; one line break at the end of a text is removed; a JSON object is encoded if the pipeline reads Avro")
    private Path event;

    @Option(
            names = "--records",
            paramLabel = "FILE",
            description =
                    "the records that the look-ups find: a JSON object that maps keys to records (default: no records)")
    private Path records;

    @Option(
            names = "--header",
            paramLabel = "NAME=VALUE",
            description = "a header of the Kafka record, such as ce_specversion=1.0; repeat the option for several")
    private Map<String, String> headers = new LinkedHashMap<>();

    @Option(
            names = "--clock",
            paramLabel = "TIME",
            description = "the time at which the event is scored, such as 2004-09-20T12:00:00Z (default: now)")
    private Instant clock;

    @Mixin
    private FluxOptions options;

    /** Returns the event's bytes, from a file or, for {@code -}, from the standard input. */
    byte[] event() throws IOException {
        return EventFiles.event(event.equals(STANDARD_INPUT) ? System.in.readAllBytes() : bytes("--event", event));
    }

    /** Returns the headers of the record. */
    List<Header> headers() {
        List<Header> list = new ArrayList<>();
        headers.forEach((name, value) -> list.add(Header.of(name, value)));
        return list;
    }

    /** Returns the records by key; none if the option is absent. */
    Map<String, byte[]> records() throws IOException {
        if (records == null) {
            return Map.of();
        }
        byte[] content = bytes("--records", records);
        try {
            return EventFiles.records(content);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("--records: " + records + ": " + wrong.getMessage(), wrong);
        }
    }

    /** Returns the time at which the event is scored. */
    Instant clock() {
        if (clock == null) {
            return Instant.now();
        }
        require(
                clock.isAfter(EARLIEST) && clock.isBefore(LATEST),
                "--clock: " + clock + " is not between " + EARLIEST + " and " + LATEST);
        return clock;
    }

    /** Returns the pipeline; empty if its Flux file has errors, which are then printed. */
    Optional<Pipeline> pipeline() {
        return CheckedFluxFile.pipeline(command.commandLine(), flux, options);
    }

    private byte[] bytes(String option, Path file) throws IOException {
        require(Files.exists(file) && !Files.isDirectory(file), option + ": no such file: " + file);
        return Files.readAllBytes(file);
    }

    /** Ends the command with an argument error unless a condition holds. */
    void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new CommandLine.ParameterException(command.commandLine(), otherwise);
        }
    }
}
