package io.riskstream.tools.cli;

import io.riskstream.event.Event;
import io.riskstream.event.Header;
import io.riskstream.testing.PipelineResult;
import io.riskstream.testing.PipelineTestDriver;
import io.riskstream.testing.TestEvents;
import io.riskstream.tools.cases.EventFiles;
import io.riskstream.tools.cases.PriorEvents;
import io.riskstream.tools.events.EventFileReader;
import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.local.PipelineReferences;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
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
            description =
                    "the event as the value of a Kafka record, or - for the standard input; one line break at the end of a text is removed; a JSON object is encoded if the pipeline reads Avro")
    private Path event;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "a file of events, as for `run`, of which --number selects one")
    private Path inputFile;

    @Option(
            names = "--number",
            paramLabel = "N",
            description = "the number of the event in the file of events, or of the line in the file of scores, from 1")
    private Long number;

    @Option(
            names = "--origin",
            paramLabel = "ORIGIN",
            description = "the event at a position of the pipeline's Kafka, TOPIC-PARTITION@OFFSET")
    private String origin;

    @Option(
            names = "--records",
            paramLabel = "FILE",
            description =
                    "the records that the look-ups find: a JSON object that maps keys to records (default: no records)")
    private Path records;

    @Option(
            names = "--references",
            paramLabel = "DIR",
            description = "the directory of the reference files that make the records of the look-ups, as for `run`")
    private Path references;

    @Option(
            names = "--history",
            paramLabel = "FILE",
            description =
                    "events that the pipeline has processed before, one on each line, as JSON or CSV: they are in the histories of their entities (default: none)")
    private Path history;

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
    private InputFormatOptions inputFormat;

    @Mixin
    private FluxOptions options;

    /** Ends the command with an argument error if the arguments do not name an event. */
    void checkEvent() {
        long given = Stream.of(event != null, inputFile != null, origin != null)
                .filter(named -> named)
                .count();
        require(given == 1, "--event, --input and --origin: give one of them");
        if (event != null && !event.equals(STANDARD_INPUT)) {
            requireFile("--event", event);
        } else if (inputFile != null) {
            requireFile("--input", inputFile);
            require(number != null && number > 0, "--number: --input needs the number of the event, from 1");
        }
        checkRecords();
    }

    private void checkRecords() {
        require(records == null || references == null, "--records and --references: give one of them");
        require(references == null || Files.isDirectory(references), "--references: no such directory: " + references);
    }

    /** Returns the number of {@code --number}, from 1; empty if the option is absent. */
    OptionalLong number() {
        return number == null ? OptionalLong.empty() : OptionalLong.of(number);
    }

    /** Returns the event as it arrives from Kafka at a time. */
    Event event(Pipeline pipeline, Instant time) throws IOException {
        if (origin != null) {
            return SourceRecords.event(pipeline, origin);
        }
        byte[] value = event == null
                ? EventFileReader.event(inputFile, inputFormat.options(), pipeline, number)
                : EventFiles.forPipeline(
                        EventFiles.event(
                                event.equals(STANDARD_INPUT) ? System.in.readAllBytes() : bytes("--event", event)),
                        pipeline);
        return TestEvents.event(time, value, headers());
    }

    private List<Header> headers() {
        List<Header> list = new ArrayList<>();
        headers.forEach((name, value) -> list.add(Header.of(name, value)));
        return list;
    }

    /**
     * Prints a note if look-ups have requested records and the arguments name none, so that the result is that of an event without records.
     *
     * @param options the options that name them
     */
    void noteMissingRecords(PipelineResult run, PrintWriter out, String options) {
        if (records == null
                && references == null
                && run.steps().stream().anyMatch(step -> !step.requests().isEmpty())) {
            out.println("note: no records were named, so every look-up found none; " + options + " name them");
        }
    }

    /** Returns the records by key; none if neither option is given. */
    Map<String, byte[]> records(Pipeline pipeline) throws IOException {
        if (references != null) {
            Map<String, byte[]> loaded = new HashMap<>();
            PipelineReferences.read(pipeline, Optional.of(references), Optional.empty())
                    .records()
                    .forEach((key, record) -> loaded.put(key, record.getBytes(StandardCharsets.UTF_8)));
            return loaded;
        } else if (records == null) {
            return Map.of();
        }
        byte[] content = bytes("--records", records);
        try {
            return EventFiles.records(content);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("--records: " + records + ": " + wrong.getMessage(), wrong);
        }
    }

    private List<byte[]> history() throws IOException {
        return history == null
                ? List.of()
                : new String(bytes("--history", history), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.isBlank())
                        .map(line -> line.getBytes(StandardCharsets.UTF_8))
                        .toList();
    }

    /** Runs the events that the pipeline has processed before, so that they are in the histories. */
    void runHistory(Instant time, Pipeline pipeline, PipelineTestDriver driver) throws IOException {
        try {
            PriorEvents.run(history(), time, pipeline, driver);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(command.commandLine(), "--history: " + e.getMessage(), e);
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

    FluxOptions options() {
        return options;
    }

    /** Returns the pipeline; empty if its Flux file has errors, which are then printed. */
    Optional<Pipeline> pipeline() {
        return CheckedFluxFile.pipeline(command.commandLine(), flux, options);
    }

    private void requireFile(String option, Path file) {
        require(Files.exists(file) && !Files.isDirectory(file), option + ": no such file: " + file);
    }

    private byte[] bytes(String option, Path file) throws IOException {
        requireFile(option, file);
        return Files.readAllBytes(file);
    }

    /** Ends the command with an argument error unless a condition holds. */
    void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new CommandLine.ParameterException(command.commandLine(), otherwise);
        }
    }
}
