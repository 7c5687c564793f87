package io.riskstream.tools.cli;

import io.riskstream.tools.check.CheckReport;
import io.riskstream.tools.check.Checker;
import io.riskstream.tools.check.ReportFormat;
import io.riskstream.tools.events.SampleCheck;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.Pipeline;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        description = "Finds the mistakes in Flux files before they are submitted. Connects to nothing.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FLUX", description = "Flux files")
    private List<Path> files;

    @Mixin
    private FluxOptions options;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, json or github (default: ${DEFAULT-VALUE})")
    private ReportFormat format;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "write the report to a file instead of the standard output, which Storm also logs to")
    private Path output;

    @Option(
            names = "--partitions",
            paramLabel = "TOPIC=N",
            description =
                    "number of partitions of a topic; check then warns of spouts with more executors than partitions")
    private Map<String, Integer> partitions = Map.of();

    @Option(
            names = "--sample",
            paramLabel = "FILE",
            description =
                    "a file of events; check reads it as run --input does, and reports records that cannot be read and values that seem to have another format than declared, such as day and month exchanged")
    private Path sample;

    @Mixin
    private InputFormatOptions sampleFormat;

    @Override
    public Integer call() throws IOException {
        partitions.forEach((topic, count) -> {
            if (count < 1) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(),
                        "--partitions: topic '" + topic + "' has " + count + " partitions, expected at least 1");
            }
        });
        Checker checker = new Checker();
        List<CheckReport> reports = new ArrayList<>();
        for (Path file : files) {
            Optional<Path> properties = options.fileFor(file);
            properties.ifPresent(path -> printFilter(file, path));
            CheckReport report = checker.check(file, properties, options.environment(), partitions);
            reports.add(sample == null || report.errors() > 0 ? report : report.with(findingsInSample(file)));
        }
        if (output == null) {
            spec.commandLine().getOut().print(format.of(reports));
            spec.commandLine().getOut().flush();
        } else {
            Files.writeString(output, format.of(reports));
        }
        return ExitCode.problemIf(reports.stream().anyMatch(report -> report.errors() > 0));
    }

    private List<Finding> findingsInSample(Path flux) {
        if (!Files.isRegularFile(sample)) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--sample: no such file: " + sample);
        }
        return SampleCheck.of(Pipeline.read(flux, options.propertiesFor(flux)), sample, sampleFormat.options());
    }

    /** Prints the properties file to the standard error, because the standard output contains only the report in its format. */
    private void printFilter(Path flux, Path properties) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(flux + ": checked with " + properties);
        err.flush();
    }
}
