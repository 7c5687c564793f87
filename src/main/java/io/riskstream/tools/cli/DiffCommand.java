package io.riskstream.tools.cli;

import io.riskstream.tools.diff.Difference;
import io.riskstream.tools.flux.FluxModel;
import io.riskstream.tools.flux.Substitution;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "diff",
        description =
                "Compares two Flux files by meaning: stages, streams, options, rules, configuration. Connects to nothing.",
        mixinStandardHelpOptions = true)
final class DiffCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "BEFORE", description = "a Flux file")
    private Path before;

    @Parameters(index = "1", paramLabel = "AFTER", description = "the Flux file to compare with it")
    private Path after;

    @Mixin
    private FluxOptions options;

    @Override
    public Integer call() {
        FluxModel old = model(before);
        FluxModel updated = model(after);
        boolean oldIsReadable = isReadable(old);
        boolean updatedIsReadable = isReadable(updated); // so that the problems of both files are printed
        if (!oldIsReadable || !updatedIsReadable) {
            return ExitCode.PROBLEM;
        }
        PrintWriter out = spec.commandLine().getOut();
        List<String> changes = Difference.of(old, updated);
        changes.forEach(out::println);
        out.flush();
        return ExitCode.problemIf(!changes.isEmpty());
    }

    /** Prints the errors of a file that is not a YAML map and so cannot be compared. */
    private boolean isReadable(FluxModel model) {
        if (model.root().isEmpty()) {
            model.findings().forEach(finding -> spec.commandLine().getErr().println(finding));
        }
        return model.root().isPresent();
    }

    private FluxModel model(Path flux) {
        return FluxModel.read(flux, Substitution.by(options.propertiesFor(flux)));
    }
}
