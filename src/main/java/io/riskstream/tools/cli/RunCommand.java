package io.riskstream.tools.cli;

import io.riskstream.tools.local.LocalRun;
import io.riskstream.tools.local.RunService;
import io.riskstream.tools.local.RunSummary;
import io.riskstream.tools.local.SparkProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "run",
        description =
                "Runs a pipeline on this machine with an embedded Kafka, Redis and Storm, and accounts for every event. The server addresses in the environment's properties are replaced.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private static final long SIMULATED_EVENTS = 20_000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private FluxParameter flux;

    @Mixin
    private FluxOptions options;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description =
                    "events to score: *.csv or *.tsv with a header line, *.jsonl, or *.json with an array or one object after the other, also with .gz; *.avro if the pipeline reads Avro (default: simulated events)")
    private Path input;

    @Mixin
    private InputFormatOptions inputFormat;

    @Option(
            names = "--references",
            paramLabel = "DIR",
            description =
                    "directory of all reference files; the look-ups of an optional file that it lacks find no record (default: all simulated)")
    private Path references;

    @Option(
            names = "--events",
            paramLabel = "N",
            description = "maximum number of events (default: 20000 simulated events, or the whole file)")
    private Long events;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "1000",
            description = "events sent per second, 0 for as many as Kafka accepts (default: ${DEFAULT-VALUE})")
    private int rate;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "seed of the simulation; the same seed gives the same events (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            defaultValue = "target/run",
            description = "directory for the results (default: ${DEFAULT-VALUE})")
    private Path output;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "time without progress after which missing events count as lost (default: ${DEFAULT-VALUE})")
    private int patience;

    @Option(
            names = "--serve",
            paramLabel = "PORT",
            description =
                    "port of the page and the HTTP API, which stay up with the pipeline after the events, until Ctrl-C (default: a free port, until the run ends)")
    private Integer serve;

    @Option(
            names = "--store",
            paramLabel = "DATABASE",
            description =
                    "postgres: stores scores and dead letters in an embedded PostgreSQL, by a second topology, and prints queries of a claims manager with their answers (default: none)")
    private Optional<Store> store = Optional.empty();

    @Option(
            names = "--with-spark",
            paramLabel = "SETTINGS",
            arity = "0..1",
            fallbackValue = "conf/spark.properties",
            description =
                    "runs the Spark companion beside the pipeline, in a process of its own, with these settings and the servers of the run; needs the Maven profile spark (settings without a value: conf/spark.properties)")
    private Optional<Path> spark = Optional.empty();

    /** A database that can store the outputs of a run. */
    private enum Store {
        POSTGRES
    }

    @Override
    public Integer call() throws IOException {
        EmbeddedServers.require();
        if (store.isPresent()) {
            EmbeddedServers.requirePostgres();
        }
        checkArguments();
        if (!CheckedFluxFile.hasNoErrors(spec.commandLine(), flux.path(), options)) {
            return ExitCode.PROBLEM;
        }
        long maxEvents = events != null ? events : input != null ? Long.MAX_VALUE : SIMULATED_EVENTS;
        LocalRun.Settings settings = new LocalRun.Settings(
                flux.path(),
                options.propertiesFor(flux.path()),
                Optional.ofNullable(input),
                inputFormat.options(),
                Optional.ofNullable(references),
                maxEvents,
                rate,
                seed,
                output,
                Duration.ofSeconds(patience),
                store.isPresent());
        @SuppressWarnings("SystemConsoleNull") // Console.isTerminal exists since Java 22 only
        boolean terminal = System.console() != null;
        RunSummary summary = new LocalRun(settings, System.out, terminal, services()).run();
        return ExitCode.problemIf(!summary.isComplete());
    }

    private RunService services() {
        return spark.<RunService>map(file ->
                        new RunServices(List.of(page(), new RunSpark(file, output.resolve("spark"), System.out))))
                .orElseGet(this::page);
    }

    private RunPage page() {
        return new RunPage(serve == null ? OptionalInt.empty() : OptionalInt.of(serve));
    }

    private void checkArguments() {
        require(events == null || events > 0, "--events: " + events + " is not at least 1");
        require(rate >= 0, "--rate: " + rate + " is negative");
        require(serve == null || serve >= 0 && serve <= 65_535, "--serve: " + serve + " is no port");
        require(patience > 0, "--patience: " + patience + " is not at least 1");
        require(input == null || Files.isRegularFile(input), "--input: no such file: " + input);
        spark.ifPresent(file -> require(Files.isRegularFile(file), "--with-spark: no such file: " + file));
        require(
                spark.isEmpty() || SparkProcess.isBuilt(),
                "--with-spark: Spark is not on this machine yet; ./mvnw -q -Pspark compile exec:java fetches it, compiles the companion, and runs flood-claims with it");
        require(references == null || Files.isDirectory(references), "--references: no such directory: " + references);
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new CommandLine.ParameterException(spec.commandLine(), otherwise);
        }
    }
}
