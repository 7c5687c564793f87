package io.riskstream.tools.cli;

import io.riskstream.tools.check.CheckReport;
import io.riskstream.tools.check.Checker;
import io.riskstream.tools.check.ReportFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        description = "Finds every mistake in a Flux file before a cluster sees it. Connects to nothing.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:no errors; there may be warnings",
            "1:errors were found",
            "2:the arguments cannot be used, or a file is not there"
        })
final class CheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FLUX", description = "Flux files")
    private List<Path> files;

    @Option(
            names = "--filter",
            paramLabel = "FILE",
            description =
                    "the environment, as Flux will be given it; without it any $${...} is an error, as it is for Flux")
    private Path filter;

    @Option(names = "--env", description = "read $${ENV-NAME} from the environment, as Flux does with --env-filter")
    private boolean environment;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, json or github (${DEFAULT-VALUE})")
    private ReportFormat format;

    @Option(names = "--output", paramLabel = "FILE", description = "write to a file, apart from what Storm logs")
    private Path output;

    @Option(
            names = "--partitions",
            paramLabel = "TOPIC=N",
            description =
                    "how many partitions a topic has; a spout with more executors than its topics have partitions is told")
    private Map<String, Integer> partitions = Map.of();

    @Override
    public Integer call() throws IOException {
        partitions.forEach((topic, count) -> {
            if (count < 1) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "--partitions: topic '" + topic + "' cannot have " + count);
            }
        });
        Checker checker = new Checker();
        List<CheckReport> reports = new ArrayList<>();
        for (Path file : files) {
            try {
                reports.add(checker.check(file, Optional.ofNullable(filter), environment, partitions));
            } catch (IllegalArgumentException unreadable) {
                throw new CommandLine.ParameterException(spec.commandLine(), unreadable.getMessage(), unreadable);
            }
        }
        if (output == null) {
            spec.commandLine().getOut().print(format.of(reports));
            spec.commandLine().getOut().flush();
        } else {
            Files.writeString(output, format.of(reports));
        }
        return reports.stream().mapToLong(CheckReport::errors).sum() > 0 ? 1 : 0;
    }
}
