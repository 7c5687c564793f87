package io.riskstream.tools.cli;

import io.riskstream.tools.diff.Difference;
import io.riskstream.tools.flux.FluxModel;
import io.riskstream.tools.flux.Substitution;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "diff",
        description =
                "Tells what changed from one Flux file to another in meaning: stages, streams, options, rules, configuration.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:they mean the same", "1:they differ", "2:a file cannot be read"})
final class DiffCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "BEFORE", description = "a Flux file")
    private Path before;

    @Parameters(index = "1", paramLabel = "AFTER", description = "another")
    private Path after;

    @Option(
            names = "--filter",
            paramLabel = "FILE",
            defaultValue = "conf/local.properties",
            description = "the environment (${DEFAULT-VALUE})")
    private Path filter;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try {
            Substitution substitution = Substitution.by(FilterFile.read(filter));
            List<String> changes =
                    Difference.of(FluxModel.read(before, substitution), FluxModel.read(after, substitution));
            changes.forEach(out::println);
            out.flush();
            return changes.isEmpty() ? 0 : 1;
        } catch (IllegalArgumentException unreadable) {
            throw new CommandLine.ParameterException(spec.commandLine(), unreadable.getMessage(), unreadable);
        }
    }
}
