package io.riskstream.tools.cli;

import io.riskstream.tools.flux.Pipeline;
import io.riskstream.tools.local.SimulatedFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "simulate",
        description =
                "Writes simulated references and events of a pipeline to files that `run` reads with --references and --input.",
        mixinStandardHelpOptions = true)
final class SimulateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private FluxParameter flux;

    @Mixin
    private FluxOptions options;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description =
                    "directory for the files: events.jsonl or events.csv, and references/*.csv; existing files are overwritten")
    private Path directory;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "20000",
            description = "number of events (default: ${DEFAULT-VALUE})")
    private long events;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "seed; the same seed gives the same files (default: ${DEFAULT-VALUE})")
    private long seed;

    @Override
    public Integer call() throws IOException {
        if (events < 1) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--events: " + events + " is not at least 1");
        }
        Optional<Pipeline> pipeline = CheckedFluxFile.pipeline(spec.commandLine(), flux.path(), options);
        if (pipeline.isEmpty()) {
            return ExitCode.PROBLEM;
        }
        SimulatedFiles files = SimulatedFiles.write(pipeline.get(), seed, events, directory);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "%s: %,d events%n", files.events(), files.written());
        if (files.skipped() > 0) {
            out.printf(
                    Locale.ROOT,
                    "  %,d malformed events are omitted, because they are not one line of such a file%n",
                    files.skipped());
        }
        files.referenceFiles().forEach(file -> out.println(files.references().resolve(file)));
        out.printf("to run them: run %s --input %s --references %s%n", flux.path(), files.events(), files.references());
        out.flush();
        return ExitCode.OK;
    }
}
